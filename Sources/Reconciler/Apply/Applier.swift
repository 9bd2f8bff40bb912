import Foundation
import Manifests
import Model
import Planning
import SwiftExtensions

/// Carries a plan out: clears it, removes one revision after the other, reads each back. It decides nothing.
package struct Applier: Sendable {
    let registry: any TaskDefinitionRegistry
    let guardrails: Guardrails
    let time: TimeSource
    let observer: Observer
    private let desired: DesiredState
    private let isCurrent: @Sendable () async throws -> Bool
    private let pace: @Sendable () async throws -> Void

    /// How often a removal is tried whose call failed in a way that may pass.
    private static let mostAttempts = 3

    /// An applier for one desired state.
    ///
    /// - Parameters:
    ///   - isCurrent: whether the manifests still say what the plan was made from.
    ///   - pace: returns when the next deregistration may be sent; throws when the run is to end.
    package init(
        _ registry: any TaskDefinitionRegistry, _ observer: Observer, desired: DesiredState,
        policy: GuardrailSettings, isCurrent: @escaping @Sendable () async throws -> Bool,
        pace: @escaping @Sendable () async throws -> Void, time: TimeSource
    ) {
        self.registry = registry
        self.observer = observer
        self.desired = desired
        guardrails = Guardrails(desired, policy)
        self.isCurrent = isCurrent
        self.pace = pace
        self.time = time
    }

    /// Removes what the plan removes, as far as fresh reads allow.
    ///
    /// Manifests, revisions and references are read again before the first removal, and again whenever what was
    /// read is older than the policy allows; the references once more after the last one. Cancellation ends it between two revisions, never within one.
    ///
    /// - Parameter progress: told about each outcome as it comes.
    package func apply(
        _ plan: Plan, progress: @Sendable (RevisionOutcome) -> Void = { _ in }
    ) async throws(RegistryFailure) -> Report {
        if let refusals = Refusals(guardrails.refusals(of: plan)) { return Report(refused: plan, refusals) }
        guard !plan.removals.isEmpty else { return Report(plan: plan, outcomes: []) }
        var run = Run(plan)
        do {
            try await carryOut(plan, &run, progress)
        } catch let refusals as Refusals {
            run.refuse(refusals, progress)
        } catch let failure as RegistryFailure where run.isUntouched {
            throw failure
        } catch is CancellationError {
            run.end("the run was told to end", progress)
        } catch {
            run.end("\(error)", progress)
        }
        return await lookedAfter(run.report)
    }

    /// What was removed is looked at once more: nothing used it when its evidence was read, but something may have
    /// taken it up since. A run that was told to end does not stay for it.
    private func lookedAfter(_ report: Report) async -> Report {
        var watch = RemovalWatch()
        watch.note(report)
        guard !watch.isEmpty, !Task.isCancelled else { return report }
        return report.with(await observer.look(at: &watch))
    }

    private func carryOut(
        _ plan: Plan, _ run: inout Run, _ progress: @Sendable (RevisionOutcome) -> Void
    ) async throws {
        var cleared = try guardrails.clear(
            plan, against: try await fresh(plan.removals[...], plan.scope), at: time.now())
        var queue = cleared.removals[...]
        var (attempts, mustRead) = (0, false)
        run.note(cleared.withheld, on: cleared.coverage, progress)
        while !queue.isEmpty {
            try await pace()
            try Task.checkCancellation()
            if mustRead || cleared.timeLeft(at: time.now()) == nil {
                cleared = try guardrails.clear(
                    queue, of: cleared, against: try await fresh(queue, plan.scope), at: time.now())
                // What was tried already may be among what is now withheld: another one's tries are its own.
                if cleared.removals.first?.id != queue.first?.id { attempts = 0 }
                queue = cleared.removals[...]
                run.note(cleared.withheld, on: cleared.coverage, progress)
            }
            guard let removal = queue.first else { return }
            attempts += 1
            let step = await uncancelled { [cleared] in await remove(removal, of: cleared) }
            mustRead = step.callsForReading
            if case .unanswered(let reason) = step { run.noteUnanswered(removal.id, reason, at: time.now()) }
            switch step {
            case .outcome(let outcome):
                let removedAt = outcome.mayBeDeregistered ? time.now() : nil
                run.note(RevisionOutcome(removal.id, outcome, on: removal.evidence, at: removedAt), progress)
            case .mayPass(let reason) where attempts == Self.mostAttempts,
                .unanswered(let reason) where attempts == Self.mostAttempts,
                .notSent(let reason) where attempts == Self.mostAttempts:
                run.note(RevisionOutcome(removal.id, .failed(reason), on: removal.evidence), progress)
            case .hopeless(let reason):
                run.note(RevisionOutcome(removal.id, .failed(reason), on: removal.evidence), progress)
                throw RunEnded("\(removal.id) failed in a way that concerns every other one")
            case .mayPass, .unanswered, .notSent, .evidenceGrewOld:
                if attempts < Self.mostAttempts { continue }
                throw guardrails.refusal(of: cleared.coverage, age: cleared.age(at: time.now()))
            }
            queue.removeFirst()
            attempts = 0
        }
    }

    /// What the removals rest on, read now.
    ///
    /// - Parameter scope: the registry that the plan was made for.
    private func fresh(_ removals: ArraySlice<Removal>, _ scope: RegistryScope?) async throws -> Snapshot {
        guard try await isCurrent() else {
            throw RunEnded("the manifests have changed since the plan was made; plan again")
        }
        let snapshot = try await observer.observe(Set(removals.map(\.id.family)), for: desired)
        guard snapshot.scope == nil || snapshot.scope == scope else {
            throw RunEnded("another account or Region answers than the plan was made for; check the credentials")
        }
        return snapshot
    }
}

/// Why a run ends before its end, in words.
private struct RunEnded: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
