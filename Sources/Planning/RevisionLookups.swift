import TaskDefinitions

/// What the registry said about revisions of one family that its list of ACTIVE ones is silent about.
///
/// Kept as ranges: a manifest may name a million of them that were never registered.
package struct RevisionLookups: Equatable, Sendable {
    /// What was asked about; of the others nothing is known.
    package let asked: RevisionSet
    private let found: [RevisionStatus: RevisionSet]

    /// - Parameter found: what exists, by its state; what was asked about and is in no state does not exist.
    package init(asked: RevisionSet, found: [RevisionStatus: RevisionSet]) {
        self.asked = asked
        self.found = found.mapValues(asked.intersection)
    }

    /// Those in a state.
    package func revisions(_ status: RevisionStatus) -> RevisionSet { found[status] ?? [] }

    /// Those that do not exist.
    package var missing: RevisionSet { found.values.reduce(asked) { $0.subtracting($1) } }
}
