import Foundation
import Manifests
import Planning
import Reconciler
import TaskDefinitions
import Testing

private func desired(_ active: String) throws -> DesiredState {
    try parseManifests([ManifestFile(path: "web.yaml", bytes: Array(manifest(active).utf8))])
}

@Suite("Observing") struct ObserverTests {
    let clock = TestClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let observer: Observer

    init() {
        let clock = clock
        registry = FakeRegistry(clock)
        references = FakeReferences(clock)
        observer = Observer(registry, references, policy: openPolicy()) { clock.now }
    }

    @Test("one description dates a family, and none is needed the next time")
    func datesOnce() async throws {
        await registry.register("web:1", "web:2", "web:3", "web:4")
        let desired = try desired("[4]")
        let snapshot = try await observer.observe(for: desired)
        #expect(await registry.calls == ["list all", "describe web:3"])
        #expect(plan(desired, against: snapshot, under: openPolicy(), at: clock.now).removals.count == 3)
        _ = try await observer.observe(for: desired)
        #expect(await registry.calls == ["list all", "describe web:3", "list all"])
    }

    @Test("a binary search dates a family whose newest candidate is too young")
    func searches() async throws {
        for number in 1...64 { await registry.register("web:\(number)", age: Double(65 - number) * 120) }
        let desired = try desired("[64]")
        let snapshot = try await observer.observe(for: desired)
        let removals = plan(desired, against: snapshot, under: openPolicy(), at: clock.now).removals
        #expect(removals.map(\.id.revision).max() == 35, "35 is an hour old to the second")
        #expect(await registry.count("describe") <= 8)
    }

    @Test("without a minimum age nothing is dated")
    func datesNothing() async throws {
        let clock = clock
        let observer = Observer(registry, references, policy: openPolicy(minimumAge: .zero)) { clock.now }
        await registry.register("web:1", "web:2", age: nil)
        let desired = try desired("[2]")
        let snapshot = try await observer.observe(for: desired)
        #expect(await registry.calls == ["list all"])
        let policy = openPolicy(minimumAge: .zero)
        #expect(plan(desired, against: snapshot, under: policy, at: clock.now).removals.map(\.id) == [id("web:1")])
    }

    @Test("a registry without dates is asked once for each candidate, and no candidate goes")
    func withholdsUndated() async throws {
        await registry.register("web:1", "web:2", "web:3", age: nil)
        let desired = try desired("[3]")
        let snapshot = try await observer.observe(for: desired)
        #expect(plan(desired, against: snapshot, under: openPolicy(), at: clock.now).removals.isEmpty)
        #expect(await registry.count("describe") == 2)
    }

    @Test("few revisions that are not ACTIVE are described, many are listed")
    func looksUp() async throws {
        await registry.register("web:90", "web:100")
        await registry.register("web:1", status: .inactive)
        let few = try await observer.observe(for: try desired("[1, 2, 90, 100]"))
        #expect(few.lookups == [id("web:1"): .found(.inactive), id("web:2"): .missing])
        #expect(await registry.calls == ["list all", "describe web:1", "describe web:2"])
        let many = try await observer.observe(for: try desired("[1..40, 90, 100]"))
        #expect(many.lookups.count == 40)
        #expect(many.lookups[id("web:1")] == .found(.inactive))
        #expect(await registry.count("history") == 2)
        #expect(await registry.count("describe") == 2)
    }

    @Test(
        "a read that fails is no observation",
        arguments: ["list", "describe web:1", "describe web:9"])
    func failsClosed(call: String) async throws {
        await registry.register("web:1", "web:2")
        await registry.fail(call)
        await #expect(throws: RegistryFailure.self) {
            try await observer.observe(for: try desired("[2, 9]"))
        }
    }
}
