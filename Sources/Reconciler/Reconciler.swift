import Foundation
import Manifests
import Model
import Planning
import SwiftExtensions

/// From manifests to outcomes: reads the source, observes the registry, plans and applies. Every call starts from fresh
/// reads.
package struct Reconciler: Sendable {
    private let source: any ManifestSource
    private let registry: any TaskDefinitionRegistry
    private let observer: Observer
    private let policy: GuardrailPolicy
    private let pacer: BurstPacer
    private let time: TimeSource
    private let callCount: @Sendable () -> CallCount

    ///
    /// - Parameters:
    ///   - waivers: the opaque references that block no removal.
    ///   - pacing: how fast removals may be sent.
    ///   - time: the clocks that ages are measured by.
    ///   - calls: counts the calls to AWS so far.
    package init(
        source: any ManifestSource, registry: any TaskDefinitionRegistry, references: any ReferenceReader,
        policy: GuardrailPolicy, waivers: [OpaqueWaiver] = [], pacing: Pacing, time: TimeSource,
        calls: @escaping @Sendable () -> CallCount = { CallCount() }
    ) {
        self.source = source
        self.registry = registry
        self.policy = policy
        pacer = BurstPacer(pacing, time: time)
        self.time = time
        callCount = calls
        observer = Observer(registry, references, policy: policy, waivers: waivers, time: time)
    }

    /// Reads the manifests and only then the registry: a mistake in a manifest costs no request.
    ///
    /// - Parameter approved: limits the plan to what was approved; refuses it if the approval no longer holds.
    package func plan(limitedTo approved: ApprovedPlan? = nil) async throws(ReconcileError) -> PlannedRun {
        let set = try await manifests()
        do {
            let desired = try parseManifests(set.files)
            let observed = try await observer.observe(for: desired)
            let plan = Planning.plan(desired, against: observed.snapshot, under: policy, at: time.now())
            // What a cancelled read says about its source is no answer, and no reason to refuse anything.
            guard !Task.isCancelled || plan.coverage.isComplete else { throw CancellationError() }
            return PlannedRun(
                manifests: set, desired: desired, plan: plan, limitedTo: approved, observed: observed,
                guardrails: Guardrails(desired, policy), calls: calls)
        } catch is RegistryFailure where Task.isCancelled {
            throw ReconcileError(CancellationError(), version: set.version)
        } catch {
            throw ReconcileError(error, version: set.version)
        }
    }

    /// Carries out a plan as far as fresh reads and the guardrails allow.
    ///
    /// - Parameter progress: called with each outcome as it comes.
    package func apply(
        _ planned: PlannedRun, progress: @escaping @Sendable (RevisionOutcome) -> Void = { _ in }
    ) async -> Report {
        await Applier(planned, registry, observer, source, pacer, time).apply(progress: progress)
    }

    /// Explains what a plan decides about one revision, whether it exists or not.
    ///
    /// Cost: the list of its family's ACTIVE revisions, the references, and one description more than a plan needs; and
    /// one or two lists if the account and Region must be compared.
    ///
    /// - Parameter named: the account and Region that the revision was named with; nil for the registry's own.
    /// - Throws: also if the registry is in another account or Region, or cannot be identified.
    package func explain(
        _ id: RevisionID, of named: RegistryScope? = nil
    ) async throws(ReconcileError) -> Explanation {
        let set = try await manifests()
        do {
            let desired = try parseManifests(set.files)
            if let named { try await requireRegistry(of: named, naming: id) }
            let snapshot = try await observer.observe([id.family], for: desired)
            // Last, since its status is what everything else is judged by.
            let description = try await registry.describe(id)
            return Planning.explain(id, desired, against: snapshot, description, under: policy, at: time.now())
        } catch {
            throw ReconcileError(error, version: set.version)
        }
    }

    /// Checks what was removed once a minute, until the window of the last removal has closed.
    ///
    /// If cancelled it ends early, and the report has what was found until then.
    /// - Parameter progress: called with each check as it comes.
    package func watch(
        _ report: Report, progress: @Sendable (WatchReading) -> Void = { _ in }
    ) async -> Report {
        var (report, watch) = (report, RemovalWatch())
        watch.record(report)
        guard let until = watch.until else { return report }
        while true {
            let left = Duration.seconds(until.timeIntervalSince(time.now()))
            guard (try? await time.sleep(min(RemovalWatch.interval, max(left, .zero)))) != nil else { return report }
            guard let reading = await check(&watch) else { return report }
            progress(reading)
            report = report.with(reading)
            if reading.isLast || Task.isCancelled { return report }
        }
    }

    /// Checks once what was removed: only the references are read. Nil if a cancellation has cut it off; a complete
    /// check stands.
    package func check(_ watch: inout RemovalWatch) async -> WatchReading? { await observer.check(&watch) }

    /// The calls to AWS so far.
    package var calls: CallCount { callCount() }

    /// The source's current version, if that is cheaper to find out than reading it; otherwise nil.
    package func currentVersion() async throws(ManifestSourceError) -> String? { try await source.currentVersion() }

    /// The manifests, read now.
    package func readManifests() async throws(ManifestSourceError) -> ManifestSet { try await source.read() }

    /// How often the source's version is worth reading; nil for never.
    package var pollInterval: Duration? { source.pollInterval }

    /// The files, read now.
    private func manifests() async throws(ReconcileError) -> ManifestSet {
        do {
            return try await source.read()
        } catch {
            throw ReconcileError(error)
        }
    }

    /// The registry's account and Region come from an ACTIVE revision: in the family, or else in any other.
    private func requireRegistry(of named: RegistryScope, naming id: RevisionID) async throws(RegistryFailure) {
        var scope = try await registry.activeRevisions(of: [id.family]).scope
        if scope == nil { scope = try await registry.activeRevisions(of: nil).scope }
        guard let scope else {
            throw RegistryFailure(
                """
                the ARN of \(id) is of \(named), but the registry's account and Region are unknown: it has no ACTIVE \
                task definitions. Write \(id) to explain the one in this registry
                """)
        }
        guard scope == named else {
            throw RegistryFailure(
                """
                the ARN of \(id) is of \(named), but the registry is \(scope): use --region and credentials of that \
                account, or write \(id) to explain the one in this registry
                """)
        }
    }
}
