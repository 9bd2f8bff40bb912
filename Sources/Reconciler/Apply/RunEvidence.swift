import Manifests
import Model
import Planning
import SwiftExtensions

/// What a run's decisions rest on, renewed before each burst: the manifests, and everything that can refer to a
/// revision. Each part is read again only if it has to be.
struct RunEvidence {
    private let observer: Observer
    private let source: any ManifestSource
    private let planned: PlannedRun
    private var manifests: ManifestSet
    /// What the manifests declare by now; nil while their files are those of the plan.
    private(set) var newer: DesiredState?
    /// The references in the sources that start things later.
    private var later: ReferenceReading
    /// Those that were read for the current burst.
    private var renewed: Set<ReferenceSource> = []

    init(_ planned: PlannedRun, _ observer: Observer, _ source: any ManifestSource) {
        self.observer = observer
        self.source = source
        self.planned = planned
        manifests = planned.manifests
        later = planned.references.limited(to: observer.laterSources)
    }

    /// Reads the manifests again. Their files count, not their version: a commit elsewhere in the repository changes
    /// nothing. What they declare by then can only keep more.
    ///
    /// - Throws: if they cannot be read, or have mistakes.
    mutating func renewManifests() async throws(RunEnd) {
        do {
            let now = try await source.latest(after: manifests)
            if now.files != manifests.files { newer = try parseManifests(now.files) }
            manifests = now
        } catch let diagnostics as Diagnostics {
            throw .manifestsUnusable(diagnostics.all.map(\.description).joined(separator: "; "))
        } catch {
            throw .manifestsUnusable("\(error)")
        }
    }

    /// Reads the sources that start things later again whose readings are too old, or will be before a burst can be
    /// sent.
    ///
    /// - Parameter all: reads all of them again, as the last burst has come too late for some.
    /// - Returns: false if others have grown too old meanwhile: only the next burst can be sent.
    /// - Throws: if one could not be read completely, or took longer than its reading may be old.
    mutating func renewReferences(all: Bool) async throws(Refusals) -> Bool {
        renewed = all ? observer.laterSources : observer.expiring(later)
        if !renewed.isEmpty { later = await observer.renewed(renewed, of: later) }
        guard later.coverage.failures.isEmpty else {
            throw Refusals(.coverageIncomplete(later.coverage.failures), later.coverage)
        }
        let now = observer.time.moment
        if isRenewable(later.coverage, at: now) { return false }
        guard later.coverage.expired(under: observer.policy, at: now).isEmpty else {
            throw planned.guardrails.tooOld(later.coverage, at: now)
        }
        return true
    }

    /// Whether some readings are too old, but none that was read for the current burst: the next one can renew them.
    func isRenewable(_ coverage: Coverage, at now: Moment) -> Bool {
        let expired = coverage.expired(under: observer.policy, at: now)
        return !expired.isEmpty && !expired.contains { $0.belongsToECS || renewed.contains($0) }
    }

    /// The newest ACTIVE revisions of families: as many as decide what the manifests keep.
    func newestRevisions(of families: Set<Family>) async -> [Family: Result<NewestRevisions, RegistryFailure>] {
        let counts = families.reduce(into: [Family: Int]()) { counts, family in
            counts[family] =
                [planned.desired, newer].compactMap { $0?.families[family] }
                .map { $0.decisiveNewest(keepNewest: observer.policy.keepNewest) }.max() ?? 1
        }
        return await observer.newestRevisions(counts)
    }

    /// Everything that uses a revision now: ECS's own sources, read completely, and what the others have begun to
    /// start.
    ///
    /// - Parameter families: the only ones that matter.
    func snapshot(of families: Set<Family>, active: [Family: RevisionSet]) async -> Snapshot {
        let reading = await observer.readUses(of: families, beside: later)
        return observer.snapshot(
            of: ActiveRevisions(scope: planned.plan.scope, families: active), reading,
            registrations: planned.registrations)
    }
}
