import Foundation
import Model

/// The registry and everything that refers to it, as read at one time. A value: it is never updated; each cycle reads a
/// new one.
package struct Snapshot: Equatable, Sendable {
    /// The registry that was read; nil if it was empty and so could not be identified.
    package let scope: RegistryScope?
    /// The ACTIVE revisions of every family that has any.
    package let active: [Family: RevisionSet]
    /// Lookups of revisions that are not ACTIVE, by family.
    package let lookups: [Family: RevisionLookups]
    /// What is known about registrations: dates, and who made them.
    package let registrations: Registrations
    /// The references to task definitions.
    package let references: ReferenceIndex
    /// How the references were read.
    package let coverage: Coverage

    ///
    /// - Parameter waivers: the opaque references that block no removal.
    package init(
        scope: RegistryScope? = nil, active: [Family: RevisionSet],
        lookups: [Family: RevisionLookups] = [:], registrations: Registrations = .init(),
        references: [Reference] = [], coverage: Coverage, waivers: [OpaqueWaiver] = []
    ) {
        self.scope = scope
        self.active = active
        self.lookups = lookups
        self.registrations = registrations
        self.references = ReferenceIndex(references, in: scope, waiving: waivers)
        self.coverage = coverage
    }

    /// A copy with what was looked up for it about registrations.
    package func with(_ registrations: Registrations) -> Snapshot {
        Snapshot(copying: self, registrations: registrations)
    }

    /// A copy with a family's ACTIVE revisions from a later read.
    func with(active revisions: RevisionSet, of family: Family) -> Snapshot {
        Snapshot(copying: self, active: active.merging([family: revisions]) { $1 })
    }

    /// A copy with lookups of revisions that are not ACTIVE.
    package func with(_ lookups: [Family: RevisionLookups]) -> Snapshot {
        Snapshot(copying: self, lookups: lookups)
    }

    private init(
        copying other: Snapshot, active: [Family: RevisionSet]? = nil,
        lookups: [Family: RevisionLookups]? = nil, registrations: Registrations? = nil
    ) {
        scope = other.scope
        self.active = active ?? other.active
        self.lookups = lookups ?? other.lookups
        self.registrations = registrations ?? other.registrations
        references = other.references
        coverage = other.coverage
    }

    /// The references that use a revision, including callers that name only the family.
    package func references(to id: RevisionID) -> [Reference] {
        references[id.family].references(to: id.revision, newestActive: active[id.family]?.newest)
    }
}
