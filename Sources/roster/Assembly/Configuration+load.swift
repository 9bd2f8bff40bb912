import Foundation
import Manifests
import Model
import SwiftExtensions

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
        let bytes = try bytes(of: path)
        do {
            return try parseConfiguration(ManifestFile(path: path, bytes: bytes))
        } catch {
            throw Failure(error)
        }
    }

    private static func bytes(of path: String) throws(Failure) -> [UInt8] {
        do {
            return try InputFile.read(path, maximumBytes: 4 << 20)
        } catch {
            switch error {
            case .tooLong: throw Failure("\(path) is larger than 4 MiB: check the path given with --config")
            case .notRegular: throw Failure("\(path) is not a file: name another configuration with --config")
            case .notFound, .system:
                throw Failure(
                    "\(path) cannot be read: fix its permissions, or name another configuration with --config")
            }
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
