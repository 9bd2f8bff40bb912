import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// The sources that start things later, and what they have begun to start.
@Suite("Applying with sources that start things later") struct ApplierSourcesTests {
    private static let account: Set<ReferenceSource> = [.services, .tasks, .eventBridge, .codeDeploy]

    private func bench(
        _ policy: GuardrailPolicy = uncappedPolicy(), burst: Int = 10
    ) async -> Bench {
        await Bench(policy: policy, burst: burst, sources: Self.account)
    }

    @Test("they are read for the plan, again when they are older than referenceMaximumAge, and after the last removal")
    func readsOnlyWhatIsTooOld() async throws {
        let bench = await bench(burst: 1)
        await bench.atEachBurst { $0.clock.advance(301) }
        #expect(try await bench.apply().count(.removed) == 4)
        // At 301, 602, 903 and 1204 seconds, after a reading at 0.
        #expect(await bench.references.laterReadings == [.eventBridge: 3, .codeDeploy: 3])
        #expect(await bench.references.readings == 6)
        #expect(await bench.references.looksUnderWay == 4, "once for each burst")
    }

    @Test("a rule that appears is seen once its source is read again, and keeps what it names")
    func seesWhatIsNew() async throws {
        let bench = await bench(burst: 1)
        await bench.atEachBurst { bench in
            bench.clock.advance(500)
            await bench.references.set(.eventBridge, ["web:1", "web:2", "web:3"])
        }
        // The plan's reading is 500 s old in the first burst, and 1000 s in the second.
        #expect(
            try await bench.apply().lines == [
                "web:1 removed", "web:2 withheld", "web:3 withheld", "web:4 removed",
            ])
    }

    @Test(
        "one that cannot be read again refuses the rest, before anything that runs is read",
        arguments: [ReferenceSource.eventBridge, .codeDeploy])
    func refusesWhatCannotBeReadAgain(source: ReferenceSource) async throws {
        let bench = await bench(burst: 2)
        await bench.atBurst(2) { bench in
            bench.clock.advance(901)
            await bench.references.set(source, nil)
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 withheld", "web:4 withheld"])
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.count("newest") == 1)
        #expect(await bench.registry.count("deregister") == 2)
    }

    @Test("one that takes longer than its reading may be old refuses the rest, and the advice is about it")
    func refusesWhatIsTooSlow() async throws {
        var policy = uncappedPolicy()
        policy.referenceMaximumAge = .seconds(60)
        let bench = await bench(policy)
        await bench.references.setReadDuration(97, of: .eventBridge)
        let report = try await bench.apply()
        #expect(
            report.refusals == [
                .evidenceTooOld(SlowEvidence(.eventBridge, took: .seconds(97), maximumAge: .seconds(60)))
            ])
        #expect(await bench.registry.count("deregister") == 0)
        // With the default, 97 seconds are fine.
        let patient = await self.bench()
        await patient.references.setReadDuration(97, of: .eventBridge)
        #expect(try await patient.apply().count(.removed) == 4)
    }

    @Test("a reading that would grow too old before the burst is sent is renewed, and refuses nothing")
    func renewsInTime() async throws {
        let bench = await bench(burst: 2)
        await bench.references.setReadDuration(5)
        // The plan's reading is 898 s old then, and what runs takes five seconds to read.
        await bench.atBurst(2) { bench in
            bench.clock.advance(898 - bench.clock.now.timeIntervalSince(SettableClock.start))
        }
        #expect(try await bench.apply().count(.removed) == 4)
        #expect(await bench.references.laterReadings == [.eventBridge: 3, .codeDeploy: 3])
    }

    @Test("a reading that expires while the newest revisions are listed is renewed for the next burst")
    func renewsWhatExpires() async throws {
        let bench = await bench(burst: 2)
        await bench.atBurst(2) { $0.clock.advance(860) }
        let lists = Mutex(0)
        await bench.registry.onCall { [clock = bench.clock] call in
            guard call.hasPrefix("newest") else { return }
            let count = lists.withLock { lists in
                lists += 1
                return lists
            }
            if count == 2 { clock.advance(41) }
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4 && report.refusals.isEmpty)
        #expect(await bench.references.laterReadings == [.eventBridge: 3, .codeDeploy: 3])
        #expect(await bench.registry.count("newest") == 3)
        #expect(bench.clock.now == SettableClock.start.addingTimeInterval(901), "nothing was slowed down")
    }

    @Test("a reading that expires while another one is renewed is renewed for the next burst")
    func renewsWhatExpiresMeanwhile() async throws {
        let bench = await bench(burst: 2)
        await bench.references.begin(.codeDeploy, earlier: 20)
        await bench.references.setReadDuration(60, of: .codeDeploy)
        // Of the plan's reading, which took 60 s, one part is 880 s old then, and the other 860 s.
        await bench.atBurst(2) { $0.clock.advance(800) }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4 && report.refusals.isEmpty)
        #expect(await bench.references.laterReadings == [.eventBridge: 3, .codeDeploy: 4])
    }

    @Test("one that expires although it was renewed for the burst refuses the rest")
    func refusesWhatExpiresAgain() async throws {
        var policy = uncappedPolicy()
        policy.referenceMaximumAge = .seconds(60)
        let bench = await bench(policy)
        await bench.registry.onCall { [clock = bench.clock] call in
            if call.hasPrefix("newest") { clock.advance(70) }
        }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        #expect(report.refusals.map(\.code) == ["evidenceTooOld"])
        #expect(await bench.registry.count("newest") == 2)
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("a slow look at the deployments under way is named when what runs has grown too old meanwhile")
    func namesSlowLooks() async throws {
        let bench = await bench()
        await bench.references.setLookDuration(41)
        let report = try await bench.apply()
        #expect(
            report.refusals == [
                .evidenceTooOld(
                    SlowEvidence(.codeDeploy, took: .seconds(41), maximumAge: .seconds(30), isUnderWay: true))
            ])
        var policy = uncappedPolicy()
        policy.evidenceMaximumAge = SlowEvidence.advisedMaximumAge(for: .seconds(41))
        let raised = await self.bench(policy)
        await raised.references.setLookDuration(41)
        #expect(try await raised.apply().count(.removed) == 4)
    }

    @Test("a short referenceMaximumAge does not make every burst read everything")
    func keepsWhatIsYoung() async throws {
        var policy = uncappedPolicy()
        policy.referenceMaximumAge = .seconds(20)
        let bench = await bench(policy, burst: 1)
        await bench.atEachBurst { $0.clock.advance(4) }
        #expect(try await bench.apply().count(.removed) == 4)
        // At 12 seconds, and after the last removal.
        #expect(await bench.references.laterReadings == [.eventBridge: 3, .codeDeploy: 3])
    }

    @Test("a CodeDeploy deployment that has begun keeps its revision before its task set exists", arguments: [1, 3])
    func seesDeploymentsUnderWay(burst: Int) async throws {
        let bench = await bench(burst: 1)
        await bench.atBurst(burst) { await $0.references.set(underWay: ["web:\(burst)"]) }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) \($0 == burst ? "withheld" : "removed")" })
    }

    @Test("deployments under way that cannot be read refuse the rest")
    func refusesUnknownDeployments() async throws {
        let bench = await bench()
        await bench.atBurst(1) { await $0.references.set(underWay: nil) }
        let report = try await bench.apply()
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
    }
}
