/// The bytes of one manifest file, from a folder or a commit.
package struct ManifestFile: Equatable, Sendable {
    /// The path in diagnostics.
    package let path: String
    /// Unchecked; the parser validates UTF-8.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
