import Model
import SwiftExtensions
import YAML

/// A value that is not yet checked, with its key.
///
/// Each reading method returns the checked value, or reports what is wrong and returns nil.
struct Field {
    /// The key, for messages.
    let name: String
    let node: Node
    let collector: DiagnosticCollector

    var location: SourceLocation { collector.location(of: node) }

    /// Reports what is wrong with the value.
    func report(_ message: @autoclosure () -> String) { collector.add(message(), at: location) }

    /// Reports what the value must be, and what it is.
    func reportMismatch(expected: String) {
        report("\(collector.quote(name)) must be \(expected), not \(collector.description(of: node))")
    }

    /// Reads a mapping with these keys; an empty value is an empty mapping, so that all its keys can be commented out.
    ///
    /// - Parameter later: keys of later versions, which are refused as such.
    func mapping(_ keys: [String], later: [String] = []) -> Mapping? {
        if node.isNull { return Mapping(name: name, location: location, keys: keys, entries: [], collector: collector) }
        guard case .mapping(let entries) = node.content else {
            reportMismatch(expected: "a mapping with the keys \(quotedList(keys))")
            return nil
        }
        return Mapping(
            name: name, location: location, keys: keys, later: later, entries: entries, collector: collector)
    }

    /// Reads the items of a list, which may be empty.
    func list() -> [Field]? {
        guard case .sequence(let items) = node.content else {
            reportMismatch(expected: "a list")
            return nil
        }
        return items.map { Field(name: name, node: $0, collector: collector) }
    }

    /// What a text is about, which decides what it cannot be.
    enum Subject {
        /// A name or a path: no address with a user or a password, as messages show it.
        case name
        /// A sentence, in which no word is such an address.
        case prose
        /// An address, which its reader checks, and does not show.
        case address
    }

    /// Reads text that is not empty and has no control characters, because it ends up in paths, headers and logs.
    func text(_ expected: String = "text", about subject: Subject = .name) -> String? {
        guard let text = node.string else {
            reportMismatch(expected: node.needsQuotes ? "\(expected), in quotes" : expected)
            return nil
        }
        guard !text.isEmpty else {
            report("\(collector.quote(name)) must not be empty: give it a value, or remove the key")
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            report("\(collector.quote(name)) contains a control character: remove it")
            return nil
        }
        guard !subject.excludes(text) else {
            report("\(collector.quote(name)) has an address with a user, a password or a query in it: remove that")
            return nil
        }
        return text
    }

    /// Reads `true` or `false`.
    func flag() -> Bool? {
        if node.bool == nil { reportMismatch(expected: "true or false") }
        return node.bool
    }

    /// Reads a whole number within a range.
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let number = node.int, range.contains(number) else {
            let upper = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
            reportMismatch(expected: "a whole number, \(range.lowerBound) \(upper)")
            return nil
        }
        return number
    }

    /// Reads one of the names of an enumeration.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) -> Choice? {
        guard let choice = node.string.flatMap(Choice.init) else {
            let names = Choice.allCases.map(\.rawValue)
            reportMismatch(expected: "one of \(quotedList(names))")
            return nil
        }
        return choice
    }
}

extension Field.Subject {
    fileprivate func excludes(_ text: String) -> Bool {
        switch self {
        case .name: withoutCredentials(text) != text
        case .prose:
            text.split(whereSeparator: \.isWhitespace).contains { withoutCredentials(String($0)) != $0 }
        case .address: false
        }
    }
}

extension Node {
    /// Whether the value would be text if it were in quotes.
    fileprivate var needsQuotes: Bool {
        switch scalarValue {
        case .bool, .int, .double: true
        case .null, .string, nil: false
        }
    }
}
