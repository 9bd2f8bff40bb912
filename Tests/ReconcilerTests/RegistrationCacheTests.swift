import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport
import Testing

/// Declares the two newest of `a`, `b` and `web`.
private func desired() throws -> DesiredState {
    try parseManifests(
        ["a", "b", "web"].map { name in
            let text = manifest("[{latest: 2}]").replacingOccurrences(of: "name: web", with: "name: \(name)")
            return ManifestFile(path: "\(name).yaml", bytes: Array(text.utf8))
        })
}

@Suite("Cached registration dates") struct RegistrationCacheTests {
    let registry = FakeRegistry()
    let observer: Observer

    init() {
        let clock = SettableClock()
        observer = Observer(registry, FakeReferences(clock), policy: uncappedPolicy(), time: clock.time)
    }

    /// The candidates are `a:1`, `b:1` and `web:1`; `b:1` was registered last.
    private func register(
        _ scope: String = "111111111111", ages: (a: Double, b: Double, web: Double) = (9000, 7200, 8000)
    ) async {
        await registry.move(to: RegistryScope(region: "eu-west-1", account: scope))
        for (family, age) in [("a", ages.a), ("b", ages.b), ("web", ages.web)] {
            await registry.register("\(family):1", age: age)
            await registry.register("\(family):2", "\(family):3", age: 60)
        }
    }

    /// The describe calls of one observation, sorted.
    private func describes() async throws -> [String] {
        let before = await registry.calls.count
        _ = try await observer.observe(for: try desired()).snapshot
        return await registry.calls.dropFirst(before).filter { $0.hasPrefix("describe") }.sorted()
    }

    @Test("cost one description in all: that of the most recently registered revision")
    func describesAWitness() async throws {
        await register()
        #expect(try await describes() == ["describe a:1", "describe b:1", "describe web:1"])
        #expect(try await describes() == ["describe b:1"])
    }

    struct OtherCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var scope = "111111111111"
        var ages = (a: 9000.0, b: 7200.0, web: 8000.0)
        let calls: [String]
    }

    @Test(
        "are dropped when another registry responds",
        arguments: [
            OtherCase(
                testDescription: "another account, with the same dates", scope: "222222222222",
                calls: ["describe a:1", "describe b:1", "describe web:1"]),
            OtherCase(
                testDescription: "a date that differs by a millisecond", ages: (9000, 7199.999, 8000),
                calls: ["describe a:1", "describe b:1", "describe b:1", "describe web:1"]),
        ])
    func forgets(_ this: OtherCase) async throws {
        await register()
        _ = try await describes()
        await register(this.scope, ages: this.ages)
        #expect(try await describes() == this.calls)
        #expect(try await describes() == ["describe b:1"], "the new ones are kept again")
    }

    @Test("after a restore from a backup, a revision registered since under an old number is not removed")
    func distrustsABackup() async throws {
        await register()
        _ = try await describes()
        // b:1 is registered again, a moment ago; what the backup contained is unchanged.
        await register(ages: (9000, 30, 8000))
        let snapshot = try await observer.observe(for: try desired()).snapshot
        let plan = plan(try desired(), against: snapshot, under: uncappedPolicy(), at: SettableClock.start)
        #expect(plan.removals.map(\.id.description) == ["a:1", "web:1"])
    }

    @Test("a witness that is gone, and one that cannot be read")
    func losesItsWitness() async throws {
        await register()
        _ = try await describes()
        await registry.set("b:1", nil)
        #expect(try await describes() == ["describe a:1", "describe b:1", "describe web:1"])
        await registry.fail("describe web:1")
        await #expect(throws: RegistryFailure.self) { try await observer.observe(for: try desired()).snapshot }
    }

    @Test("who registered a family is known once, until its candidates are others")
    func keepsRegistrars() async throws {
        let clock = SettableClock()
        let observer = Observer(
            registry, FakeReferences(clock), policy: uncappedPolicy(minimumAge: .zero), time: clock.time)
        let describes = { [registry] in
            let before = await registry.calls.count
            _ = try await observer.observe(for: try desired())
            return await registry.calls.dropFirst(before).filter { $0.hasPrefix("describe") }.sorted()
        }
        await register()
        #expect(try await describes() == ["describe a:1", "describe b:1", "describe web:1"])
        #expect(try await describes() == ["describe b:1"], "the witness")
        await registry.set("a:1", .inactive)
        await registry.register("a:4", age: 30)
        #expect(try await describes() == ["describe a:2", "describe b:1"])
        #expect(try await describes() == ["describe a:2"], "the witness by now")
    }

    @Test("a family that is dated by what is declared by now is described once more")
    func describesACandidate() async throws {
        await register()
        #expect(try await describes() == ["describe a:1", "describe b:1", "describe web:1"])
        // A date of web:2 would be older than the cutoff: all that is below it is old enough as well.
        await registry.register("web:2", "web:3", "web:4", age: 7300)
        #expect(try await describes() == ["describe b:1", "describe web:2"])
        await registry.set("web:2", .inactive)
        await registry.set("web:1", .inactive)
        await registry.register("web:5", age: 7300)
        #expect(try await describes() == ["describe b:1", "describe web:3"])
    }
}
