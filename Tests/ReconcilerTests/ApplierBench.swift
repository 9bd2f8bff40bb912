import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// A reconciler with fakes for `web`, of which 5 is declared and 1 to 4 are not.
struct Bench: Sendable {
    let clock = SettableClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let source: FakeSource
    let reconciler: Reconciler

    /// - Parameters:
    ///   - burst: how many revisions are removed on one reading.
    ///   - sources: the sources that there are.
    init(
        version: String? = nil, policy: GuardrailPolicy = uncappedPolicy(), burst: Int = 10,
        perSecond: Double? = nil, sources: Set<ReferenceSource> = [.services, .tasks]
    ) async {
        registry = FakeRegistry(clock)
        references = FakeReferences(clock, [], sources: sources)
        source = FakeSource(manifest("[5]"), version: version)
        reconciler = Reconciler(
            source: source, registry: registry, references: references, policy: policy,
            pacing: Pacing(burst: burst, perSecond: perSecond), time: clock.time)
        await registry.register("web:1", "web:2", "web:3", "web:4", "web:5")
    }

    /// Does something at the beginning of a burst, before anything of it is read; the first burst is number 1.
    func atBurst(_ number: Int, _ work: @escaping @Sendable (Bench) async throws -> Void) async {
        await source.onLook { look in if look == number { try await work(self) } }
    }

    /// Does something at the beginning of each burst.
    func atEachBurst(_ work: @escaping @Sendable (Bench) async throws -> Void) async {
        await source.onLook { _ in try await work(self) }
    }

    func apply() async throws -> Report {
        await reconciler.apply(try await reconciler.plan())
    }
}

extension Report {
    /// `web:1 removed`.
    var lines: [String] { outcomes.map { "\($0.id) \($0.outcome.code.rawValue)" } }
}
