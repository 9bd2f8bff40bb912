import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// The check after the removals, and watching for ten minutes.
@Suite("Watching what was removed") struct ApplierWatchTests {
    @Test(
        "a revision picked up right after its removal is drift and an error, and the run goes on", arguments: [10, 2])
    func reportsWhatWasPickedUp(burst: Int) async throws {
        let bench = await Bench(burst: burst)
        await bench.registry.onCall { [references = bench.references, clock = bench.clock] call in
            guard call.hasPrefix("deregister web:1") else { return }
            clock.advance(1)
            await references.set(["web:2", "web:5"])
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        let drift = report.drift.filter { $0.reason.code == .takenUpAgain }
        #expect(drift.map { "\($0.family):\($0.revisions)" } == ["web:2"])
        guard case .takenUpAgain(let users, deregisteredAt: _)? = drift.first?.reason else {
            Issue.record("\(drift)")
            return
        }
        #expect(users.map(\.name) == ["api"])
        #expect(report.hasErrors)
    }

    struct UseCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let since: FakeReferences.Beginning
    }

    @Test(
        "a revision that was in use when it was removed ends the run",
        arguments: [
            UseCase(testDescription: "since before", since: .at(SettableClock.start.addingTimeInterval(-60))),
            UseCase(testDescription: "without a time", since: .unknown),
        ], [1, 10])
    func endsWhenRemovedInUse(_ this: UseCase, burst: Int) async throws {
        let bench = await Bench(burst: burst)
        // The service was there all the time, and no reading showed it until now.
        await bench.registry.onCall { [references = bench.references] call in
            if call.hasPrefix("deregister") { await references.set(["web:1"], since: this.since) }
        }
        let report = try await bench.apply()
        #expect(report.lines.first == "web:1 removedInUse")
        #expect(
            report.lines.dropFirst()
                == (2...4).map { "web:\($0) \(burst == 1 ? "notAttempted" : "removed")" }[...])
        #expect(report.removedInUse.map { "\($0.family):\($0.revisions)" } == ["web:1"])
        #expect(report.takenUpAgain.isEmpty && report.hasErrors)
        #expect(await bench.registry.count("deregister") == (burst == 1 ? 1 : 4))
        if burst == 1 {
            guard case .notAttempted(.removedInUse(let ids)) = report.outcomes[1].outcome else {
                Issue.record("\(report.outcomes[1].outcome)")
                return
            }
            #expect(ids == [id("web:1")])
        }
    }

    @Test(
        "a check that was cut off by a signal finds nothing, and the report says that nothing was checked",
        arguments: [1, 10])
    func ignoresCancelledChecks(burst: Int) async throws {
        let bench = await Bench(burst: burst)
        let planned = try await bench.reconciler.plan()
        let report = await cancelled(at: "describe web:1", bench, fails: true) {
            await bench.reconciler.apply(planned)
        }
        #expect(report.count(.removedInUse) == 0 && report.drift.allSatisfy { $0.reason.code != .removedInUse })
        #expect(report.count(.removed) == (burst == 1 ? 1 : 4))
        #expect(report.unwatched.revisions.count == (burst == 1 ? 1 : 4) && report.hasErrors)
    }

    /// Runs something that a signal interrupts in this call. Once a removal is sent, a service turns out to have used
    /// `web:1` all the time.
    private func cancelled(
        at interrupted: String, _ bench: Bench, fails: Bool, _ work: @escaping @Sendable () async -> Report
    ) async -> Report {
        let run = Mutex<Task<Report, Never>?>(nil)
        await bench.registry.onCall { [registry = bench.registry, references = bench.references] call in
            if call.hasPrefix("deregister") { await references.set(["web:1"], since: .unknown) }
            guard call == interrupted else { return }
            run.withLock { $0?.cancel() }
            if fails { await registry.fail(interrupted) }
        }
        let (ready, go) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in ready {}
            return await work()
        }
        run.withLock { $0 = task }
        go.finish()
        return await task.value
    }

    @Test("a check that was complete when a signal came stands", arguments: [1, 10])
    func keepsCompleteChecks(burst: Int) async throws {
        let bench = await Bench(burst: burst)
        let planned = try await bench.reconciler.plan()
        let report = await cancelled(at: "describe web:1", bench, fails: false) {
            await bench.reconciler.apply(planned)
        }
        #expect(
            report.lines
                == ["web:1 removedInUse"] + (2...4).map { "web:\($0) \(burst == 1 ? "notAttempted" : "removed")" })
        #expect(report.removedInUse.map(\.revisions) == [[1]])
        if burst == 1 { #expect(report.outcomes[1].outcome == .notAttempted(.removedInUse([id("web:1")]))) }
    }

    @Test(
        "a watch that a signal ends keeps a complete check, and drops one that was cut off", arguments: [true, false])
    func watchesUntilCancelled(isCutOff: Bool) async throws {
        let bench = await Bench()
        let report = try await bench.apply()
        await bench.references.set(["web:1"], since: .unknown)
        let looks = Mutex(0)
        let watched = await cancelled(at: "describe web:1", bench, fails: isCutOff) {
            await bench.reconciler.watch(report) { _ in looks.withLock { $0 += 1 } }
        }
        #expect(looks.withLock { $0 } == (isCutOff ? 0 : 1))
        #expect(watched.count(.removedInUse) == (isCutOff ? 0 : 1))
        #expect(watched.watch?.readAt == (isCutOff ? report.watch?.readAt : bench.clock.now))
    }

    @Test("references that cannot be read after the removals are an error")
    func admitsThatItCouldNotCheck() async throws {
        let bench = await Bench()
        await bench.registry.onCall { [references = bench.references] call in
            if call.hasPrefix("deregister") { await references.set(nil) }
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        #expect(report.watch?.found == [])
        #expect(report.hasErrors)
        #expect(!report.coverage.isComplete)
    }

    @Test("an unverified removal is watched, and a revision that is still ACTIVE is not")
    func watchesWhatIsUnverified() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2", .responseIsLost)
        await bench.registry.fail("describe web:2")
        await bench.registry.fail("deregister web:3")
        let report = await bench.reconciler.apply(planned)
        #expect(report.watch?.open.map(\.description) == ["web:1", "web:2", "web:4"])
    }

    @Test("watching checks once a minute until ten minutes after the last removal, and keeps what it found")
    func watches() async throws {
        let bench = await Bench()
        let report = try await bench.apply()
        let until = bench.clock.now.addingTimeInterval(600)
        #expect(report.watch?.until == until)
        let before = await bench.references.readings
        await bench.references.set(script: [[], ["web:1"], [], ["web:2"], []])
        let looks = Mutex<[WatchReading]>([])
        let watched = await bench.reconciler.watch(report) { reading in looks.withLock { $0.append(reading) } }
        #expect(await bench.references.readings == before + 10)
        #expect(bench.clock.now == until)
        #expect(looks.withLock { $0.map(\.isLast) } == Array(repeating: false, count: 9) + [true])
        #expect(looks.withLock { $0.map(\.takenUp.count) } == [0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
        #expect(watched.watch?.takenUp.map(\.revisions) == [[1], [2]])
        #expect(watched.watch?.open == [])
        #expect(watched.hasErrors)
    }
}
