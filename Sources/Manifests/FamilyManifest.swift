import Model
import SwiftExtensions
import YAML

/// Reads one document of kind `TaskDefinitionFamily`.
///
/// Returns nil only if the family's name is unknown. Otherwise it returns what could be read, so that a second manifest
/// for the family is found whatever else is wrong. If there are diagnostics, use the result for nothing else.
func readFamily(_ document: Node, collector: DiagnosticCollector) -> DesiredFamily? {
    guard let root = readHeader(of: document, kind: .family, collector: collector) else { return nil }
    let name = root.required("metadata")?.mapping(["name"])?.required("name")
    let family = name?.family()
    let spec = root.required("spec")?.mapping(["active", "protect", "prune", "retire", "definition", "definitionFile"])
    for key in ["definition", "definitionFile"] {
        spec?[key]?.report(
            "'\(key)' is not supported by this version: list revisions, ranges or 'latest' in 'active', "
                + "and remove '\(key)'")
    }
    let active = spec?["active"]?.list()?.compactMap { $0.activeEntry() }
    let protect = spec?["protect"]?.list()?.compactMap { field in
        field.revisions("a revision (12) or a range (3..5)").map { Protection($0, at: field.location) }
    }
    let prune = spec?["prune"]?.choice(Prune.self)
    let retire = spec?["retire"]?.flag()
    if let spec { checkNotEmpty(spec, retire: retire) }
    guard let name, let family else { return nil }
    return DesiredFamily(
        family, active: active ?? [], protect: protect ?? [],
        prune: prune ?? .deregister, retire: retire ?? false, location: name.location)
}

/// Reports a manifest without entries in `active`, unless it says `retire: true`.
///
/// Such a manifest removes every revision, which must be requested explicitly and not follow from a missing line. After
/// a wrong value or a misspelt key, which are already reported, nothing more is said: advising `retire: true` would
/// turn a typo into a removal.
private func checkNotEmpty(_ spec: Mapping, retire: Bool?) {
    let isRetireKnown = retire != nil || spec.lacks("retire")
    guard retire != true, isRetireKnown else { return }
    let message =
        "no revision is declared: list revisions, ranges or 'latest' in 'active', "
        + "or set 'retire: true' if the family may end up with no ACTIVE revision"
    if spec.lacks("active") { spec.report(message) }
    if let active = spec["active"], active.node.content == .sequence([]) { active.report(message) }
}

extension Field {
    /// Reads the name of a family.
    fileprivate func family() -> Family? {
        guard let text = text("a family name") else { return nil }
        do throws(InvalidFamily) {
            return try Family(text)
        } catch {
            report(
                "\(quoted(text)) is not a valid family name: "
                    + "use 1 to 255 letters, digits, hyphens and underscores")
            return nil
        }
    }

    /// `42`, `38..40`, `latest: 3` or `registeredWithin: 14d`.
    fileprivate func activeEntry() -> ActiveEntry? {
        guard case .mapping = node.content else {
            return revisions("a revision (42), a range (38..40), 'latest: 3' or 'registeredWithin: 14d'")
                .map { ActiveEntry(.revisions(RevisionSet(ranges: [$0])), at: location) }
        }
        guard let entry = mapping(["latest", "registeredWithin", "tag"]) else { return nil }
        if let tag = entry["tag"] {
            tag.report("'tag' is not supported by this version: use revisions, ranges, 'latest' or 'registeredWithin'")
            return nil
        }
        guard let chosen = entry.exactlyOne(of: ["latest", "registeredWithin"]) else { return nil }
        let selector: ActiveSelector? =
            chosen.name == "latest"
            ? chosen.integer(in: 1...Revision.highest.number).map { .latest($0) }
            : chosen.duration().map { .registeredWithin($0) }
        return selector.map { ActiveEntry($0, at: location) }
    }

    /// `42` or `38..40`.
    fileprivate func revisions(_ expected: String) -> ClosedRange<Revision>? {
        if let number = node.int {
            guard let revision = Revision(number) else {
                report("\(number) is not a revision: revisions are 1 to \(Revision.highest)")
                return nil
            }
            return revision...revision
        }
        guard let text = node.string, text.utf8.allSatisfy("0123456789.".utf8.contains),
            let dots = text.firstRange(of: ".."), let lower = Int(text[..<dots.lowerBound]),
            let upper = Int(text[dots.upperBound...])
        else {
            report("an entry of '\(name)' must be \(expected), not \(collector.description(of: node))")
            return nil
        }
        guard lower <= upper else {
            report("the range \(quoted(text)) is empty: write the lower revision first, \(upper)..\(lower)")
            return nil
        }
        guard let lower = Revision(lower), let upper = Revision(upper) else {
            report("the range \(quoted(text)) is out of bounds: revisions are 1 to \(Revision.highest)")
            return nil
        }
        return lower...upper
    }
}
