import Foundation
import Manifests

extension Configuration {
    /// What a run looks for when no file is named.
    private static let defaultFile = "roster.yaml"

    /// Reads the file that is named, or `roster.yaml` where there is one, or takes the defaults.
    static func load(_ named: String?) throws(Failure) -> Configuration {
        let path = named ?? defaultFile
        // Not fileExists: a link that points nowhere is a file that cannot be read, not the wish for the defaults.
        let isThere = (try? FileManager.default.attributesOfItem(atPath: path)) != nil
        guard named != nil || isThere else { return Configuration() }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path) cannot be read: mend it, or name another configuration with --config")
        }
        do {
            return try parseConfiguration(ManifestFile(path: path, bytes: Array(bytes)))
        } catch {
            throw Failure("\(error)")
        }
    }
}
