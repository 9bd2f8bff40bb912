import Foundation
import Manifests
import Planning
import TaskDefinitions

/// Reads the registry and its references into one ``Snapshot``, anew each time: nothing is kept in between, as
/// another registry may answer at the same address.
///
/// Cost: the pages of the lists and of the references; for each family with something to remove, one
/// description or a binary search of them to learn its age; and one description or list for what is named but
/// not ACTIVE.
package struct Observer: Sendable {
    private let registry: any TaskDefinitionRegistry
    private let references: any ReferenceReader
    private let policy: GuardrailSettings
    private let waivers: [OpaqueWaiver]
    private let now: @Sendable () -> Date

    /// Above so many revisions of one family that are named but not ACTIVE, two lists are cheaper than a
    /// description of each.
    private static let mostDescriptions = 20

    /// An observer of one registry.
    ///
    /// - Parameter waivers: the opaque references that hold nothing back.
    package init(
        _ registry: any TaskDefinitionRegistry, _ references: any ReferenceReader, policy: GuardrailSettings,
        waivers: [OpaqueWaiver] = [], now: @escaping @Sendable () -> Date
    ) {
        self.registry = registry
        self.references = references
        self.policy = policy
        self.waivers = waivers
        self.now = now
    }

    /// All that a plan is made of.
    package func observe(for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let snapshot = try await read(nil)
        var lookups: [Family: RevisionLookups] = [:]
        for (family, revisions) in revisionsToLookUp(desired, against: snapshot).sorted(by: { $0.key < $1.key }) {
            lookups[family] = try await lookUp(revisions, of: family, dating: snapshot.references[family].dated)
        }
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
        let reading = await references.read().checked(against: active.scope)
        return Snapshot(
            readAt: readAt, scope: active.scope, active: active.families, references: reading.references,
            coverage: reading.coverage, waivers: waivers)
    }

    /// - Parameter dated: those whose deregistration must have its date: lists give none.
    private func lookUp(
        _ revisions: RevisionSet, of family: Family, dating dated: RevisionSet
    ) async throws(RegistryFailure) -> RevisionLookups {
        var found: [RevisionStatus: RevisionSet] = [:]
        var described = revisions
        if revisions.count > Self.mostDescriptions {
            for status in [RevisionStatus.inactive, .deleteInProgress] {
                found[status] = try await registry.revisions(of: family, status)
            }
            described = found.values.reduce(RevisionSet()) { $0.union($1) }.intersection(dated)
        }
        var deregistrations: [Revision: Date] = [:]
        for revision in described {
            guard let description = try await registry.describe(RevisionID(family, revision)) else { continue }
            deregistrations[revision] = description.deregisteredAt
            if revisions.count <= Self.mostDescriptions { found[description.status, default: []].insert(revision) }
        }
        return RevisionLookups(asked: revisions, found: found, deregistrations: deregistrations)
    }

    /// Learns as many dates as it takes to know which candidates are old enough. A family with a revision that
    /// has no date is left at that: what is not dated is withheld.
    private func date(_ snapshot: Snapshot, for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let now = now()
        var dates = RegistrationDates()
        let candidates = revisionsToDate(desired, against: snapshot, under: policy, at: now)
        for (family, revisions) in candidates.sorted(by: { $0.key < $1.key }) {
            while let revision = dates.ages(of: family, against: policy.cutoff(at: now)).next(toDate: revisions) {
                let id = RevisionID(family, revision)
                guard let date = try await registry.describe(id)?.registeredAt else { break }
                dates.note(id, registeredAt: date)
            }
        }
        return snapshot.with(dates)
    }
}

extension ReferenceReading {
    /// The sources whose references are always of the registry that was asked.
    private static let withinAccount: Set<ReferenceSourceName> = [.services, .serviceDeployments, .tasks]

    /// What services and tasks use is of their own account and Region. One that names a revision of another says
    /// that two pictures were mixed up, and then its source is not covered.
    fileprivate func checked(against scope: RegistryScope?) -> ReferenceReading {
        var strangers: [ReferenceSourceName: Reference] = [:]
        for reference in references {
            guard Self.withinAccount.contains(reference.kind.source), case .named(let name) = reference.target,
                let scope, let named = name.scope, named != scope
            else { continue }
            strangers[reference.kind.source] = reference
        }
        let readings = coverage.readings.map { reading in
            guard let stranger = strangers[reading.source] else { return reading }
            let reason = "\(stranger.name) uses a task definition of another account or Region than the registry's"
            return SourceReading(reading.source, .failed(reason: reason))
        }
        return ReferenceReading(references: references, coverage: Coverage(readings))
    }
}
