import Foundation
import Manifests
import Planning
import TaskDefinitions

/// Reads the registry and its references into one ``Snapshot``, anew each time.
///
/// Cost: the pages of the lists and of the references; for each family with something to remove, one
/// description or a binary search of them to learn its age, once and for all; and one description or list for what
/// is named but not ACTIVE.
package actor Observer {
    private let registry: any TaskDefinitionRegistry
    private let references: any ReferenceReader
    private let policy: GuardrailSettings
    private let now: @Sendable () -> Date
    /// Kept from one observation to the next: a revision's date never changes.
    private var registrations = RegistrationDates()

    /// Above so many revisions of one family that are named but not ACTIVE, two lists are cheaper than a
    /// description of each.
    private static let mostDescriptions = 20

    /// An observer of one registry.
    package init(
        _ registry: any TaskDefinitionRegistry, _ references: any ReferenceReader, policy: GuardrailSettings,
        now: @escaping @Sendable () -> Date
    ) {
        self.registry = registry
        self.references = references
        self.policy = policy
        self.now = now
    }

    /// All that a plan is made of.
    package func observe(for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let snapshot = try await read(nil)
        let lookups = try await lookUp(revisionsToLookUp(desired, against: snapshot))
        return try await date(snapshot.with(lookups), for: desired)
    }

    /// The same for some families, without what only drift needs: the look right before something is removed.
    package func observe(
        _ families: Set<Family>, for desired: DesiredState
    ) async throws(RegistryFailure) -> Snapshot {
        try await date(try await read(families), for: desired)
    }

    private func read(_ families: Set<Family>?) async throws(RegistryFailure) -> Snapshot {
        let readAt = now()
        // Revisions first: what a service takes up between the two reads is then seen by the later one.
        let active = try await registry.activeRevisions(of: families)
        let reading = await references.read()
        return Snapshot(
            readAt: readAt, scope: active.scope, active: active.families, registrations: registrations,
            references: reading.references, coverage: reading.coverage)
    }

    private func lookUp(
        _ wanted: [Family: RevisionSet]
    ) async throws(RegistryFailure) -> [RevisionID: RevisionLookup] {
        var lookups: [RevisionID: RevisionLookup] = [:]
        for (family, revisions) in wanted.sorted(by: { $0.key < $1.key }) {
            let found =
                try await revisions.count > Self.mostDescriptions
                ? listed(family) : described(family, revisions)
            for revision in revisions {
                lookups[RevisionID(family, revision)] = found[revision].map { .found($0) } ?? .missing
            }
        }
        return lookups
    }

    private func described(
        _ family: Family, _ revisions: RevisionSet
    ) async throws(RegistryFailure) -> [Revision: RevisionStatus] {
        var found: [Revision: RevisionStatus] = [:]
        for revision in revisions {
            found[revision] = try await registry.describe(RevisionID(family, revision))?.status
        }
        return found
    }

    private func listed(_ family: Family) async throws(RegistryFailure) -> [Revision: RevisionStatus] {
        var found: [Revision: RevisionStatus] = [:]
        for status in [RevisionStatus.inactive, .deleteInProgress] {
            for revision in try await registry.revisions(of: family, status) { found[revision] = status }
        }
        return found
    }

    /// Learns as many dates as it takes to know which candidates are old enough.
    private func date(_ snapshot: Snapshot, for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let now = now()
        let candidates = revisionsToDate(desired, against: snapshot, under: policy, at: now)
        for (family, revisions) in candidates.sorted(by: { $0.key < $1.key }) {
            var undatable: RevisionSet = []
            while let revision = registrations.ages(of: family, against: policy.cutoff(at: now))
                .next(toDate: revisions.subtracting(undatable))
            {
                let id = RevisionID(family, revision)
                if let date = try await registry.describe(id)?.registeredAt {
                    registrations.note(id, registeredAt: date)
                } else {
                    undatable.insert(revision)
                }
            }
        }
        return snapshot.with(registrations)
    }
}
