import Model
import YAML

/// Gathers what is wrong in one file, so that people get all of it at once, up to a limit that keeps a
/// hostile file from costing much.
final class DiagnosticCollector {
    /// So many are told, and then that reading has ended.
    static let limit = 100

    /// How diagnostics call the file.
    let file: String
    /// In the order of finding.
    private(set) var diagnostics: [Diagnostic] = []
    /// What an anchor holds is read once for each of its aliases, and is wrong once.
    private var seen: Set<Diagnostic> = []

    init(file: String) { self.file = file }

    /// Whether the limit is reached: reading on would be of no use.
    var isFull: Bool { diagnostics.count > Self.limit }

    /// Adds one, unless it is known already or the limit is reached. The text is made only when it is taken.
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

    /// Where a node stands.
    func location(of node: Node) -> SourceLocation { SourceLocation(file: file, line: node.line, column: node.column) }

    /// The documents of the file, without those that hold nothing, as between two `---`.
    func documents(in bytes: [UInt8]) -> [Node] {
        let stream = readYAML(bytes)
        for error in stream.errors {
            add(error.message, at: SourceLocation(file: file, line: error.line, column: error.column))
        }
        return stream.documents.filter { !$0.isNull }
    }
}
