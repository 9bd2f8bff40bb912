import Foundation
import Model
import Planning
import SwiftExtensions

/// Carries out a plan in bursts. It decides nothing.
struct Applier: Sendable {
    private let planned: PlannedRun
    private let observer: Observer
    private let source: any ManifestSource
    private let sender: BurstSender
    private let pacer: BurstPacer
    private let time: TimeSource

    init(
        _ planned: PlannedRun, _ registry: any TaskDefinitionRegistry, _ observer: Observer,
        _ source: any ManifestSource, _ pacer: BurstPacer, _ time: TimeSource
    ) {
        self.planned = planned
        self.observer = observer
        self.source = source
        sender = BurstSender(registry, time)
        self.pacer = pacer
        self.time = time
    }

    /// Removes what the plan removes, as far as fresh reads allow; then reads the references once more. Cancellation
    /// ends the run between two bursts, never within one.
    ///
    /// - Parameter progress: called with each outcome as it comes.
    func apply(progress: @escaping @Sendable (RevisionOutcome) -> Void) async -> Report {
        var run = ApplyRun(planned.plan, progress: progress)
        // A cancelled plan may be refused for what its cancelled reads say.
        if Task.isCancelled {
            run.end(.interrupted)
            return run.report
        }
        if let refusals = Refusals(planned.refusals) { return Report(refused: planned.plan, refusals) }
        guard !planned.plan.removals.isEmpty else { return Report(plan: planned.plan, outcomes: []) }
        do {
            try await carryOut(&run)
        } catch {
            switch error {
            // A signal does not make it less true.
            case RunEnd.removedInUse(let ids): run.end(.removedInUse(ids))
            // What any other cancelled read says about its source is no answer.
            case _ where Task.isCancelled: run.end(.interrupted)
            case let refusals as Refusals: run.refuse(refusals)
            case let end as RunEnd: run.end(end)
            default: run.end(.interrupted)
            }
        }
        return await withLastCheck(of: run.report)
    }

    /// Checks once more what was removed: nothing used it when its evidence was read, but something may have started
    /// using it since. An interrupted run skips this.
    private func withLastCheck(of report: Report) async -> Report {
        var watch = RemovalWatch()
        watch.record(report)
        guard !watch.isEmpty, !Task.isCancelled, let reading = await observer.check(&watch) else { return report }
        return report.with(reading)
    }

    private func carryOut(_ run: inout ApplyRun) async throws {
        var evidence = RunEvidence(planned, observer, source)
        while run.hasNext { try await burst(&evidence, &run) }
    }

    /// One burst. The order of its steps is what keeps safe what is in use: nothing that is slow comes between the
    /// reading of what runs and the sending. A later guard is one more step here.
    ///
    /// 1. the tokens; those of what is not sent are given back
    /// 2. the manifests still say the same, or keep more
    /// 3. the sources that start things later, where their readings are too old, or could be before step 7
    /// 4. the newest revisions of the families
    /// 5. what runs: ECS's own sources, and what the others have begun to start
    /// 6. the guardrails clear each removal
    /// 7. the removals are sent side by side
    ///
    /// If a reading that was not renewed in step 3 expires all the same, the burst goes back to the queue.
    ///
    /// - Throws: what ends the run; nothing is sent then.
    private func burst(_ evidence: inout RunEvidence, _ run: inout ApplyRun) async throws {
        let size = try await pacer.take(upTo: run.waiting)
        run.begin(size)
        var (unsent, wasThrottled) = (size, false)
        defer { pacer.record(size: size, unsent: unsent, wasThrottled: wasThrottled) }
        try await evidence.renewManifests()
        guard try await evidence.renewReferences(all: run.expired > 0) else { return run.expire() }
        let families = Set(run.pending.map(\.id.family))
        let newest = await evidence.newestRevisions(of: families)
        try Task.checkCancellation()
        guard let active = try run.active(newest) else { return }
        let snapshot = await evidence.snapshot(of: families.union(run.watch.families), active: active)
        try await endIfRemovedInUse(snapshot, &run)
        let now = time.moment
        guard !evidence.isRenewable(snapshot.coverage, at: now) else { return run.expire() }
        let cleared = try planned.guardrails.clear(
            run.pending, of: planned.plan, newer: evidence.newer, against: snapshot, at: now)
        run.record(cleared.withheld, on: cleared.coverage)
        try Task.checkCancellation()
        let attempts = await sender.send(cleared)
        unsent = size - attempts.count(where: \.wasSent)
        wasThrottled =
            attempts.contains(where: \.wasThrottled)
            || attempts.contains(where: \.wasHeld) && !attempts.contains(where: \.wasSent)
        try run.settle(attempts, at: time.now())
        // All of it was read anew for the second one.
        if run.expired > 1 { throw planned.guardrails.tooOld(cleared.coverage, at: time.moment) }
    }

    /// What the bursts before have removed is looked at with the evidence of this one.
    ///
    /// - Throws: ``RunEnd/removedInUse(_:)`` if some of it was in use.
    private func endIfRemovedInUse(_ snapshot: Snapshot, _ run: inout ApplyRun) async throws {
        guard let reading = await observer.check(&run.watch, in: snapshot) else { throw CancellationError() }
        run.record(reading)
        let inUse = reading.removedInUse.flatMap { drift in drift.revisions.map { RevisionID(drift.family, $0) } }
        guard inUse.isEmpty else { throw RunEnd.removedInUse(inUse) }
    }
}
