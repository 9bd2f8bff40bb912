import Foundation
import Model

/// What the registry said about revisions of one family that its list of ACTIVE ones is silent about.
///
/// Kept as ranges: a manifest may name a million of them that were never registered.
package struct RevisionLookups: Equatable, Sendable {
    /// What was asked about; of the others nothing is known.
    package let requested: RevisionSet
    private let found: [RevisionStatus: RevisionSet]
    private let deregistrations: [Revision: Date]

    /// - Parameters:
    ///   - found: what exists, by its state; what was asked about and is in no state does not exist.
    ///   - deregistrations: when each was deregistered, as far as the registry said it.
    package init(
        requested: RevisionSet, found: [RevisionStatus: RevisionSet], deregistrations: [Revision: Date] = [:]
    ) {
        self.requested = requested
        self.found = found.mapValues(requested.intersection)
        self.deregistrations = deregistrations
    }

    /// Those in a state.
    package func revisions(_ status: RevisionStatus) -> RevisionSet { found[status] ?? [] }

    /// Those that do not exist.
    package var missing: RevisionSet { found.values.reduce(requested) { $0.subtracting($1) } }

    /// Whether one was deregistered and may be on its way out.
    func isDeregistered(_ revision: Revision) -> Bool {
        revisions(.inactive).contains(revision) || revisions(.deleteInProgress).contains(revision)
    }

    /// When one was deregistered; nil where that is not known.
    package func deregisteredAt(_ revision: Revision) -> Date? { deregistrations[revision] }
}
