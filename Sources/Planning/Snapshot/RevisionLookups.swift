import Foundation
import Model

/// What the registry said about revisions of one family that its list of ACTIVE revisions does not cover.
///
/// Stored as ranges: a manifest may name a million revisions that were never registered.
package struct RevisionLookups: Equatable, Sendable {
    /// The revisions that were looked up; nothing is known about others.
    package let requested: RevisionSet
    private let found: [RevisionStatus: RevisionSet]
    private let deregistrations: [Revision: Date]

    /// - Parameters:
    ///   - found: what exists, by status; a requested revision that is in none of them does not exist.
    ///   - deregistrations: when each was deregistered, if the registry said so.
    package init(
        requested: RevisionSet, found: [RevisionStatus: RevisionSet], deregistrations: [Revision: Date] = [:]
    ) {
        self.requested = requested
        self.found = found.mapValues(requested.intersection)
        self.deregistrations = deregistrations
    }

    /// The revisions with a status.
    package func revisions(_ status: RevisionStatus) -> RevisionSet { found[status] ?? [] }

    /// The requested revisions that do not exist.
    package var missing: RevisionSet { found.values.reduce(requested) { $0.subtracting($1) } }

    /// Whether a revision was deregistered; it may also be being deleted.
    func isDeregistered(_ revision: Revision) -> Bool {
        revisions(.inactive).contains(revision) || revisions(.deleteInProgress).contains(revision)
    }

    /// When a revision was deregistered; nil if unknown.
    package func deregisteredAt(_ revision: Revision) -> Date? { deregistrations[revision] }
}
