import Foundation
import Model
import Planning
import SwiftExtensions

/// The reads of a run, between its plan and its removals; see ``Applier`` for their order.
extension Observer {
    /// The sources that start things later: rules, schedules and the like.
    var laterSources: Set<ReferenceSource> { references.sources.filter { !$0.belongsToECS } }

    /// The sources of a reading that were read too long ago, or will have been before a burst can be sent.
    func expiring(_ reading: ReferenceReading) -> Set<ReferenceSource> {
        Set(reading.coverage.expiring(under: policy, at: time.moment))
    }

    /// A reading in which some sources have been read again.
    func renewed(_ sources: Set<ReferenceSource>, of reading: ReferenceReading) async -> ReferenceReading {
        reading.replacing(with: await references.read(sources, of: nil))
    }

    /// The newest ACTIVE revisions of families, at least as many as are wanted of each.
    func newestRevisions(_ wanted: [Family: Int]) async -> [Family: Result<NewestRevisions, RegistryFailure>] {
        let results = await concurrentMap(wanted.sorted { $0.key < $1.key }) { family, count in
            do throws(RegistryFailure) {
                return (
                    family,
                    Result<_, RegistryFailure>.success(
                        try await registry.newestRevisions(of: family, atLeast: count))
                )
            } catch {
                return (family, .failure(error))
            }
        }
        return Dictionary(uniqueKeysWithValues: results)
    }

    /// Reads what uses revisions now, at the same time: ECS's own sources completely, and what the others have begun to
    /// start since they were read.
    ///
    /// - Parameters:
    ///   - families: the only ones that matter.
    ///   - later: an earlier reading of the other sources.
    func readUses(of families: Set<Family>, beside later: ReferenceReading) async -> ReferenceReading {
        async let underWay = references.readUnderWay()
        let running = await references.read(references.sources.subtracting(laterSources), of: families)
        return ReferenceReading([later.adding(underWay: await underWay), running])
    }
}

/// Checks of what was removed.
extension Observer {
    /// Checks what uses removed revisions now, with all sources read anew. Nil if a cancellation has cut it off.
    func check(_ watch: inout RemovalWatch) async -> WatchReading? {
        let readAt = time.now()
        let reading = await references.read(references.sources, of: watch.families)
            .checked(against: watch.scope, expecting: references.sources)
        return await check(
            &watch, in: ReferenceIndex(reading.references, in: watch.scope), reading.coverage, readAt: readAt)
    }

    /// Checks the same with what was read for the next burst. Nil if a cancellation has cut it off.
    func check(_ watch: inout RemovalWatch, in snapshot: Snapshot) async -> WatchReading? {
        await check(
            &watch, in: snapshot.references, snapshot.coverage,
            readAt: snapshot.coverage.newestReading ?? time.now())
    }

    /// A complete check stands, even if a cancellation comes right after it. One that was cut off is no answer: what
    /// could not be read would count as unread, and a missing description as one without a date.
    private func check(
        _ watch: inout RemovalWatch, in index: ReferenceIndex, _ coverage: Coverage, readAt: Date
    ) async -> WatchReading? {
        let used = watch.used(in: index)
        let descriptions = await describe(used)
        guard !Task.isCancelled || coverage.isComplete && descriptions.count == used.count else { return nil }
        return watch.check(against: index, described: descriptions, coverage, readAt: readAt)
    }

    /// Descriptions; a revision whose call fails has none.
    private func describe(_ ids: [RevisionID]) async -> [RevisionID: RevisionDescription] {
        let found = await concurrentMap(ids) { id in (id, try? await registry.describe(id)) }
        return found.reduce(into: [:]) { descriptions, item in descriptions[item.0] = item.1 }
    }
}
