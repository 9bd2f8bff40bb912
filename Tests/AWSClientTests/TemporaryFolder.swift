import AWSWire
import Foundation

/// A folder of its own for one test.
struct TemporaryFolder {
    let path: String

    /// Makes the folder, and removes it with all that is in it afterwards.
    static func with<Value>(_ body: (TemporaryFolder) throws -> Value) throws -> Value {
        let folder = try make()
        defer { folder.remove() }
        return try body(folder)
    }

    /// The same for work that waits.
    static func with<Value>(_ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let folder = try make()
        defer { folder.remove() }
        return try await body(folder)
    }

    private static func make() throws -> TemporaryFolder {
        let url = FileManager.default.temporaryDirectory.appending(path: "roster-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return TemporaryFolder(path: url.path)
    }

    private func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and makes the folders above it; returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> String {
        let url = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
        return url.path
    }
}
