import Model
import YAML

/// After so many mistakes no further file is read: nobody reads more of them, and reports repeat them.
private let maximumDiagnostics = 1000

/// Reads all manifests of a run.
///
/// - Parameter files: If two files have a manifest for the same family, the later one is reported as the duplicate.
/// - Throws: All diagnostics of all files, or the first thousand. An empty list of files is an error too: it would make
///   every family unmanaged, and is more likely a wrong path.
package func parseManifests(_ files: [ManifestFile]) throws(Diagnostics) -> DesiredState {
    guard !files.isEmpty else {
        throw Diagnostics("there is no manifest: name a manifest (*.yaml or *.yml), or a folder that has one")
    }
    var families: [Family: DesiredFamily] = [:]
    var found: [Diagnostic] = []
    for file in files {
        let collector = DiagnosticCollector(file: file.path)
        let documents = collector.documents(in: file.bytes)
        if documents.isEmpty, collector.diagnostics.isEmpty {
            collector.add(
                "the file has no manifest: write one, or delete the file", at: SourceLocation(file: file.path))
        }
        for document in documents {
            if collector.isFull { break }
            guard let family = readFamily(document, collector: collector) else { continue }
            if let first = families[family.family] {
                collector.add(
                    "family '\(family.family)' already has a manifest, at \(first.location): remove one of the two",
                    at: family.location)
            } else {
                families[family.family] = family
            }
        }
        found += collector.diagnostics
        if found.count >= maximumDiagnostics {
            let last = found.compactMap(\.location).max()
            found.append(Diagnostic("stopped after \(found.count) errors: fix these first", at: last))
            break
        }
    }
    if let diagnostics = Diagnostics(found) { throw diagnostics }
    return DesiredState(Array(families.values))
}
