import Foundation
import Model
import Planning
import SwiftExtensions

/// Reads the registry and its references into one ``Snapshot``, anew each time. Dates of registration alone are kept in
/// between, see ``RegistrationDateCache``.
///
/// Cost: the pages of the lists and of the references; for each family with something to remove, one
/// description or a binary search of them to learn its age, once in a process, and one description in all to know that
/// what was learnt still holds; and one description or list for what is named but not ACTIVE. What does not need the
/// answer of another call is called side by side.
package struct Observer: Sendable {
    private let registry: any TaskDefinitionRegistry
    private let references: any ReferenceReader
    private let policy: GuardrailPolicy
    private let waivers: [OpaqueWaiver]
    private let now: @Sendable () -> Date
    private let dateCache = RegistrationDateCache()

    /// Above so many revisions of one family that are named but not ACTIVE, two lists are cheaper than a
    /// description of each.
    private static let maximumDescriptions = 20

    /// An observer of one registry.
    ///
    /// - Parameter waivers: the opaque references that hold nothing back.
    package init(
        _ registry: any TaskDefinitionRegistry, _ references: any ReferenceReader, policy: GuardrailPolicy,
        waivers: [OpaqueWaiver] = [], now: @escaping @Sendable () -> Date
    ) {
        self.registry = registry
        self.references = references
        self.policy = policy
        self.waivers = waivers
        self.now = now
    }

    /// All that a plan is made of. Revisions and references are read at the same time: nothing is removed on the word
    /// of a plan, so that what changes hands between the two is settled by the look right before a removal.
    package func observe(for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let readAt = now()
        async let reading = references.read(of: nil)
        let active = try await registry.activeRevisions(of: nil)
        let snapshot = snapshot(of: active, await reading, readAt: readAt)
        let wanted = revisionsToLookUp(desired, against: snapshot).sorted { $0.key < $1.key }
        let lookups = try await concurrentMap(wanted, width: 8) { wanted throws(RegistryFailure) in
            let dated = snapshot.references[wanted.key].dated
            return (wanted.key, try await lookUp(wanted.value, of: wanted.key, dating: dated))
        }
        return try await date(snapshot.with(Dictionary(uniqueKeysWithValues: lookups)), for: desired)
    }

    /// The same for some families, without what only drift needs: the look right before something is removed.
    ///
    /// Revisions first: what a service takes up between the two reads is then seen by the later one.
    package func observe(
        _ families: Set<Family>, for desired: DesiredState
    ) async throws(RegistryFailure) -> Snapshot {
        let readAt = now()
        let active = try await registry.activeRevisions(of: families)
        let snapshot = snapshot(of: active, await references.read(of: families), readAt: readAt)
        return try await date(snapshot, for: desired)
    }

    /// A look at what was removed: who uses it now, and nothing else.
    func check(_ watch: inout RemovalWatch) async -> WatchReading {
        let readAt = now()
        let reading = await references.read(of: watch.families)
            .checked(against: watch.scope, expecting: references.sources)
        return watch.check(
            against: ReferenceIndex(reading.references, in: watch.scope), reading.coverage, readAt: readAt)
    }

    /// What was read, put together.
    private func snapshot(of active: ActiveRevisions, _ reading: ReferenceReading, readAt: Date) -> Snapshot {
        let reading = reading.checked(against: active.scope, expecting: references.sources)
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

    /// Learns as many dates as it takes to know what is declared by age, and what is old enough to go. A family with a
    /// revision that has no date is left at that: what is not dated is declared, or withheld.
    private func date(_ snapshot: Snapshot, for desired: DesiredState) async throws(RegistryFailure) -> Snapshot {
        let now = now()
        let searches = ageSearches(desired, against: snapshot, under: policy, at: now)
        guard !searches.isEmpty else { return snapshot }
        let known = try await dateCache.dates(of: snapshot.scope, registeredAt: registeredAt)
        let learnt = try await concurrentMap(searches.sorted { $0.key < $1.key }) { search throws(RegistryFailure) in
            var (dates, learnt) = (known, [RevisionID: Date]())
            while let next = search.value.next(given: dates) {
                let id = RevisionID(search.key, next)
                guard let date = try await registeredAt(id) else { break }
                dates.record(id, registeredAt: date)
                learnt[id] = date
            }
            return learnt
        }.reduce(into: [RevisionID: Date]()) { $0.merge($1) { $1 } }
        dateCache.record(learnt, of: snapshot.scope)
        var dates = known
        for (id, date) in learnt { dates.record(id, registeredAt: date) }
        return snapshot.with(dates)
    }

    private func registeredAt(_ id: RevisionID) async throws(RegistryFailure) -> Date? {
        try await registry.describe(id)?.registeredAt
    }
}
