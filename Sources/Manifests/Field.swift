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
        report("\(quoted(name)) must be \(expected), not \(description(of: node))")
    }

    /// Reads a mapping with these keys; an empty value is an empty mapping, so that all its keys can be commented out.
    func mapping(_ keys: [String]) -> Mapping? {
        if node.isNull { return Mapping(name: name, location: location, keys: keys, entries: [], collector: collector) }
        guard case .mapping(let entries) = node.content else {
            reportMismatch(expected: "a mapping with the keys \(quotedList(keys))")
            return nil
        }
        return Mapping(name: name, location: location, keys: keys, entries: entries, collector: collector)
    }

    /// Reads the items of a list, which may be empty.
    func list() -> [Field]? {
        guard case .sequence(let items) = node.content else {
            reportMismatch(expected: "a list")
            return nil
        }
        return items.map { Field(name: name, node: $0, collector: collector) }
    }

    /// Reads text that is not empty and has no control characters, because it ends up in paths, headers and logs.
    func text(_ expected: String = "text") -> String? {
        guard let text = node.string else {
            reportMismatch(expected: node.needsQuotes ? "\(expected), in quotes" : expected)
            return nil
        }
        guard !text.isEmpty else {
            report("\(quoted(name)) must not be empty: give it a value, or remove the key")
            return nil
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            report("\(quoted(name)) contains a control character: remove it")
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

/// Describes a node, for messages.
func description(of node: Node) -> String {
    switch node.content {
    case .sequence: return "a list"
    case .mapping: return "a mapping"
    case .scalar(let scalar):
        return switch scalar.value {
        case .null: "an empty value"
        case .bool: scalar.text
        case .int, .double: "the number \(scalar.text)"
        case .string: "the text \(quoted(scalar.text))"
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
