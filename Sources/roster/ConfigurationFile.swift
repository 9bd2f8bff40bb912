import Foundation
import Manifests

extension Configuration {
    /// What a run looks for when no file is named.
    private static let defaultFile = "roster.yaml"

    /// Reads the file that is named, or `roster.yaml` where there is one, or takes the defaults.
    static func load(_ named: String?) throws(Failure) -> Configuration {
        let path = named ?? defaultFile
        guard named != nil || FileManager.default.fileExists(atPath: path) else { return Configuration() }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path) cannot be read: name a configuration that exists with --config")
        }
        do {
            return try parseConfiguration(ManifestFile(path: path, bytes: Array(bytes)))
        } catch {
            throw Failure("\(error)")
        }
    }
}
