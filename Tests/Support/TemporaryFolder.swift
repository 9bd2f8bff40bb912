import Foundation

/// A folder that is deleted with the test.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes an empty folder.
    package init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "roster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// Runs a test in an empty folder, which goes away with it.
    package static func with<Value>(_ body: (TemporaryFolder) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try body(folder)
    }

    /// Runs a test in an empty folder, which goes away with it.
    package static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try await body(folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a name below the folder.
    package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the folders above it; returns its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

    /// Writes a file, with the folders above it; returns its path.
    @discardableResult
    package func write(_ bytes: Data, to name: String) throws -> String {
        let file = URL(filePath: self(name))
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
        return file.path
    }

    /// Makes a symbolic link with exactly this target.
    package func link(_ name: String, to target: String) throws {
        try write("", to: "\(name).unused")
        try FileManager.default.removeItem(atPath: self("\(name).unused"))
        try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
    }
}
