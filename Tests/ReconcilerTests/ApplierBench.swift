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

    /// - Parameter pace: called before each deregistration.
    init(
        version: String? = nil, policy: GuardrailPolicy = uncappedPolicy(),
        pace: (@Sendable (SettableClock, FakeRegistry, FakeReferences) async throws -> Void)? = nil
    ) async {
        let (clock, registry) = (clock, FakeRegistry(clock))
        let references = FakeReferences(clock, [])
        (self.registry, self.references) = (registry, references)
        source = FakeSource(manifest("[5]"), version: version)
        reconciler = Reconciler(
            source: source, registry: registry, references: references, policy: policy,
            pace: { try await pace?(clock, registry, references) }, time: clock.time)
        await registry.register("web:1", "web:2", "web:3", "web:4", "web:5")
    }

    func apply() async throws -> Report {
        try await reconciler.apply(try await reconciler.plan())
    }
}

extension Report {
    /// `web:1 removed`.
    var lines: [String] { outcomes.map { "\($0.id) \($0.outcome.code.rawValue)" } }
}
