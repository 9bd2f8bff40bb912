import Foundation
import Manifests
import Model

extension Configuration {
    /// The file that is read if none is named.
    private static let defaultFile = "roster.yaml"

    /// Reads the named file, or `roster.yaml` if it exists, or else uses the defaults.
    static func load(_ named: String?) throws(Failure) -> Configuration {
        let path = named ?? defaultFile
        guard exists(path) else {
            guard named == nil else { throw Failure("\(path) does not exist: check the path given with --config") }
            return Configuration()
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path) cannot be read: fix its permissions, or name another configuration with --config")
        }
        do {
            return try parseConfiguration(ManifestFile(path: path, bytes: Array(bytes)))
        } catch {
            throw Failure(error)
        }
    }

    /// Whether there is anything at the path. Unlike `fileExists`, this is true for a dangling link and for a file that
    /// may not be accessed: they are errors, not a reason to use the defaults.
    private static func exists(_ path: String) -> Bool {
        do {
            _ = try FileManager.default.attributesOfItem(atPath: path)
            return true
        } catch CocoaError.fileReadNoSuchFile {
            return false
        } catch {
            return true
        }
    }
}
