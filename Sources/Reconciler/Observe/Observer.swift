import Foundation
import Model
import Planning
import SwiftExtensions

/// Reads the registry and its references into one ``Snapshot``, anew each time. Only what is known about
/// registrations is kept in between; see ``RegistrationCache``.
///
/// Cost: the pages of the lists and of the references; for each family with something to remove, or that would have if
/// it did not only report, one description, or a binary search of them for its ages, once in a process; one description
/// in all to verify that what is cached still holds; and one description or list for what is named but not ACTIVE.
/// Calls that do not depend on each other run concurrently.
package struct Observer: Sendable {
    let registry: any TaskDefinitionRegistry
    let references: any ReferenceReader
    let policy: GuardrailPolicy
    private let waivers: [OpaqueWaiver]
    let time: TimeSource
    private let cache = RegistrationCache()

    /// The number of revisions of one family, named but not ACTIVE, above which two lists are cheaper than describing
    /// each.
    private static let maximumDescriptions = 20

    /// An observer of one registry.
    ///
    /// - Parameter waivers: the opaque references that block no removal.
    package init(
        _ registry: any TaskDefinitionRegistry, _ references: any ReferenceReader, policy: GuardrailPolicy,
        waivers: [OpaqueWaiver] = [], time: TimeSource
    ) {
        self.registry = registry
        self.references = references
        self.policy = policy
        self.waivers = waivers
        self.time = time
    }

    /// What was read for a plan.
    package struct Observation: Sendable {
        /// What the plan is made from.
        package let snapshot: Snapshot
        /// The references in it, which a run may still rely on.
        package let references: ReferenceReading
    }

    /// Reads everything that a plan needs. Revisions and references are read at the same time: a change between the two
    /// is caught by the fresh reads right before a removal.
    package func observe(for desired: DesiredState) async throws(RegistryFailure) -> Observation {
        async let reading = references.read(references.sources, of: nil)
        let active = try await registry.activeRevisions(of: nil)
        let references = await reading
        let snapshot = snapshot(of: active, references)
        let wanted = revisionsToLookUp(desired, against: snapshot).sorted { $0.key < $1.key }
        let lookups = try await concurrentMap(wanted, width: 8) { wanted throws(RegistryFailure) in
            let dated = snapshot.references[wanted.key].dated
            return (wanted.key, try await lookUp(wanted.value, of: wanted.key, dating: dated))
        }
        let looked = try await describe(snapshot.with(Dictionary(uniqueKeysWithValues: lookups)), for: desired)
        return Observation(snapshot: looked, references: references)
    }

    /// Reads the same for some families, without what only drift needs.
    ///
    /// Revisions come first, so that the later read of references sees what a service starts using in between.
    package func observe(
        _ families: Set<Family>, for desired: DesiredState
    ) async throws(RegistryFailure) -> Snapshot {
        let active = try await registry.activeRevisions(of: families)
        let reading = await references.read(references.sources, of: families)
        return try await describe(snapshot(of: active, reading), for: desired)
    }

    func snapshot(
        of active: ActiveRevisions, _ reading: ReferenceReading, registrations: Registrations = Registrations()
    ) -> Snapshot {
        let reading = reading.checked(against: active.scope, expecting: references.sources)
        return Snapshot(
            scope: active.scope, active: active.families, registrations: registrations, references: reading.references,
            coverage: reading.coverage, waivers: waivers)
    }

    /// - Parameter dated: the revisions whose deregistration date is needed: lists have none.
    private func lookUp(
        _ revisions: RevisionSet, of family: Family, dating dated: RevisionSet
    ) async throws(RegistryFailure) -> RevisionLookups {
        var found: [RevisionStatus: RevisionSet] = [:]
        var described = revisions
        if revisions.count > Self.maximumDescriptions {
            for status in [RevisionStatus.inactive, .deleteInProgress] {
                found[status] = try await registry.revisions(of: family, status)
            }
            described = found.values.reduce(RevisionSet()) { $0.union($1) }.intersection(dated)
        }
        var deregistrations: [Revision: Date] = [:]
        let descriptions = try await concurrentMap(Array(described), width: 4) { revision throws(RegistryFailure) in
            (revision, try await registry.describe(RevisionID(family, revision)))
        }
        for case (let revision, let description?) in descriptions {
            deregistrations[revision] = description.deregisteredAt
            if revisions.count <= Self.maximumDescriptions { found[description.status, default: []].insert(revision) }
        }
        return RevisionLookups(requested: revisions, found: found, deregistrations: deregistrations)
    }

    /// Describes as many revisions as it takes to know what is declared by age, what is old enough to remove, and who
    /// registered it. The search of a family ends at the first revision that is gone, or has no date although that is
    /// wanted: revisions of unknown age are declared or withheld, and those of an unknown registrar are withheld.
    private func describe(_ snapshot: Snapshot, for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let now = time.now()
        let searches = registrationSearches(desired, against: snapshot, under: policy, at: now)
        guard !searches.isEmpty else { return snapshot }
        var known = try await cache.registrations(of: snapshot.scope) { id throws(RegistryFailure) in
            try await registry.describe(id)?.registeredAt
        }
        let cached = known
        let found = try await concurrentMap(searches.sorted { $0.key < $1.key }) { search throws(RegistryFailure) in
            var (known, found) = (cached, [RevisionID: RevisionDescription]())
            while let next = search.value.next(given: known) {
                let id = RevisionID(search.key, next)
                // It is wanted again if it has no date.
                guard found[id] == nil, let description = try await registry.describe(id) else { break }
                known.record(description, of: id)
                found[id] = description
            }
            return found
        }.reduce(into: [RevisionID: RevisionDescription]()) { $0.merge($1) { $1 } }
        cache.record(found, of: snapshot.scope)
        for (id, description) in found { known.record(description, of: id) }
        return snapshot.with(known)
    }
}
