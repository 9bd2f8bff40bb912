import Model
import SwiftExtensions

/// One entry of `git ls-tree -r -z -l`.
struct TreeEntry: Equatable {
    /// `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule.
    let mode: String
    /// The object name, in hexadecimal.
    let object: String
    /// In bytes; nil for a submodule.
    let size: Int?
    /// From the root of the repository.
    let path: String

    /// Parses a complete listing; nil if it is not in the format that git-ls-tree documents.
    static func parse(_ listing: [UInt8]) -> [TreeEntry]? {
        var entries: [TreeEntry] = []
        for record in listing.split(separator: 0) {
            guard let tab = record.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
            let fields = record[..<tab].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 4, fields[3] == "-" || Int(fields[3]) != nil else { return nil }
            let path = String(fileName: record[record.index(after: tab)...])
            entries.append(TreeEntry(mode: fields[0], object: fields[2], size: Int(fields[3]), path: path))
        }
        return entries
    }
}

/// The output of `git cat-file --batch`.
enum BlobBatch {
    /// The longest header before a blob: a SHA-256 name, the type and a size.
    static let headerBytes = 100

    /// Returns the blobs in the order of the entries; nil unless every blob is complete and has the expected name.
    static func parse(_ output: [UInt8], of entries: [TreeEntry]) -> [[UInt8]]? {
        var blobs: [[UInt8]] = []
        var rest = output[...]
        for entry in entries {
            guard let size = entry.size, let end = rest.firstIndex(of: UInt8(ascii: "\n")),
                rest[..<end].elementsEqual("\(entry.object) blob \(size)".utf8)
            else { return nil }
            let content = rest[(end + 1)...].prefix(size)
            guard content.count == size, content.endIndex < rest.endIndex else { return nil }
            blobs.append(Array(content))
            rest = rest[(content.endIndex + 1)...]
        }
        return rest.isEmpty ? blobs : nil
    }
}
