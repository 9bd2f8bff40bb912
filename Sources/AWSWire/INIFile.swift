import SwiftExtensions

/// The sections of an AWS configuration file, parsed as botocore does. Pure.
///
/// - `#` and `;` begin a comment at the start of a line, indented or not; elsewhere they belong to the value.
/// - A line that is indented more than the preceding key continues that key's value. If nothing follows the `=`, such
///   lines are nested settings, one level deep.
/// - Keys are lowercased, except those of nested settings; the section `[DEFAULT]` applies to every section.
/// - A repeated section or key is an error, and so is a line that is neither.
///
/// [Shared files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)
package struct INIFile: Equatable, Sendable {
    /// The value of a key.
    package enum Value: Equatable, Sendable {
        /// Text, its lines joined by `\n`; may be empty.
        case text(String)
        /// The indented lines below a key without a value.
        case nested([String: String])
    }

    /// A section's name and where it begins.
    package struct Header: Equatable, Sendable {
        /// As written between the brackets.
        package let name: String
        /// Counted from 1.
        package let line: Int
    }

    /// Values by section name, as written between the brackets, and key.
    package private(set) var sections: [String: [String: Value]] = [:]
    /// The sections' headers in file order, without `[DEFAULT]`.
    package private(set) var headers: [Header] = []

    /// A line that cannot be parsed. Never contains text of the file, which may be a secret.
    package struct Problem: Error, Equatable {
        /// Counted from 1.
        package let line: Int
        /// What is wrong, as a predicate whose subject is the line: "has no '='".
        package let what: String
    }

    /// Parses the text of a file.
    package init(_ text: String) throws(Problem) {
        var reader = Reader()
        for (index, line) in Self.lines(of: text).enumerated() { try reader.read(line, index + 1) }
        let defaults = try Self.values(of: reader.sections["DEFAULT"] ?? [:])
        for header in reader.headers where header.name != "DEFAULT" {
            headers.append(header)
            sections[header.name] = try Self.values(of: reader.sections[header.name] ?? [:])
                .merging(defaults) { own, _ in own }
        }
    }

    /// The lines without their terminators, whatever system wrote them.
    private static func lines(of text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }

    private static func values(of lines: [String: KeyLines]) throws(Problem) -> [String: Value] {
        var values: [String: Value] = [:]
        for (key, lines) in lines { values[key] = try value(of: lines) }
        return values
    }

    private static func value(of lines: KeyLines) throws(Problem) -> Value {
        let rest = lines.dropFirst().filter { !$0.text.isEmpty }
        guard lines.first?.text.isEmpty ?? true, !rest.isEmpty else {
            var texts = lines.map(\.text)
            while let last = texts.last, last.isEmpty, texts.count > 1 { texts.removeLast() }
            return .text(texts.joined(separator: "\n"))
        }
        var nested: [String: String] = [:]
        for (number, text) in rest {
            guard let equals = text.firstIndex(of: "=") else {
                throw Problem(
                    line: number, what: "has no '=', which an indented line below a key without a value needs")
            }
            nested[String(text[..<equals].trimmed)] = String(text[text.index(after: equals)...].trimmed)
        }
        return .nested(nested)
    }
}

/// The lines of a key's value so far, with their line numbers.
private typealias KeyLines = [(number: Int, text: String)]

/// Parses a file line by line.
private struct Reader {
    var sections: [String: [String: KeyLines]] = [:]
    var headers: [INIFile.Header] = []
    private var section: String?
    private var key: String?
    private var indentation = 0

    mutating func read(_ line: Substring, _ number: Int) throws(INIFile.Problem) {
        let text = String(line.trimmed)
        guard !text.hasPrefix("#"), !text.hasPrefix(";") else { return }
        if text.isEmpty { return continueValue(with: text, number) }
        let depth = line.prefix { $0.isWhitespace }.count
        if key != nil, depth > indentation { return continueValue(with: text, number) }
        indentation = depth
        if text.hasPrefix("["), let end = text.lastIndex(of: "]"), text.index(after: text.startIndex) < end {
            try beginSection(String(text[text.index(after: text.startIndex)..<end]), number)
        } else {
            try addKey(text, number)
        }
    }

    private mutating func continueValue(with text: String, _ number: Int) {
        guard let section, let key else { return }
        sections[section]?[key]?.append((number, text))
    }

    private mutating func beginSection(_ name: String, _ number: Int) throws(INIFile.Problem) {
        guard sections[name] == nil || name == "DEFAULT" else {
            throw INIFile.Problem(line: number, what: "begins a section that already exists")
        }
        if sections[name] == nil { headers.append(INIFile.Header(name: name, line: number)) }
        sections[name] = sections[name] ?? [:]
        section = name
        key = nil
    }

    private mutating func addKey(_ text: String, _ number: Int) throws(INIFile.Problem) {
        guard let section else {
            throw INIFile.Problem(line: number, what: "comes before the first section, such as [default]")
        }
        guard let delimiter = text.firstIndex(where: { $0 == "=" || $0 == ":" }), delimiter != text.startIndex else {
            throw INIFile.Problem(line: number, what: "is neither a section nor a comment nor KEY = VALUE")
        }
        let name = text[..<delimiter].trimmed.lowercased()
        guard sections[section]?[name] == nil else {
            throw INIFile.Problem(line: number, what: "sets a key that the section already has")
        }
        sections[section]?[name] = [(number, String(text[text.index(after: delimiter)...].trimmed))]
        key = name
    }
}
