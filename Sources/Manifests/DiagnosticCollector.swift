import Model
import YAML

/// Collects the diagnostics of one file, so that people get all of them at once, up to a limit that keeps a hostile
/// file cheap to read.
final class DiagnosticCollector {
    /// The number of diagnostics after which a last one says that reading stopped.
    static let limit = 100

    /// The path of the file in diagnostics.
    let file: String
    /// In the order in which they were added.
    private(set) var diagnostics: [Diagnostic] = []
    /// An anchored value is read once per alias, but its diagnostics are reported only once.
    private var seen: Set<Diagnostic> = []

    init(file: String) { self.file = file }

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
        let stream = readYAML(bytes)
        for error in stream.errors {
            add(error.message, at: SourceLocation(file: file, line: error.line, column: error.column))
        }
        return stream.documents.filter { !$0.isNull }
    }
}
