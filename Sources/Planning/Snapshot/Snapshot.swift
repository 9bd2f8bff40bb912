import Foundation
import Model

/// The registry and everything that refers to it, as read at one time. A value: it is never brought up to
/// date, the next one is read anew.
package struct Snapshot: Equatable, Sendable {
    /// When the first of the reads began.
    package let readAt: Date
    /// The registry that was read; nil when it had nothing to tell it by.
    package let scope: RegistryScope?
    /// The ACTIVE revisions of every family that has one.
    package let active: [Family: RevisionSet]
    /// What was found out about revisions that are not ACTIVE, by family.
    package let lookups: [Family: RevisionLookups]
    /// The dates of registration that are known.
    package let registrations: RegistrationDates
    /// Who uses what.
    package let references: ReferenceIndex
    /// How the references were read.
    package let coverage: Coverage

    /// Puts together what was read.
    ///
    /// - Parameter waivers: the opaque references that hold nothing back.
    package init(
        readAt: Date, scope: RegistryScope? = nil, active: [Family: RevisionSet],
        lookups: [Family: RevisionLookups] = [:], registrations: RegistrationDates = .init(),
        references: [Reference] = [], coverage: Coverage, waivers: [OpaqueWaiver] = []
    ) {
        self.readAt = readAt
        self.scope = scope
        self.active = active
        self.lookups = lookups
        self.registrations = registrations
        self.references = ReferenceIndex(references, in: scope, waiving: waivers)
        self.coverage = coverage
    }

    /// The same with the dates that were looked up for it.
    package func with(_ registrations: RegistrationDates) -> Snapshot {
        Snapshot(copying: self, registrations: registrations)
    }

    /// The same with a family's ACTIVE revisions as they were read later.
    func with(active revisions: RevisionSet, of family: Family) -> Snapshot {
        Snapshot(copying: self, active: active.merging([family: revisions]) { $1 })
    }

    /// The same with what was found out about revisions that are not ACTIVE.
    package func with(_ lookups: [Family: RevisionLookups]) -> Snapshot {
        Snapshot(copying: self, lookups: lookups)
    }

    private init(
        copying other: Snapshot, active: [Family: RevisionSet]? = nil,
        lookups: [Family: RevisionLookups]? = nil, registrations: RegistrationDates? = nil
    ) {
        readAt = other.readAt
        scope = other.scope
        self.active = active ?? other.active
        self.lookups = lookups ?? other.lookups
        self.registrations = registrations ?? other.registrations
        references = other.references
        coverage = other.coverage
    }

    /// What uses a revision, callers that name the family alone included.
    package func references(to id: RevisionID) -> [Reference] {
        references[id.family].references(to: id.revision, newestActive: active[id.family]?.newest)
    }
}
