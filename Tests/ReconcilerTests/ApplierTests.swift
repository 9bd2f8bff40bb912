import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

@Suite("Applying") struct ApplierTests {
    @Test("removes in bursts, each on one reading, at one call for each removal")
    func removes() async throws {
        let bench = await Bench(burst: 3)
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        let calls = await bench.registry.calls
        #expect(calls[..<2] == ["list all", "describe web:4"], "the plan's")
        #expect(calls[2] == "newest web")
        #expect(Set(calls[3...5]) == Set((1...3).map { "deregister web:\($0)" }))
        #expect(calls[6...] == ["newest web", "deregister web:4"])
        #expect(await bench.references.readings == 4, "the plan's, one for each burst, and one after the last removal")
        #expect(try await bench.apply().outcomes.isEmpty)
    }

    @Test(
        "bursts read nothing of families that only report, and send nothing of them",
        arguments: [Duration.zero, .seconds(3600)])
    func leavesReportedFamiliesAlone(minimumAge: Duration) async throws {
        let bench = await Bench(policy: uncappedPolicy(minimumAge: minimumAge), burst: 3)
        await bench.registry.register("api:1", "api:2", "api:3")
        let api = manifest("[3]", more: ", prune: report").replacing("name: web", with: "name: api")
        await bench.source.set(manifest("[5]") + "\n---\n" + api)
        let planned = try await bench.reconciler.plan()
        #expect(planned.plan.reports == ["api:1 undeclared", "api:2 undeclared"])
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        let calls = await bench.registry.calls
        #expect(calls.filter { $0.contains("api") } == ["describe api:2"], "the plan's")
        #expect(calls.count { $0.hasPrefix("newest") } == 2)
    }

    @Test("what the plan knows about who registered a family serves its bursts")
    func describesNothingInABurst() async throws {
        let bench = await Bench(policy: uncappedPolicy(minimumAge: .zero), burst: 1)
        #expect(try await bench.apply().count(.removed) == 4)
        #expect(await bench.registry.count("describe") == 1)
    }

    @Test("nothing is removed from another account whose credentials appear during a run")
    func staysInItsRegistry() async throws {
        let (here, there) = (RegistryScope(region: "r", account: "1"), RegistryScope(region: "r", account: "2"))
        let switched = await Bench(burst: 2)
        await switched.registry.move(to: here)
        await switched.atBurst(2) { await $0.registry.move(to: there) }
        let report = try await switched.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(await switched.registry.count("deregister") == 2)

        let early = await Bench()
        await early.registry.move(to: here)
        let planned = try await early.reconciler.plan()
        await early.registry.move(to: there)
        #expect(await early.reconciler.apply(planned).lines == (1...4).map { "web:\($0) notAttempted" })
        #expect(await early.registry.count("deregister") == 0)
    }

    /// A bench with families of two revisions each, of which the second is declared.
    private func bench(of families: [String]) async -> Bench {
        let bench = await Bench(burst: families.count)
        await bench.registry.move(to: RegistryScope(region: "r", account: "1"))
        for family in families { await bench.registry.register("\(family):1", "\(family):2") }
        await bench.source.set(
            families.map { manifest("[2]").replacing("name: web", with: "name: \($0)") }.joined(separator: "\n---\n"))
        return bench
    }

    private static let families = (10...29).map { "f\($0)" }

    @Test("a list of another account ends the run, whichever family's it is", arguments: ["f10", "f17", "f29"])
    func comparesEveryAccount(other: String) async throws {
        let bench = await bench(of: Self.families)
        let planned = try await bench.reconciler.plan()
        await bench.registry.list(family(other), as: RegistryScope(region: "r", account: "2"))
        // It cannot be listed either: that is no outcome as long as the account is in doubt.
        for name in Self.families where name != other { await bench.registry.fail("newest \(name)") }
        let report = await bench.reconciler.apply(planned)
        #expect(report.outcomes.count == 20)
        #expect(report.outcomes.allSatisfy { $0.outcome == .notAttempted(.registryChanged) })
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("once one list is another account's, no other list says what became of a request without a response")
    func trustsNoOtherList() async throws {
        let bench = await bench(of: Self.families)
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister", .isUnanswered)
        await bench.atBurst(2) { bench in
            for name in Self.families { await bench.registry.set("\(name):1", .inactive) }
            await bench.registry.list(family("f17"), as: RegistryScope(region: "r", account: "2"))
        }
        let report = await bench.reconciler.apply(planned)
        for outcome in report.outcomes {
            let error = "deregister \(outcome.id) was not answered"
            #expect(
                outcome.outcome == .unverified(.noResponse(error, since: .notAttempted(.registryChanged))))
        }
    }

    @Test("an empty list, which may be another account's, does not say what became of a request without a response")
    func trustsNoEmptyList() async throws {
        let bench = await bench(of: ["api"])
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister", .isUnanswered)
        await bench.atBurst(2) { bench in
            for revision in ["api:1", "api:2"] { await bench.registry.set(revision, .inactive) }
        }
        let report = await bench.reconciler.apply(planned)
        #expect(report.outcomes.map(\.outcome) == [.unverified(.noResponse("deregister api:1 was not answered"))])
        #expect(report.watch?.open == [id("api:1")] && report.hasErrors)
    }

