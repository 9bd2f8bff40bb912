import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// Throttled bursts, and their size.
@Suite("Applying when calls are throttled") struct ApplierThrottleTests {
    @Test("what is throttled, fails or is held goes back to the queue, and is tried again on a new reading")
    func readsBeforeItTriesAgain() async throws {
        for fault in [FakeRegistry.Fault.isThrottledOnce, .failsOnce] {
            let bench = await Bench()
            await bench.registry.fail("deregister web:2", fault)
            let report = try await bench.apply()
            #expect(report.lines == (1...4).map { "web:\($0) removed" })
            #expect(await bench.registry.count("deregister web:2") == 2)
            #expect(await bench.registry.count("deregister") == 5)
            #expect(await bench.registry.count("newest") == 2)
            #expect(await bench.references.readings == 4, "the plan's, one for each burst, and the last")
        }
    }

    @Test("what came into use while a call was throttled stays")
    func seesWhatChanged() async throws {
        let bench = await Bench()
        await bench.registry.fail("deregister web:2", .isThrottledOnce)
        await bench.atBurst(2) { await $0.references.set(["web:2"]) }
        #expect(try await bench.apply().lines[1] == "web:2 withheld")
        #expect(await bench.registry.count("deregister web:2") == 1)
    }

    @Test("after a throttle bursts are half as large, down to one, and grow back by one")
    func halves() async throws {
        let bench = await Bench(burst: 8)
        for number in 6...40 { await bench.registry.register("web:\(number)") }
        await bench.source.set(manifest("[40]"))
        await bench.atEachBurst { bench in
            if await bench.source.looks == 1 { await bench.registry.fail("deregister web:1", .isThrottledOnce) }
        }
        #expect(try await bench.apply().count(.removed) == 39)
        #expect(await bench.registry.bursts == [8, 4, 5, 6, 7, 8, 2])
    }

    @Test("what the evidence holds makes no burst larger")
    func growsOnlyByWhatIsSent() async throws {
        let bench = await Bench(burst: 8)
        for number in 6...40 { await bench.registry.register("web:\(number)") }
        await bench.source.set(manifest("[40]"))
        await bench.registry.fail("deregister web:1", .isThrottledOnce)
        // Three bursts in which everything that is left is in use.
        await bench.source.onLook { look in
            await bench.references.set((2...4).contains(look) ? (["web:1"] + (9...40).map { "web:\($0)" }) : [])
        }
        #expect(try await bench.apply().count(.withheld) == 12)
        #expect(await bench.registry.bursts == [8, 4, 5, 6, 5])
    }

    @Test("a registry that throttles every call ends the run, and what was not sent stays", arguments: [true, false])
    func givesUp(isSent: Bool) async throws {
        let bench = await Bench()
        await bench.registry.fail("deregister", isSent ? .isThrottled : .isHeld)
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) notAttempted" })
        guard case .notAttempted(.throttled(let error, bursts: 10)) = report.outcomes[0].outcome else {
            Issue.record("\(report.outcomes[0].outcome)")
            return
        }
        #expect(error.hasPrefix("deregister web:1 was "))
        #expect(report.hasErrors && report.watch == nil)
        #expect(await bench.registry.count("deregister") == (isSent ? 4 + 4 + 2 + 7 : 0))
        #expect(bench.clock.now.timeIntervalSince(SettableClock.start) >= 10, "at most one call a second")
    }

    /// A bench in which evidence expires while a removal waits to be sent.
    private func expiring() async -> Bench {
        let bench = await Bench(burst: 1)
        await bench.registry.fail("deregister", .isHeld)
        await bench.registry.onCall { [clock = bench.clock, registry = bench.registry] call in
            guard call.hasPrefix("deregister") else { return }
            if await registry.isHeld { clock.advance(31) }
        }
        return bench
    }

    @Test("evidence that expires before anything is sent is no throttle: the next burst reads anew, and at once")
    func readsAnewWhatExpired() async throws {
        let bench = await expiring()
        await bench.atBurst(2) { await $0.registry.clearFaults() }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        #expect(await bench.registry.count("newest") == 5)
        #expect(bench.clock.now == SettableClock.start.addingTimeInterval(31), "nothing was slowed down")
    }

    @Test("evidence that expires twice in a row refuses the rest, and the refusal names the source")
    func refusesWhatExpiresAgain() async throws {
        let bench = await expiring()
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        guard case .evidenceTooOld(let slow?)? = report.refusals.first else {
            Issue.record("\(report.refusals)")
            return
        }
        #expect(slow.source.belongsToECS && slow.maximumAge == .seconds(30))
        #expect(await bench.registry.count("newest") == 2)
        #expect(bench.clock.now == SettableClock.start.addingTimeInterval(62))
    }
}

extension FakeRegistry {
    /// How many deregistrations were sent after each look at the newest revisions.
    fileprivate var bursts: [Int] {
        calls.split { $0.hasPrefix("newest") }.dropFirst().map { $0.count { $0.hasPrefix("deregister") } }
    }
}
