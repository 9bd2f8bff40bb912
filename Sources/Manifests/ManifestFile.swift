/// The bytes of one manifest file, wherever they came from: a folder, or a blob of a commit.
package struct ManifestFile: Equatable, Sendable {
    /// How diagnostics call it.
    package let path: String
    /// As read; UTF-8 is checked by the parser.
    package let bytes: [UInt8]

    /// Names bytes.
    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
