import Foundation
import Manifests
import Planning
import TaskDefinitions

/// Carries a plan out: clears it, removes one revision after the other, reads each back. It decides nothing.
package struct Applier: Sendable {
    private let registry: any TaskDefinitionRegistry
    private let observer: Observer
    private let guardrails: Guardrails
    private let desired: DesiredState
    private let pace: @Sendable () async throws -> Void
    private let now: @Sendable () -> Date

    /// An applier for one desired state.
    ///
    /// - Parameters:
    ///   - pace: returns when the next deregistration may be sent; throws when the run is to end.
    ///   - now: what the age of evidence is measured with.
    package init(
        _ registry: any TaskDefinitionRegistry, _ observer: Observer, desired: DesiredState,
        policy: GuardrailSettings, pace: @escaping @Sendable () async throws -> Void,
        now: @escaping @Sendable () -> Date
    ) {
        self.registry = registry
        self.observer = observer
        self.desired = desired
        guardrails = Guardrails(desired, policy)
        self.pace = pace
        self.now = now
    }

    /// Removes what the plan removes, as far as fresh reads allow.
    ///
    /// Cancellation ends it between two revisions, never within one: what was begun is read back.
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
        } catch {
            run.end("not attempted, because the run ended early: \(error)", progress)
        }
        return run.report
    }

    private func carryOut(
        _ plan: Plan, _ run: inout Run, _ progress: @Sendable (RevisionOutcome) -> Void
    ) async throws {
        var cleared = try guardrails.clear(plan, against: try await fresh(plan.removals[...]), at: now())
        var queue = cleared.removals[...]
        run.note(cleared.withheld, progress)
        while !queue.isEmpty {
            try await pace()
            try Task.checkCancellation()
            if now() >= cleared.validUntil {
                cleared = try guardrails.clear(queue, of: cleared, against: try await fresh(queue), at: now())
                queue = cleared.removals[...]
                run.note(cleared.withheld, progress)
            }
            guard let removal = queue.popFirst() else { return }
            run.note(RevisionOutcome(removal.id, await uncancelled { await remove(removal.id) }), progress)
        }
    }

    /// What counts is what reads back: a call that timed out may have been carried out all the same.
    private func remove(_ id: RevisionID) async -> Outcome {
        var failure: RegistryFailure?
        do {
            try await registry.deregister(id)
        } catch {
            failure = error
        }
        do {
            let status = try await registry.describe(id)?.status
            if let status, status != .active { return .removed }
            if let failure { return .failed(failure.description) }
            return .unverified("deregistered, but it reads back as \(status?.rawValue ?? "missing")")
        } catch {
            if let failure { return .failed(failure.description) }
            return .unverified("deregistered, but not read back: \(error)")
        }
    }

    private func fresh(_ removals: ArraySlice<Removal>) async throws(RegistryFailure) -> Snapshot {
        try await observer.observe(Set(removals.map(\.id.family)), for: desired)
    }

    /// A step in hand is finished even when the run is cancelled, unless it takes longer than ``grace``.
    private func uncancelled<Value: Sendable>(
        _ step: @escaping @Sendable () async -> Value
    ) async -> Value {
        let work = Task { await step() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await Task.sleep(for: Self.grace)
                work.cancel()
            }
        }
    }

    /// How long a step in hand may go on after the run was told to end: less than the ten seconds in which a
    /// controller ends.
    private static let grace: Duration = .seconds(7)
}
