import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport
import Testing

private func desired(_ active: String) throws -> DesiredState {
    try parseManifests([ManifestFile(path: "web.yaml", bytes: Array(manifest(active).utf8))])
}

@Suite("Observing") struct ObserverTests {
    let clock = SettableClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let observer: Observer

    init() {
        let clock = clock
        registry = FakeRegistry(clock)
        references = FakeReferences(clock)
        observer = Observer(registry, references, policy: uncappedPolicy(), time: clock.time)
    }

    @Test("one description dates a family, and one more verifies the registry next time")
    func datesAFamily() async throws {
        await registry.register("web:1", "web:2", "web:3", "web:4")
        let desired = try desired("[4]")
        let snapshot = try await observer.observe(for: desired).snapshot
        #expect(await registry.calls == ["list all", "describe web:3"])
        #expect(plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now).removals.count == 3)
        _ = try await observer.observe(for: desired).snapshot
        #expect(await registry.calls == ["list all", "describe web:3", "list all", "describe web:3"])
    }

    @Test("a binary search dates a family whose newest candidate is too young")
    func searches() async throws {
        for number in 1...64 { await registry.register("web:\(number)", age: Double(65 - number) * 120) }
        let desired = try desired("[64]")
        let snapshot = try await observer.observe(for: desired).snapshot
        let removals = plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now).removals
        #expect(removals.map(\.id.revision).max() == 35, "35 is an hour old to the second")
        #expect(await registry.count("describe") <= 8)
    }

    @Test("a search dates what is declared by age, then what that leaves undeclared")
    func datesByAge() async throws {
        for number in 1...64 { await registry.register("web:\(number)", age: Double(65 - number) * 120) }
        let desired = try desired("[{registeredWithin: 90m}]")
        let snapshot = try await observer.observe(for: desired).snapshot
        let plan = plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now)
        #expect(plan.removals.map(\.id.revision) == (1...20).compactMap { Revision($0) }, "20 is 90 minutes old")
        #expect(plan.drift.map(\.revisions) == [RevisionSet(1...20)])
        #expect(await registry.count("describe") <= 8)
    }

    @Test("without dates one lookup is made, and registeredWithin declares everything")
    func declaresUndated() async throws {
        await registry.register("web:1", "web:2", "web:3", age: nil)
        let desired = try desired("[{registeredWithin: 1s}]")
        let snapshot = try await observer.observe(for: desired).snapshot
        let plan = plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now)
        #expect(plan.removals.isEmpty && plan.drift.isEmpty)
        #expect(await registry.count("describe") == 1)
    }

    @Test("without a minimum age one description says who registered a family, and no dates are looked up")
    func datesNothing() async throws {
        let clock = clock
        let observer = Observer(registry, references, policy: uncappedPolicy(minimumAge: .zero), time: clock.time)
        await registry.register("web:1", "web:2", age: nil)
        let desired = try desired("[2]")
        let snapshot = try await observer.observe(for: desired).snapshot
        #expect(await registry.calls == ["list all", "describe web:1"])
        let policy = uncappedPolicy(minimumAge: .zero)
        #expect(plan(desired, against: snapshot, under: policy, at: clock.now).removals.map(\.id) == [id("web:1")])
    }

    struct BatchCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var minimumAge: Duration = .seconds(3600)
        var prune = ""
        var batch: [String] = ["web:3"]
        /// Seconds before the clock's start; nil for no date.
        var age: Double? = 7200
        let held: [String]
        var reported: [String] = []
        var removed: [String] = []
        /// What is described, of five revisions of which 4 and 5 are declared.
        var described = ["describe web:3"]
    }

    @Test(
        "what AWS Batch registered is withheld, by the description that dates the family or by one of its own",
        arguments: [
            BatchCase(
                testDescription: "one description, for the age as well",
                held: ["web:1 registeredByBatch", "web:2 registeredByBatch", "web:3 registeredByBatch"]),
            BatchCase(
                testDescription: "no minimum age", minimumAge: .zero,
                held: ["web:1 registeredByBatch", "web:2 registeredByBatch", "web:3 registeredByBatch"]),
            BatchCase(
                testDescription: "too young: no search for the age", age: 60,
                held: (1...3).map { "web:\($0) registeredByBatch" + ($0 == 3 ? "+tooYoung" : "") }),
            BatchCase(
                testDescription: "no dates", age: nil,
                held: ["web:1 registeredByBatch", "web:2 registeredByBatch", "web:3 registeredByBatch"]),
            BatchCase(
                testDescription: "only reported", minimumAge: .zero, prune: ", prune: report", held: [],
                reported: ["web:1 registeredByBatch", "web:2 registeredByBatch", "web:3 registeredByBatch"]),
            BatchCase(
                testDescription: "nobody's in particular, only reported", minimumAge: .zero, prune: ", prune: report",
                batch: [], held: [], reported: ["web:1 undeclared", "web:2 undeclared", "web:3 undeclared"]),
            BatchCase(
                testDescription: "reported ages are looked up", prune: ", prune: report", batch: [], held: [],
                reported: ["web:1 undeclared", "web:2 undeclared", "web:3 undeclared"]),
            BatchCase(
                testDescription: "nobody's in particular", minimumAge: .zero, batch: [], held: [],
                removed: ["web:1", "web:2", "web:3"]),
        ])
    func withholdsBatch(_ this: BatchCase) async throws {
        let policy = uncappedPolicy(minimumAge: this.minimumAge)
        let observer = Observer(registry, references, policy: policy, time: clock.time)
        await registry.register("web:1", "web:2", "web:3", "web:4", "web:5", age: this.age)
        for revision in this.batch { await registry.set(revision, by: .batch) }
        let desired = try desired("[4, 5]" + this.prune)
        let snapshot = try await observer.observe(for: desired).snapshot
        let plan = plan(desired, against: snapshot, under: policy, at: clock.now)
        #expect(plan.removed == this.removed)
        #expect(plan.held == this.held)
        #expect(plan.reports == this.reported)
        #expect(await registry.calls == ["list all"] + this.described)
    }

    @Test("a candidate that is gone when it is described tells nothing, and holds the others")
    func withholdsUndescribed() async throws {
        let policy = uncappedPolicy(minimumAge: .zero)
        let observer = Observer(registry, references, policy: policy, time: clock.time)
        await registry.register("web:1", "web:2", "web:3")
        let registry = registry
        await registry.onCall { if $0 == "describe web:2" { await registry.set("web:2", nil) } }
        let desired = try desired("[3]")
        let snapshot = try await observer.observe(for: desired).snapshot
        let plan = plan(desired, against: snapshot, under: policy, at: clock.now)
        #expect(plan.removed.isEmpty && plan.held == ["web:1 registrarUnknown", "web:2 registrarUnknown"])
    }

    @Test(
        "one that cannot be described fails the observation, also without a minimum age",
        arguments: [", prune: report", ""])
    func failsUndescribed(prune: String) async throws {
        let observer = Observer(registry, references, policy: uncappedPolicy(minimumAge: .zero), time: clock.time)
        await registry.register("web:1", "web:2")
        await registry.fail("describe web:1", .denied)
        await #expect(throws: RegistryFailure.self) { try await observer.observe(for: try desired("[2]" + prune)) }
    }

    @Test("without dates one lookup is made, and no candidate is removed")
    func withholdsUndated() async throws {
        await registry.register("web:1", "web:2", "web:3", age: nil)
        let desired = try desired("[3]")
        let snapshot = try await observer.observe(for: desired).snapshot
        #expect(plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now).removals.isEmpty)
        #expect(await registry.count("describe") == 1)
    }

    @Test("a source without a reading is not covered, in any observation")
    func missesASource() async throws {
        let references = FakeReferences(SettableClock(), [], sources: [.services, .tasks, .pipes], unread: [.pipes])
        let observer = Observer(registry, references, policy: uncappedPolicy(), time: clock.time)
        let desired = try desired("[1]")
        for snapshot in [
            try await observer.observe(for: desired).snapshot,
            try await observer.observe([family("web")], for: desired),
        ] {
            #expect(snapshot.coverage.failures.map(\.source) == [.pipes])
            #expect(!snapshot.coverage.isComplete)
        }
    }

    @Test("few revisions that are not ACTIVE are described, many are listed")
    func looksUp() async throws {
        await registry.register("web:90", "web:100")
        await registry.register("web:1", status: .inactive)
        let few = try await observer.observe(for: try desired("[1, 2, 90, 100]")).snapshot
        let web = family("web")
        #expect(few.lookups == [web: RevisionLookups(requested: [1, 2], found: [.inactive: [1]])])
        #expect(await registry.calls.sorted() == ["describe web:1", "describe web:2", "list all"])
        let many = try await observer.observe(for: try desired("[1..40, 90, 100]")).snapshot
        #expect(many.lookups[web]?.missing == RevisionSet(2...40))
        #expect(many.lookups[web]?.revisions(.inactive) == [1])
        #expect(await registry.count("history") == 2)
        #expect(await registry.count("describe") == 2)
    }

    @Test(
        "uses that began after the deregistration are found by date, however the revision was looked up",
        arguments: ["[1, 2]", "[1..40]"])
    func datesDeregistrations(active: String) async throws {
        await registry.register("web:1", "web:2")
        _ = try await registry.deregister(id("web:1"))
        await references.set(["web:1"])
        let desired = try desired(active)
        let snapshot = try await observer.observe(for: desired).snapshot
        let drift = plan(desired, against: snapshot, under: uncappedPolicy(), at: clock.now).drift
        #expect(drift.contains { $0.reason.code == .takenUpAgain && $0.revisions == [1] })
        #expect(await registry.calls.contains("describe web:1"))
    }

    @Test("services that use a revision of another registry do not count as covered")
    func refusesForeignReferences() async throws {
        await registry.register("web:1", "web:2")
        await registry.move(to: RegistryScope(region: "eu-west-1", account: "111111111111"))
        await references.set(["arn:aws:ecs:eu-west-1:222222222222:task-definition/web:1"])
        let snapshot = try await observer.observe(for: try desired("[2]")).snapshot
        #expect(snapshot.coverage.failures.map(\.source) == [.services])
    }

    @Test(
        "a failed call fails the observation",
        arguments: ["list", "describe web:1", "describe web:9"])
    func failsClosed(call: String) async throws {
        await registry.register("web:1", "web:2")
        await registry.fail(call)
        await #expect(throws: RegistryFailure.self) {
            try await observer.observe(for: try desired("[2, 9]"))
        }
    }
}
