import TaskDefinitions
import YAML

/// Gathers what is wrong in one file, so that people get all of it at once.
final class Findings {
    /// How diagnostics call the file.
    let file: String
    /// In the order of finding.
    private(set) var all: [Diagnostic] = []
    /// What an anchor holds is read once for each of its aliases, and is wrong once.
    private var seen: Set<Diagnostic> = []

    init(file: String) { self.file = file }

    /// Adds one, unless it is known already.
    func add(_ message: String, at place: Place) {
        let diagnostic = Diagnostic(message, at: place)
        if seen.insert(diagnostic).inserted { all.append(diagnostic) }
    }

    /// Where a node stands.
    func place(of node: Node) -> Place { Place(file: file, line: node.line, column: node.column) }

    /// The documents of the file, without those that hold nothing, as between two `---`.
    func documents(in bytes: [UInt8]) -> [Node] {
        let stream = readYAML(bytes)
        for error in stream.errors {
            add(error.message, at: Place(file: file, line: error.line, column: error.column))
        }
        return stream.documents.filter { !$0.isNull }
    }
}
