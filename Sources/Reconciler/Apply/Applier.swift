import Foundation
import Model
import Planning
import SwiftExtensions

/// Carries out a plan: clears it, removes one revision after the other and reads each back. It decides nothing.
struct Applier: Sendable {
    private let planned: PlannedRun
    private let observer: Observer
    private let remover: Remover
    private let isCurrent: @Sendable () async throws -> Bool
    private let pace: @Sendable () async throws -> Void
    private let time: TimeSource

    /// How often a removal is attempted if its call fails in a transient way.
    private static let maximumAttempts = 3

    ///
    /// - Parameters:
    ///   - isCurrent: whether the manifests are still those that the plan was made from.
    ///   - pace: returns when the next deregistration may be sent; throws if the run is to end.
    init(
        _ planned: PlannedRun, _ registry: any TaskDefinitionRegistry, _ observer: Observer,
        isCurrent: @escaping @Sendable () async throws -> Bool, pace: @escaping @Sendable () async throws -> Void,
        time: TimeSource
    ) {
        self.planned = planned
        self.observer = observer
        remover = Remover(registry, planned.guardrails, time)
        self.isCurrent = isCurrent
        self.pace = pace
        self.time = time
    }

    /// Removes what the plan removes, as far as fresh reads allow.
    ///
    /// Manifests, revisions and references are read again before the first removal, and again whenever they are older
    /// than the policy allows; the references once more after the last removal. Cancellation ends the run between two
    /// revisions, never within one.
    ///
    /// - Parameter progress: called with each outcome as it comes.
    func apply(
        progress: @escaping @Sendable (RevisionOutcome) -> Void
    ) async throws(RegistryFailure) -> Report {
        if let refusals = Refusals(planned.refusals) { return Report(refused: planned.plan, refusals) }
        guard !planned.plan.removals.isEmpty else { return Report(plan: planned.plan, outcomes: []) }
        var run = ApplyRun(planned.plan, progress: progress)
        do {
            try await carryOut(&run)
        } catch let refusals as Refusals {
            run.refuse(refusals)
        } catch let failure as RegistryFailure where run.hasNoOutcomes {
            throw failure
        } catch let end as RunEnd {
            run.end(end)
        } catch is CancellationError {
            run.end(.interrupted)
        } catch {
            run.end(.failed("\(error)"))
        }
        return await withLastCheck(of: run.report)
    }

    /// Checks once more what was removed: nothing used it when its evidence was read, but something may have started
    /// using it since. An interrupted run skips this.
    private func withLastCheck(of report: Report) async -> Report {
        var watch = RemovalWatch()
        watch.record(report)
        guard !watch.isEmpty, !Task.isCancelled else { return report }
        return report.with(await observer.check(&watch))
    }

    private func carryOut(_ run: inout ApplyRun) async throws {
        let plan = planned.plan
        let guardrails = planned.guardrails
        var cleared = try guardrails.clear(plan, against: try await fresh(plan.removals[...]), at: time.now())
        var queue = cleared.removals[...]
        var (attempts, needsFreshEvidence) = (0, false)
        run.record(cleared.withheld, on: cleared.coverage)
        while !queue.isEmpty {
            try await pace()
            try Task.checkCancellation()
            if needsFreshEvidence || cleared.timeLeft(at: time.now()) == nil {
                cleared = try guardrails.clear(queue, of: cleared, against: try await fresh(queue), at: time.now())
                // The revision that was attempted may now be withheld: the next one starts from zero.
                if cleared.removals.first?.id != queue.first?.id { attempts = 0 }
                queue = cleared.removals[...]
                run.record(cleared.withheld, on: cleared.coverage)
            }
            guard let removal = queue.first else { return }
            attempts += 1
            let step = await remover.remove(removal, of: cleared)
            needsFreshEvidence = step.needsFreshEvidence
            guard try settle(removal, step, isLastAttempt: attempts == Self.maximumAttempts, &run) else {
                // If evidence keeps expiring, the run ends: nothing else could be removed on it either.
                if case .evidenceExpired = step, attempts == Self.maximumAttempts {
                    throw guardrails.refusal(of: cleared.coverage, age: cleared.age(at: time.now()))
                }
                continue
            }
            queue.removeFirst()
            attempts = 0
        }
    }

    /// Records how an attempt ended; false if the revision is to be attempted again.
    ///
    /// - Throws: ``RunEnd`` if every other removal would fail in the same way.
    private func settle(
        _ removal: Removal, _ step: Remover.Step, isLastAttempt: Bool, _ run: inout ApplyRun
    ) throws -> Bool {
        if case .noResponse(let error) = step { run.recordUnanswered(removal.id, error, at: time.now()) }
        switch step {
        case .outcome(let outcome):
            let removedAt = outcome.mayBeDeregistered ? time.now() : nil
            run.record(RevisionOutcome(removal.id, outcome, on: removal.evidence, at: removedAt))
            return true
        case .transient(let error), .noResponse(let error), .notSent(let error):
            guard isLastAttempt else { return false }
            run.record(RevisionOutcome(removal.id, .failed(.callFailed(error)), on: removal.evidence))
            return true
        case .failedForAll(let error):
            run.record(RevisionOutcome(removal.id, .failed(.callFailed(error)), on: removal.evidence))
            throw RunEnd.failedForAll(removal.id)
        case .evidenceExpired: return false
        }
    }

    /// Fresh evidence for the removals.
    private func fresh(_ removals: ArraySlice<Removal>) async throws -> Snapshot {
        guard try await isCurrent() else { throw RunEnd.manifestsChanged }
        let snapshot = try await observer.observe(Set(removals.map(\.id.family)), for: planned.desired)
        guard snapshot.scope == nil || snapshot.scope == planned.plan.scope else { throw RunEnd.registryChanged }
        return snapshot
    }
}