    @Test("a revision that came into use after the plan was made, or during the run, stays", arguments: [1, 2, 3, 4])
    func readsUsesAgain(burst: Int) async throws {
        let bench = await Bench(burst: 1)
        await bench.atBurst(burst) { await $0.references.set(["web:\(burst)"]) }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) \($0 == burst ? "withheld" : "removed")" })
        #expect(await bench.registry.status("web:\(burst)") == .active)
    }

    @Test("a revision that passes registeredWithin between plan and apply waits for the next plan")
    func keepsToThePlan() async throws {
        let bench = await Bench()
        await bench.source.set(manifest("[5, {registeredWithin: 2h1m}]"))
        let planned = try await bench.reconciler.plan()
        bench.clock.advance(120)
        #expect(await bench.reconciler.apply(planned).outcomes.isEmpty)
        #expect(try await bench.apply().count(.removed) == 4)
    }

    @Test("references that cannot be read in a burst refuse the rest, with the reason", arguments: [1, 3])
    func refusesWhenUnreadable(burst: Int) async throws {
        let bench = await Bench(burst: 1)
        await bench.atBurst(burst) { await $0.references.set(nil) }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) \($0 < burst ? "removed" : "withheld")" })
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(!report.coverage.isComplete)
        #expect(await bench.registry.count("deregister") == burst - 1)
    }

    @Test("a plan with unreadable references is refused before any further call")
    func refusesIncompletePlan() async throws {
        let bench = await Bench()
        await bench.references.set(nil)
        let report = try await bench.apply()
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.calls == ["list all", "describe web:4"])
    }

    @Test("what is sent has all of the time since the reading of what runs began taken off")
    func sendsInTime() async throws {
        let bench = await Bench()
        await bench.references.setReadDuration(12)
        #expect(try await bench.apply().count(.removed) == 4)
        #expect(await bench.registry.limits == Array(repeating: .seconds(18), count: 4))
    }

    @Test("what runs takes longer to read than its reading may be old: refused, and the remedy works")
    func refusesSlowReadings() async throws {
        let bench = await Bench()
        await bench.references.setReadDuration(41)
        let planned = try await bench.reconciler.plan()
        #expect(planned.refusals.isEmpty)
        #expect(planned.slowEvidence?.source == .services && planned.slowEvidence?.took == .seconds(41))
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        #expect(await bench.registry.count("deregister") == 0)
        #expect(
            report.refusals == [
                .evidenceTooOld(SlowEvidence(.services, took: .seconds(41), maximumAge: .seconds(30)))
            ])

        var policy = uncappedPolicy()
        policy.evidenceMaximumAge = SlowEvidence.advisedMaximumAge(for: .seconds(41))
        let raised = await Bench(policy: policy)
        await raised.references.setReadDuration(41)
        #expect(try await raised.apply().count(.removed) == 4)
    }

    @Test("setting the clock does not make evidence fresh, nor old", arguments: [-3600.0, 3600])
    func ignoresTheTimeOfDay(shift: Double) async throws {
        let bench = await Bench(policy: uncappedPolicy(minimumAge: .zero), burst: 1)
        await bench.atBurst(2) { bench in
            bench.clock.set(by: shift)
            await bench.references.set(["web:2"])
        }
        #expect(
            try await bench.apply().lines == [
                "web:1 removed", "web:2 withheld", "web:3 removed", "web:4 removed",
            ])
    }

    @Test("the newest may be gone: the family's newest revisions are looked at in each burst")
    func looksAtTheNewest() async throws {
        let bench = await Bench(burst: 1)
        await bench.atBurst(4) { await $0.registry.set("web:5", .inactive) }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 removed", "web:4 withheld"])
        #expect(await bench.registry.status("web:4") == .active)
    }

    @Test("a revision below the page needs no proof that it is ACTIVE; one that somebody else deregistered is not ours")
    func admitsWhatOthersDid() async throws {
        let bench = await Bench(burst: 1)
        await bench.registry.setPageLength(2)
        await bench.atBurst(2) { await $0.registry.set("web:2", .inactive) }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 alreadyDeregistered", "web:3 removed", "web:4 removed"])
        #expect(!report.hasErrors && report.outcomes[1].removedAt == nil)
        #expect(report.watch?.open.map(\.description) == ["web:1", "web:3", "web:4"])
        // Within the page it is seen, and nothing is sent.
        let seen = await Bench(burst: 1)
        await seen.atBurst(2) { await $0.registry.set("web:2", .inactive) }
        #expect(try await seen.apply().lines[1] == "web:2 withheld")
        #expect(await seen.registry.count("deregister") == 3)
    }

    @Test("bursts keep to the rate on average, and the bucket is full at the start")
    func keepsToTheRate() async throws {
        let bench = await Bench(burst: 2, perSecond: 0.5)
        let times = Mutex<[Double]>([])
        await bench.registry.onCall { [clock = bench.clock] call in
            guard call.hasPrefix("deregister") else { return }
            times.withLock { $0.append(clock.now.timeIntervalSince(SettableClock.start)) }
        }
        #expect(try await bench.apply().count(.removed) == 4)
        #expect(times.withLock { $0 } == [0, 0, 4, 4])
        // The bucket is the process's, not the run's.
        await bench.registry.register("web:6")
        await bench.source.set(manifest("[6]"))
        #expect(try await bench.apply().count(.removed) == 1)
        #expect(times.withLock { $0.last } == 6)
    }
}
