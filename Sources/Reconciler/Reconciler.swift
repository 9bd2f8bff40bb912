import Foundation
import Manifests
import Planning
import SwiftExtensions

/// From manifests to outcomes: reads the source, observes the registry, plans, and applies. Every use starts
/// from fresh reads.
package struct Reconciler: Sendable {
    private let source: any ManifestSource
    let registry: any TaskDefinitionRegistry
    let observer: Observer
    let policy: GuardrailSettings
    private let pace: @Sendable () async throws -> Void
    let time: TimeSource
    private let callCount: @Sendable () -> [String: Int]

    /// Puts the seams together.
    ///
    /// - Parameters:
    ///   - waivers: the opaque references that hold nothing back.
    ///   - pace: returns when the next deregistration may be sent.
    ///   - time: what ages are measured with.
    ///   - calls: how often AWS was called so far, by IAM action.
    package init(
        source: any ManifestSource, registry: any TaskDefinitionRegistry, references: any ReferenceReader,
        policy: GuardrailSettings, waivers: [OpaqueWaiver] = [],
        pace: @escaping @Sendable () async throws -> Void, time: TimeSource,
        calls: @escaping @Sendable () -> [String: Int] = { [:] }
    ) {
        self.source = source
        self.registry = registry
        self.policy = policy
        self.pace = pace
        self.time = time
        callCount = calls
        observer = Observer(registry, references, policy: policy, waivers: waivers, now: time.now)
    }

    /// Reads the manifests, and only then the registry: a manifest with a mistake costs no request.
    package func plan() async throws(ReconcileError) -> PlannedRun {
        let set = try await manifests()
        do {
            let desired = try parseManifests(set.files)
            let snapshot = try await observer.observe(for: desired)
            let plan = Planning.plan(desired, against: snapshot, under: policy, at: time.now())
            return PlannedRun(
                manifests: set, desired: desired, plan: plan,
                refusals: Guardrails(desired, policy).refusals(of: plan), calls: calls)
        } catch {
            throw ReconcileError(error, version: set.version)
        }
    }

    /// Carries a plan out, as far as fresh reads and the guardrails allow.
    ///
    /// - Parameter progress: told about each outcome as it comes.
    package func apply(
        _ planned: PlannedRun, progress: @Sendable (RevisionOutcome) -> Void = { _ in }
    ) async throws(ReconcileError) -> Report {
        let applier = Applier(
            registry, observer, desired: planned.desired, policy: policy,
            isCurrent: { try await isCurrent(planned.manifests) }, pace: pace, time: time)
        do {
            return try await applier.apply(planned.plan, progress: progress)
        } catch {
            throw ReconcileError(error, version: planned.version)
        }
    }

    /// The same run, limited to what somebody approved; with a refusal when that no longer holds.
    package func limit(_ planned: PlannedRun, to approved: ApprovedPlan) -> PlannedRun {
        let plan = approved.limit(planned.plan)
        let stale = approved.refusal(of: planned.plan).map { [$0] } ?? []
        return PlannedRun(
            manifests: planned.manifests, desired: planned.desired, plan: plan,
            refusals: Guardrails(planned.desired, policy).refusals(of: plan) + stale, calls: planned.calls)
    }

    /// Why nothing of a plan may be removed although nothing stands against it yet; nil when there is no such reason.
    package func warning(about planned: PlannedRun) -> String? {
        Guardrails(planned.desired, policy).warning(about: planned.plan)
    }

    /// How often AWS was called so far.
    package var calls: Calls { Calls(callCount()) }

    /// The version that the source has now, where that is cheaper to learn than to read it.
    func currentVersion() async throws(ManifestSourceError) -> String? { try await source.currentVersion() }

    /// How often the source's version is worth asking for.
    var pollInterval: Duration? { source.pollInterval }

    /// Whether the source still has these manifests.
    private func isCurrent(_ manifests: ManifestSet) async throws(ManifestSourceError) -> Bool {
        if let version = try await source.currentVersion() { return version == manifests.version }
        return try await source.read() == manifests
    }

    /// The files, read now.
    func manifests() async throws(ReconcileError) -> ManifestSet {
        do {
            return try await source.read()
        } catch {
            throw ReconcileError(error)
        }
    }
}

/// A plan with what it takes to carry it out.
package struct PlannedRun: Sendable {
    /// What was read.
    let manifests: ManifestSet
    /// What the manifests declare.
    package let desired: DesiredState
    /// What would change.
    package let plan: Plan
    /// Why it would be refused; empty when nothing stands against it.
    package let refusals: [Refusal]
    /// What the process called until it was made.
    package var calls = Calls()
    /// The commit of the manifests, where there is one.
    package var version: String? { manifests.version }
}
