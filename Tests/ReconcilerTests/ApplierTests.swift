import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

@Suite("Applying") struct ApplierTests {
    @Test("removes in order, and reads each revision back")
    func removes() async throws {
        let bench = await Bench()
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        #expect(
            await bench.registry.calls.suffix(14) == ["list web", "describe web:4"]
                + (1...4).flatMap { ["list web", "deregister web:\($0)", "describe web:\($0)"] })
        #expect(
            await bench.references.readings == 3,
            "once for the plan, once more before the first removal, and once after the last")
        #expect(try await bench.apply().outcomes.isEmpty)
    }

    @Test("nothing is removed from another account whose credentials appear during a run")
    func staysInItsRegistry() async throws {
        let (here, there) = (RegistryScope(region: "r", account: "1"), RegistryScope(region: "r", account: "2"))
        let switched = await Bench(pace: { _, registry, _ in await registry.move(to: there) })
        await switched.registry.move(to: here)
        let report = try await switched.apply()
        #expect(report.lines == (1...4).map { "web:\($0) failed" })
        #expect(await switched.registry.count("deregister") == 0)

        let early = await Bench()
        await early.registry.move(to: here)
        let planned = try await early.reconciler.plan()
        await early.registry.move(to: there)
        #expect(try await early.reconciler.apply(planned).lines == (1...4).map { "web:\($0) notAttempted" })
        #expect(await early.registry.count("deregister") == 0)
    }

    @Test("a revision that came into use after the plan was made stays")
    func readsReferencesAgain() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.references.set(["web:2"])
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == ["web:1 removed", "web:2 withheld", "web:3 removed", "web:4 removed"])
        #expect(await bench.registry.status("web:2") == .active)
    }

    @Test("a revision that passes registeredWithin between plan and apply waits for the next plan")
    func keepsToThePlan() async throws {
        let bench = await Bench()
        await bench.source.set(manifest("[5, {registeredWithin: 2h1m}]"))
        let planned = try await bench.reconciler.plan()
        bench.clock.advance(120)
        #expect(try await bench.reconciler.apply(planned).outcomes.isEmpty)
        #expect(try await bench.apply().count(.removed) == 4)
    }

    @Test("references that cannot be read again refuse the plan")
    func refusesWhenUnreadable() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.references.set(nil)
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("a plan with unreadable references is refused before any further call")
    func refusesIncompletePlan() async throws {
        let bench = await Bench()
        await bench.references.set(nil)
        let report = try await bench.apply()
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("expired evidence is read again, and decides")
    func readsAgainWhenOld() async throws {
        let bench = await Bench { clock, _, _ in clock.advance(16) }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        #expect(
            await bench.references.readings == 5,
            "the plan's, the first, one after each 30 seconds, and one after the last removal")
    }

    @Test("a removal that is rate-limited past its evidence is not sent: the evidence is read again first")
    func sendsInTime() async throws {
        let bench = await Bench { clock, registry, _ in
            if await registry.limits.isEmpty { clock.advance(28) }
        }
        await bench.registry.delayDeregistrations(by: .seconds(3))
        let report = try await bench.apply()
        #expect(await bench.registry.limits == [2, 30, 27, 24, 21].map { .seconds($0) })
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        #expect(await bench.references.readings == 4, "the plan's, the first, one more, and one after the last removal")
    }

    @Test("a removal that is always rate-limited past its deadline fails without being sent")
    func admitsThatItWasNotSent() async throws {
        let bench = await Bench()
        await bench.registry.delayDeregistrations(by: .seconds(31))
        #expect(try await bench.apply().lines == (1...4).map { "web:\($0) failed" })
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("references that take longer to read than they may be old refuse the plan, and the remedy works")
    func refusesSlowReadings() async throws {
        let bench = await Bench()
        await bench.references.setReadDuration(41)
        let planned = try await bench.reconciler.plan()
        #expect(planned.refusals.isEmpty)
        #expect(planned.slowEvidence?.reading.source == .services && planned.slowEvidence?.reading.took == .seconds(41))
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        #expect(await bench.registry.count("deregister") == 0)
        guard case .evidenceTooOld(let age, maximum: .seconds(30), let slowest?)? = report.refusals.first else {
            Issue.record("\(report.refusals)")
            return
        }
        #expect(age == .seconds(41) && slowest.source == .services && slowest.took == .seconds(41))
        #expect(report.coverage.oldestReading == SettableClock.start.addingTimeInterval(41), "the second reading's")

        var policy = uncappedPolicy()
        policy.evidenceMaximumAge = SlowestReading.advisedMaximumAge(for: age)
        let raised = await Bench(policy: policy)
        await raised.references.setReadDuration(41)
        #expect(try await raised.apply().count(.removed) == 4)
    }

    @Test("a revision that comes into use during the run stays")
    func seesNewReferencesMidway() async throws {
        let bench = await Bench { clock, registry, references in
            clock.advance(31)
            if await registry.count("deregister") == 1 { await references.set(["web:3"]) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 withheld", "web:4 removed"])
    }

    @Test("references that become unreadable during the run end it, with the reason")
    func refusesMidway() async throws {
        let bench = await Bench { clock, registry, references in
            clock.advance(20)
            if await registry.count("deregister") == 1 { await references.set(nil) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 withheld", "web:3 withheld", "web:4 withheld"])
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(!report.coverage.isComplete)
    }

    @Test("the family is listed again before each removal: the newest may be gone")
    func looksOnceMore() async throws {
        let bench = await Bench { _, registry, _ in
            if await registry.count("deregister") == 1 { await registry.set("web:5", .inactive) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 removed", "web:4 withheld"])
        #expect(await bench.registry.status("web:4") == .active)
    }

    @Test("manifests that change during the run end it at the next check", arguments: [nil, "a"])
    func endsWhenSuperseded(version: String?) async throws {
        let bench = await Bench(version: version) { clock, _, _ in clock.advance(20) }
        let planned = try await bench.reconciler.plan()
        await bench.source.set(manifest("[1..5]"), version: version.map { $0 + "b" })
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) notAttempted" })
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("setting the clock back does not make evidence fresh")
    func distrustsTheClock() async throws {
        let bench = await Bench { clock, registry, references in
            guard await registry.count("deregister") == 1 else { return }
            clock.advance(-3600)
            await references.set(["web:2"])
        }
        #expect(try await bench.apply().lines.contains("web:2 withheld"))
    }
}
