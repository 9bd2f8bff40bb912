import Foundation
import SwiftExtensions

/// Files of settings and tokens.
enum SettingsFile {
    /// Why a file cannot be read, as a predicate whose subject is its path.
    struct Problem: Error, Equatable {
        let what: String
    }

    /// The bytes of a file, following links; nil if there is no regular file at the path.
    static func read(_ path: String, maximumBytes: Int) throws(Problem) -> [UInt8]? {
        do throws(RegularFile.Failure) {
            return try RegularFile.read(path, maximumBytes: maximumBytes, followsLinks: true)
        } catch {
            switch error {
            case .notFound, .notRegular: return nil
            case .tooLong: throw Problem(what: "is longer than \(maximumBytes) bytes")
            case .system(EACCES), .system(EPERM):
                throw Problem(what: "cannot be read: give this user permission to read it")
            case .system(let code): throw Problem(what: "cannot be read: \(String(cString: strerror(code)))")
            }
        }
    }
}
