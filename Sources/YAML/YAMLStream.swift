/// The documents of a YAML text, and all that is wrong with it.
package struct YAMLStream: Equatable, Sendable {
    /// In order. With errors these are the documents that could be read at all: fit to look for further
    /// mistakes in, and for nothing else.
    package let documents: [Node]
    /// In order of place.
    package let errors: [YAMLError]
}

/// The limits that keep a hostile text from costing much.
package enum YAMLLimits {
    /// The size of a text in bytes: 4 MiB.
    package static let bytes = 4 << 20
    /// How deep sequences and mappings nest, aliases followed.
    package static let depth = 100
    /// What all aliases and merge keys of a text together may add, in bytes: 1 MiB. An alias adds
    /// ``nodeWeight`` for each node and the length of its text, a merge key ``nodeWeight`` for each entry.
    package static let expansion = 1 << 20
    /// How many `%TAG` directives there may be: libyaml compares each with all the others.
    package static let tagDirectives = 100
    /// After so many errors the reading ends.
    package static let errors = 100
    /// What a node counts for in ``expansion``, beside its text.
    package static let nodeWeight = 64
}

/// Reads a YAML text: UTF-8 with or without a byte order mark, any number of documents.
///
/// Duplicate keys and unknown tags are collected; any other error ends the reading, and the documents
/// before it are kept. Time and memory are linear in the size of the text and in what its aliases and merge
/// keys add to it, both within ``YAMLLimits``.
package func readYAML(_ bytes: [UInt8]) -> YAMLStream {
    var composer = Composer()
    var fatal: [YAMLError] = []
    do throws(YAMLError) {
        try bytes[try start(of: bytes)...].withUnsafeBufferPointer { (text) throws(YAMLError) in
            guard !text.isEmpty else { return }
            let reader = try EventReader(text)
            while let event = try reader.next() { try composer.handle(event) }
        }
    } catch {
        fatal = [error]
    }
    let errors = (composer.errors + fatal).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    return YAMLStream(documents: composer.documents, errors: errors)
}

/// Where the text starts, behind a byte order mark.
private func start(of bytes: [UInt8]) throws(YAMLError) -> Int {
    guard bytes.count <= YAMLLimits.bytes else {
        throw YAMLError(
            "the file has \(bytes.count) bytes, more than the limit of \(YAMLLimits.bytes) (4 MiB): split it",
            at: Position())
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        throw YAMLError("the file is UTF-16: save it as UTF-8", at: Position())
    }
    // Wherever they stand: libyaml knows more line breaks than there are on a keyboard.
    let directives = count("%TAG", in: bytes)
    guard directives <= YAMLLimits.tagDirectives else {
        throw YAMLError(
            "the file has \(directives) %TAG directives, and Roster needs none: remove them", at: Position())
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}

/// How often a text whose first byte it holds only once occurs, without a copy of the bytes.
private func count(_ text: StaticString, in bytes: [UInt8]) -> Int {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return bytes.withUnsafeBufferPointer { bytes in
        var found = 0
        var matched = 0
        for byte in bytes {
            matched = byte == wanted[matched] ? matched + 1 : byte == wanted[0] ? 1 : 0
            guard matched == wanted.count else { continue }
            found += 1
            matched = 0
        }
        return found
    }
}
