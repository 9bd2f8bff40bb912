import Model
import SwiftExtensions
import YAML

/// Collects the diagnostics of one file, so that people get all of them at once, up to a limit that keeps a hostile
/// file cheap to read.
final class DiagnosticCollector {
    /// The number of diagnostics after which a last one says that reading stopped.
    static let limit = 100

    /// The path of the file in diagnostics.
    let file: String
    /// Whether the file may have a password in it, as one with the address of a repository.
    private let isConfidential: Bool
    /// In the order in which they were added.
    private(set) var diagnostics: [Diagnostic] = []
    /// An anchored value is read once per alias, but its diagnostics are reported only once.
    private var seen: Set<Diagnostic> = []

    /// - Parameter isConfidential: whether the file may have a password in it.
    init(file: String, isConfidential: Bool = false) {
        self.file = file
        self.isConfidential = isConfidential
    }

    /// Whether the limit is reached, so that reading can stop.
    var isFull: Bool { diagnostics.count > Self.limit }

    /// Adds a diagnostic, unless it is a duplicate or the limit is reached. The text is built only if needed.
    func add(_ message: @autoclosure () -> String, at location: @autoclosure () -> SourceLocation) {
        guard !isFull else { return }
        let diagnostic = Diagnostic(message(), at: location())
        guard seen.insert(diagnostic).inserted else { return }
        diagnostics.append(diagnostic)
        guard diagnostics.count == Self.limit else { return }
        diagnostics.append(
            Diagnostic(
                "stopped after \(Self.limit) errors: fix these first",
                at: diagnostics.compactMap(\.location).max()))
    }

    /// The location of a node in the file.
    func location(of node: Node) -> SourceLocation { SourceLocation(file: file, line: node.line, column: node.column) }

    /// Parses the file, adds its YAML errors, and returns its documents except empty ones, as between two `---`.
    func documents(in bytes: [UInt8]) -> [Node] {
        let stream = readYAML(bytes, quote: { self.quoteUnknownKey($0, isFamiliar: false) })
        for error in stream.errors {
            add(error.message, at: SourceLocation(file: file, line: error.line, column: error.column))
        }
        return stream.documents.filter { !$0.isNull }
    }
}

// What messages repeat of the file.
extension DiagnosticCollector {
    /// What the file says in quotes, or `'…'` if it may be a part of a password: an address without quotes that has a
    /// comma or a bracket in its password is several values to YAML.
    func quote(_ text: String) -> String {
        guard isConfidential else { return quoted(text) }
        let isARN = text.hasPrefix("arn:") && !text.contains("@") && !text.contains("//")
        return isARN || text.utf8.allSatisfy(isWordByte) ? quoted(text) : "'…'"
    }

    /// A key that may not be one of Roster's own, which have no digits.
    ///
    /// - Parameter isFamiliar: whether it resembles one.
    func quoteUnknownKey(_ key: String, isFamiliar: Bool) -> String {
        isConfidential && (!isFamiliar || key.contains(where: \.isNumber)) ? "'…'" : quote(key)
    }

    /// Describes a node.
    func description(of node: Node) -> String {
        switch node.content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            return switch scalar.value {
            case .null: "an empty value"
            case .bool: scalar.text
            case .int, .double: "the number \(scalar.text)"
            case .string: "the text \(quote(scalar.text))"
            }
        }
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: " -._".utf8.contains(byte)
    }
}
