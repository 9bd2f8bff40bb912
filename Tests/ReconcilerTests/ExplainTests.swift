import Model
import Planning
import Reconciler
import TestSupport
import Testing

@Suite("Explaining") struct ExplainTests {
    let clock = SettableClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let reconciler: Reconciler

    init() async {
        let clock = clock
        registry = FakeRegistry(clock)
        references = FakeReferences(clock)
        reconciler = Reconciler(
            source: FakeSource(manifest("[5]")), registry: registry, references: references, policy: uncappedPolicy(),
            pacing: Pacing(burst: 10, perSecond: nil), time: clock.time)
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

    @Test("a revision picked up after its removal is explained without any record of the removal")
    func explainsUsesAfterRemoval() async throws {
        _ = try await registry.deregister(id("web:1"))
        clock.advance(60)
        await references.set(["web:1"])
        let explanation = try await reconciler.explain(id("web:1"))
        #expect(explanation.rules.map(\.code) == ["takenUpAgain", "notActive"])
    }

    @Test("unknowns are stated, and a failed call is an error")
    func failsClosed() async throws {
        await references.set(nil)
        let explanation = try await reconciler.explain(id("web:1"))
        #expect(!explanation.isComplete && explanation.verdict == .withheld)
        await registry.fail("describe web:2")
        await #expect(throws: ReconcileError.self) { try await reconciler.explain(id("web:2")) }
    }

    @Test(
        "an ARN is explained only if the registry is in its account and Region",
        arguments: [
            ARNCase("the same", "web:2", in: ireland),
            ARNCase("the same, in a family with nothing ACTIVE", "gone:1", in: ireland),
            ARNCase("another Region", "web:2", in: frankfurt, says: "account 111111111111 in eu-west-1"),
            ARNCase("another account", "web:2", in: otherAccount, says: "account 111111111111 in eu-west-1"),
            ARNCase("another, in a family with nothing ACTIVE here", "gone:1", in: frankfurt, says: "in eu-west-1"),
            ARNCase("a registry that cannot be identified", "web:2", in: ireland, registry: nil, says: "no ACTIVE"),
        ])
    func checksTheARN(_ this: ARNCase) async throws {
        if let scope = this.registry { await registry.move(to: scope) }
        do {
            let explanation = try await reconciler.explain(id(this.revision), of: this.named)
            #expect(this.refusal == nil && explanation.id == id(this.revision))
        } catch {
            let refusal = try #require(this.refusal, "\(error)")
            #expect(error.description.contains(refusal) && error.description.contains("is of \(this.named)"))
            #expect(await references.readings == 0)
        }
    }
}

private let ireland = RegistryScope(region: "eu-west-1", account: "111111111111")
private let frankfurt = RegistryScope(region: "eu-central-1", account: "111111111111")
private let otherAccount = RegistryScope(region: "eu-west-1", account: "222222222222")

struct ARNCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let revision: String
    let named: RegistryScope
    let registry: RegistryScope?
    /// Part of the error; nil if the revision is explained.
    let refusal: String?

    init(
        _ name: String, _ revision: String, in named: RegistryScope, registry: RegistryScope? = ireland,
        says refusal: String? = nil
    ) {
        testDescription = name
        self.revision = revision
        self.named = named
        self.registry = registry
        self.refusal = refusal
    }
}
