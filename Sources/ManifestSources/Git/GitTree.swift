import Crypto
import Model
import SwiftExtensions

/// One entry of `git ls-tree -r -t -z -l`.
struct TreeEntry: Equatable {
    /// `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule, `040000` for a folder.
    let mode: String
    /// The object name, in hexadecimal.
    let object: String
    /// In bytes; nil for a submodule and a folder.
    let size: Int?
    /// From the root of the repository.
    let path: String

    var isFolder: Bool { mode == "040000" }

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

/// The objects of a repository, each checked against its name.
///
/// The mirror may lie in a folder to which others bring files, such as a checkout, and git reads an object without
/// hashing it.
struct ObjectBatch {
    /// The contents by name.
    let contents: [String: ArraySlice<UInt8>]

    /// The longest header before an object: a SHA-256 name, the type and a size.
    static let headerBytes = 100

    /// Reads the output of `git cat-file --batch`; nil unless it has every object complete, and each hashes to its
    /// name.
    init?(_ output: [UInt8], of names: [String]) {
        var contents: [String: ArraySlice<UInt8>] = [:]
        var rest = output[...]
        for name in names {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let fields = rest[..<end].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard fields.count == 3, fields[0] == name, let size = Int(fields[2]), size >= 0 else { return nil }
            let content = rest[(end + 1)...].prefix(size)
            guard content.count == size, content.endIndex < rest.endIndex,
                Self.name(of: content, type: fields[1], like: name) == name
            else { return nil }
            contents[name] = content
            rest = rest[(content.endIndex + 1)...]
        }
        guard rest.isEmpty else { return nil }
        self.contents = contents
    }

    /// The name that git gives to an object: the hash of its type, its size and its content.
    private static func name(of content: ArraySlice<UInt8>, type: String, like name: String) -> String {
        let header = Array("\(type) \(content.count)".utf8) + [0]
        func hash(with function: some HashFunction) -> String {
            var function = function
            function.update(data: header)
            content.withUnsafeBytes { function.update(bufferPointer: $0) }
            return function.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        return name.utf8.count == 64 ? hash(with: SHA256()) : hash(with: Insecure.SHA1())
    }

    /// The tree of a commit in the batch; nil if it has none.
    func tree(of commit: String) -> String? {
        guard let content = contents[commit], content.starts(with: "tree ".utf8) else { return nil }
        return String(decoding: content.dropFirst(5).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
