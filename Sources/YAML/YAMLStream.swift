import SwiftExtensions

/// The documents of a YAML text, and all its errors.
package struct YAMLStream: Equatable, Sendable {
    /// In order. If there are errors, these are the documents that could be parsed: use them only to look for further
    /// errors.
    package let documents: [Node]
    /// In order of position.
    package let errors: [YAMLError]
}

/// Limits that keep a hostile text cheap to parse.
package enum YAMLLimits {
    /// The maximum size of a text in bytes: 4 MiB.
    package static let bytes = 4 << 20
    /// The maximum nesting depth of sequences and mappings, aliases included.
    package static let depth = 100
    /// How much all aliases and merge keys of a text may add together, in bytes: 1 MiB. An alias adds
    /// ``nodeWeight`` for each node and the length of its text, a merge key ``nodeWeight`` for each entry.
    package static let expansion = 1 << 20
    /// The maximum number of `%TAG` directives; libyaml compares each with all the others.
    package static let tagDirectives = 100
    /// The number of errors after which parsing stops.
    package static let errors = 100
    /// A node's weight in ``expansion``, in addition to its text.
    package static let nodeWeight = 64
}

/// Parses a YAML text: UTF-8 with or without a byte order mark, any number of documents.
///
/// Duplicate keys, unknown tags and characters that are read differently from how they are seen are collected; any
/// other error stops parsing, and the documents before it are kept. Time and memory are linear in the size of the text
/// and in what its aliases and merge keys add to it, both within ``YAMLLimits``.
///
/// - Parameter quote: puts a key, a tag or the name of an anchor in quotes for a message.
package func readYAML(_ bytes: [UInt8], quote: @escaping (String) -> String = { quoted($0) }) -> YAMLStream {
    var composer = Composer(quote: quote)
    var found: [YAMLError] = []
    do throws(YAMLError) {
        try bytes[try start(of: bytes)...].withUnsafeBufferPointer { (text) throws(YAMLError) in
            guard !text.isEmpty else { return }
            var misleading = MisleadingText(text)
            defer {
                misleading.checkRest()
                found += misleading.errors
            }
            let reader = try EventReader(text)
            while let event = try reader.next() {
                misleading.check(event)
                try composer.handle(event)
            }
        }
    } catch {
        found.append(error)
    }
    return YAMLStream(documents: composer.documents, errors: limited(composer.errors + found))
}

/// Sorts errors by position, and stops at ``YAMLLimits/errors``.
private func limited(_ errors: [YAMLError]) -> [YAMLError] {
    let sorted = errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    guard sorted.count >= YAMLLimits.errors, let last = sorted.prefix(YAMLLimits.errors).last else { return sorted }
    return sorted.prefix(YAMLLimits.errors) + [.tooMany(at: Position(line: last.line, column: last.column))]
}

/// The offset of the text after any byte order mark.
private func start(of bytes: [UInt8]) throws(YAMLError) -> Int {
    guard bytes.count <= YAMLLimits.bytes else {
        throw YAMLError(
            "the file has \(bytes.count) bytes, more than the limit of \(YAMLLimits.bytes) (4 MiB): split it",
            at: Position())
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        throw YAMLError("the file is UTF-16: save it as UTF-8", at: Position())
    }
    // Counted anywhere, not only at line starts: libyaml knows more line breaks than CR and LF.
    let directives = count("%TAG", in: bytes)
    guard directives <= YAMLLimits.tagDirectives else {
        throw YAMLError(
            "the file has \(directives) %TAG directives, and Roster needs none: remove them", at: Position())
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}

/// Counts the occurrences of a text, whose first byte must occur in it only once, without copying the bytes.
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
