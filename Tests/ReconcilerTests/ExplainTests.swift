import Planning
import Reconciler
import TaskDefinitions
import Testing

@Suite("Explaining") struct ExplainTests {
    let clock = TestClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let reconciler: Reconciler

    init() async {
        let clock = clock
        registry = FakeRegistry(clock)
        references = FakeReferences(clock)
        reconciler = Reconciler(
            source: FakeSource(manifest("[5]")), registry: registry, references: references, policy: openPolicy(),
            pace: {}, timing: clock.timing)
        await registry.register("web:1", "web:2", "web:5", "api:1")
    }

    @Test("one family is listed, the references are read, and the revision is described last")
    func readsOneFamily() async throws {
        await references.set(["web:2"])
        let explanation = try await reconciler.explain(id("web:2"))
        #expect(explanation.verdict == .withheld)
        #expect(explanation.users.map(\.reference.name) == ["api"])
        #expect(await registry.calls == ["list web", "describe web:1", "describe web:2"])
        #expect(await references.readings == 1)
    }

    @Test("one that was taken up again after its removal is told without any memory of the removal")
    func tellsUptake() async throws {
        try await registry.deregister(id("web:1"))
        clock.advance(60)
        await references.set(["web:1"])
        let explanation = try await reconciler.explain(id("web:1"))
        #expect(explanation.rules.map(\.code) == ["takenUpAgain", "notActive"])
    }

    @Test("what is not known is said, and a call that fails is no explanation")
    func failsClosed() async throws {
        await references.set(nil)
        let explanation = try await reconciler.explain(id("web:1"))
        #expect(!explanation.isWhole && explanation.verdict == .withheld)
        await registry.fail("describe web:2")
        await #expect(throws: ReconcileError.self) { try await reconciler.explain(id("web:2")) }
    }
}
