import Model
import SwiftExtensions
import YAML

/// The kinds of documents.
enum Kind: String, CaseIterable {
    case family = "TaskDefinitionFamily"
    case configuration = "Roster"
}

/// Checks `apiVersion` and `kind`, and returns the document's mapping; nil if the kind or version differs, because its
/// keys would then mean something else.
func readHeader(of document: Node, kind: Kind, collector: DiagnosticCollector) -> Mapping? {
    guard case .mapping(let entries) = document.content else {
        collector.add(
            "a document must be a mapping that starts with 'apiVersion: roster/v1', not \(collector.description(of: document))",
            at: collector.location(of: document))
        return nil
    }
    // Check the kind first: the keys of another kind must not be reported as unknown.
    let kindEntry = entries.first { $0.key == "kind" }
    if let kindEntry, !checkKind(kindEntry.value, expected: kind, collector: collector) { return nil }
    let root = Mapping(
        name: kind.rawValue, location: collector.location(of: document),
        keys: ["apiVersion", "kind", "metadata", "spec"], entries: entries, collector: collector)
    _ = root.required("kind")
    guard let version = root.required("apiVersion") else { return root }
    guard version.node.string == "roster/v1" else {
        version.reportMismatch(expected: "'roster/v1'")
        return nil
    }
    return root
}

/// Reports a kind other than the expected one; returns true if it is the expected kind or probably a misspelling of it.
private func checkKind(_ node: Node, expected kind: Kind, collector: DiagnosticCollector) -> Bool {
    let field = Field(name: "kind", node: node, collector: collector)
    let found = node.string.flatMap(Kind.init)
    if found == kind { return true }
    switch (found, kind) {
    case (.configuration, .family):
        field.report("this is Roster's configuration, not a manifest: move it out of the manifest folder")
    case (.family, .configuration):
        field.report("this is a manifest, not Roster's configuration: name the configuration with --config")
    case (_, _): field.reportMismatch(expected: quoted(kind.rawValue))
    }
    return found == nil && node.string.flatMap { suggestion(for: $0, among: [kind.rawValue]) } != nil
}
