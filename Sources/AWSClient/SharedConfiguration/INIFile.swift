import Foundation

/// The sections of one file of the AWS configuration, read as botocore reads them. Pure.
///
/// - `#` and `;` begin a comment at the start of a line, indented or not; further on they belong to the value.
/// - A line that is indented more than the key before it goes on with that key's value. When nothing stands after the
///   `=`, such lines are settings of their own, one level deep.
/// - Keys are in lower case, save those of nested settings; the section `[DEFAULT]` holds for every section.
/// - A section or a key that stands twice is an error, and so is a line that is neither.
struct INIFile: Equatable {
    /// What stands after a key.
    enum Value: Equatable {
        /// Text, its lines joined by `\n`; may be empty.
        case text(String)
        /// The indented lines below a key without a value.
        case nested([String: String])
    }

    /// By name, as written between the brackets, and key.
    private(set) var sections: [String: [String: Value]] = [:]
    /// The names in the order of the file.
    private(set) var names: [String] = []

    /// Which line is wrong, counted from 1, and how. Never a text of the file: it may be a secret.
    struct Problem: Error, Equatable {
        let line: Int
        let what: String
    }

    /// Reads the text of a file.
    init(_ text: String) throws(Problem) {
        var reader = Reader()
        for (number, line) in Self.lines(of: text).enumerated() { try reader.take(line, number + 1) }
        let defaults = try Self.values(of: reader.sections["DEFAULT"] ?? [:])
        for name in reader.names where name != "DEFAULT" {
            names.append(name)
            sections[name] = try Self.values(of: reader.sections[name] ?? [:])
                .merging(defaults) { own, _ in own }
        }
    }

    /// Without their ends, whatever system wrote them.
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
                throw Problem(line: number, what: "has no '=', as an indented line below a key without a value needs")
            }
            nested[trimmed(text[..<equals])] = trimmed(text[text.index(after: equals)...])
        }
        return .nested(nested)
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}

/// What a key has been given so far, with the numbers of the lines.
private typealias KeyLines = [(number: Int, text: String)]

/// Takes the lines of a file one by one.
private struct Reader {
    var sections: [String: [String: KeyLines]] = [:]
    var names: [String] = []
    private var section: String?
    private var key: String?
    private var indentation = 0

    mutating func take(_ line: Substring, _ number: Int) throws(INIFile.Problem) {
        let text = INIFile.trimmed(line)
        guard !text.hasPrefix("#"), !text.hasPrefix(";") else { return }
        if text.isEmpty { return proceed(with: text, number) }
        let depth = line.prefix { $0.isWhitespace }.count
        if key != nil, depth > indentation { return proceed(with: text, number) }
        indentation = depth
        if text.hasPrefix("["), let end = text.lastIndex(of: "]"), text.index(after: text.startIndex) < end {
            try begin(String(text[text.index(after: text.startIndex)..<end]), number)
        } else {
            try add(text, number)
        }
    }

    private mutating func proceed(with text: String, _ number: Int) {
        guard let section, let key else { return }
        sections[section]?[key]?.append((number, text))
    }

    private mutating func begin(_ name: String, _ number: Int) throws(INIFile.Problem) {
        guard sections[name] == nil || name == "DEFAULT" else {
            throw INIFile.Problem(line: number, what: "begins a section that is there already")
        }
        if sections[name] == nil { names.append(name) }
        sections[name] = sections[name] ?? [:]
        section = name
        key = nil
    }

    private mutating func add(_ text: String, _ number: Int) throws(INIFile.Problem) {
        guard let section else {
            throw INIFile.Problem(line: number, what: "stands before the first section, such as [default]")
        }
        guard let delimiter = text.firstIndex(where: { $0 == "=" || $0 == ":" }), delimiter != text.startIndex else {
            throw INIFile.Problem(line: number, what: "is neither a section nor a comment nor KEY = VALUE")
        }
        let name = INIFile.trimmed(text[..<delimiter]).lowercased()
        guard sections[section]?[name] == nil else {
            throw INIFile.Problem(line: number, what: "sets a key that this section has already")
        }
        let value = INIFile.trimmed(text[text.index(after: delimiter)...])
        sections[section]?[name] = [(number, value)]
        key = name
    }
}
