import Foundation
import Manifests
import Planning
import Reconciler
import Synchronization
import TaskDefinitions
import Testing

/// Everything that it takes to apply `web`, of which 5 is declared and 1 to 4 are not.
private struct Bench: Sendable {
    let clock = TestClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let source: FakeSource
    let reconciler: Reconciler

    /// - Parameter pace: called before each deregistration.
    init(
        version: String? = nil, policy: GuardrailSettings = openPolicy(),
        pace: (@Sendable (TestClock, FakeRegistry, FakeReferences) async throws -> Void)? = nil
    ) async {
        let (clock, registry) = (clock, FakeRegistry(clock))
        let references = FakeReferences(clock, [])
        (self.registry, self.references) = (registry, references)
        source = FakeSource(manifest("[5]"), version: version)
        reconciler = Reconciler(
            source: source, registry: registry, references: references, policy: policy,
            pace: { try await pace?(clock, registry, references) }, timing: clock.timing)
        await registry.register("web:1", "web:2", "web:3", "web:4", "web:5")
    }

    func apply() async throws -> Report {
        try await reconciler.apply(try await reconciler.plan())
    }
}

extension Report {
    /// `web:1 removed`.
    var lines: [String] { outcomes.map { "\($0.id) \($0.outcome.code.rawValue)" } }
}

@Suite("Applying") struct ApplierTests {
    @Test("removes, in order, and reads each back")
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

    @Test("another account that answers in the middle of a run is not touched")
    func staysInItsRegistry() async throws {
        let (here, there) = (RegistryScope(region: "r", account: "1"), RegistryScope(region: "r", account: "2"))
        let switched = await Bench(pace: { _, registry, _ in await registry.be(in: there) })
        await switched.registry.be(in: here)
        let report = try await switched.apply()
        #expect(report.lines == (1...4).map { "web:\($0) failed" })
        #expect(await switched.registry.count("deregister") == 0)

        let early = await Bench()
        await early.registry.be(in: here)
        let planned = try await early.reconciler.plan()
        await early.registry.be(in: there)
        #expect(try await early.reconciler.apply(planned).lines == (1...4).map { "web:\($0) notAttempted" })
        #expect(await early.registry.count("deregister") == 0)
    }

    @Test("what was taken up after the plan was made stays")
    func readsReferencesAgain() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.references.set(["web:2"])
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == ["web:1 removed", "web:2 withheld", "web:3 removed", "web:4 removed"])
        #expect(await bench.registry.status("web:2") == .active)
    }

    @Test("what grows older than its time between plan and apply is the next plan's")
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

    @Test("references that could not be read for the plan refuse it before anything is asked again")
    func refusesIncompletePlan() async throws {
        let bench = await Bench()
        await bench.references.set(nil)
        let report = try await bench.apply()
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("evidence is read again when it has grown old, and counts")
    func readsAgainWhenOld() async throws {
        let bench = await Bench { clock, _, _ in clock.advance(16) }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        #expect(
            await bench.references.readings == 5,
            "the plan's, the first, one after each 30 seconds, and one after the last removal")
    }

    @Test("a removal whose turn comes after its evidence has grown old is not sent: that is read again first")
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

    @Test("what never has its turn in time has failed, and nothing was sent")
    func admitsThatItWasNotSent() async throws {
        let bench = await Bench()
        await bench.registry.delayDeregistrations(by: .seconds(31))
        #expect(try await bench.apply().lines == (1...4).map { "web:\($0) failed" })
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("references that take longer to read than they may be old refuse the plan, and the way out is one")
    func refusesSlowReadings() async throws {
        let bench = await Bench()
        await bench.references.take(41)
        let planned = try await bench.reconciler.plan()
        #expect(planned.refusals.isEmpty)
        #expect(bench.reconciler.warning(about: planned)?.contains("services took 41s to read") == true)
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) withheld" })
        #expect(await bench.registry.count("deregister") == 0)
        let message = try #require(report.refusals.first?.message)
        #expect(
            message == """
                what was read is 41s old by this machine's clock, and may be 30s old: services took 41s to read; raise \
                guardrails.evidenceMaximumAge to at least 1m30s
                """)
        #expect(report.coverage.oldestReading == TestClock.start.addingTimeInterval(41), "the second reading's")

        var policy = openPolicy()
        policy.evidenceMaximumAge = try #require(Duration(message.suffix(5)))
        let raised = await Bench(policy: policy)
        await raised.references.take(41)
        #expect(try await raised.apply().count(.removed) == 4)
    }

    @Test("what is taken up while the run goes on stays")
    func seesNewReferencesMidway() async throws {
        let bench = await Bench { clock, registry, references in
            clock.advance(31)
            if await registry.count("deregister") == 1 { await references.set(["web:3"]) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 withheld", "web:4 removed"])
    }

    @Test("what was sent and not answered is in doubt, whatever keeps the revision since, and is watched")
    func doubtsWhatMayYetHappen() async throws {
        let bench = await Bench { clock, registry, references in
            guard await registry.count("deregister web:2") == 1 else { return }
            clock.advance(31)
            await references.set(["web:2"])
        }
        await bench.registry.fail("deregister web:2", .isUnanswered)
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 unverified", "web:3 removed", "web:4 removed"])
        #expect(
            report.outcomes[1].outcome.message
                == "it may yet be deregistered: deregister web:2 was not answered; since then: in use by service api")
        #expect(report.watch?.open.map(\.description) == ["web:1", "web:2", "web:3", "web:4"])
        #expect(report.hasErrors)
    }

    @Test("references that turn unreadable midway end the run, and say so")
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

    @Test("what was taken up right after its removal is drift and an error, and says by whom")
    func reportsWhatWasTakenUp() async throws {
        let bench = await Bench { _, registry, references in
            if await registry.count("deregister") == 3 { await references.set(["web:2", "web:5"]) }
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        let drift = report.drift.filter { $0.reason.code == .takenUpAgain }
        #expect(drift.map { "\($0.family):\($0.revisions)" } == ["web:2"])
        #expect(drift.first?.message.contains("service api") == true)
        #expect(report.hasErrors)
    }

    @Test("references that cannot be read after the removals are no proof, and an error")
    func admitsThatItCouldNotLook() async throws {
        let bench = await Bench { _, registry, references in
            if await registry.count("deregister") == 3 { await references.set(nil) }
        }
        let report = try await bench.apply()
        #expect(report.count(.removed) == 4)
        #expect(report.watch?.takenUp == [])
        #expect(report.hasErrors)
        #expect(!report.coverage.isComplete)
    }

    @Test("a removal of which nobody knows whether it happened is watched, and what is still ACTIVE is not")
    func watchesWhatIsUnverified() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2", .answerIsLost)
        await bench.registry.fail("describe web:2")
        await bench.registry.fail("deregister web:3")
        let report = try await bench.reconciler.apply(planned)
        #expect(report.watch?.open.map(\.description) == ["web:1", "web:2", "web:4"])
    }

    @Test("staying looks once a minute until ten minutes after the last removal, and remembers what it saw")
    func stays() async throws {
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

    @Test("the family is looked at once more before each removal: the newest may have gone")
    func looksOnceMore() async throws {
        let bench = await Bench { _, registry, _ in
            if await registry.count("deregister") == 1 { await registry.set("web:5", .inactive) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 removed", "web:4 withheld"])
        #expect(await bench.registry.status("web:4") == .active)
    }

    @Test("manifests that change while the run goes on end it at the next look", arguments: [nil, "a"])
    func endsWhenSuperseded(version: String?) async throws {
        let bench = await Bench(version: version) { clock, _, _ in clock.advance(20) }
        let planned = try await bench.reconciler.plan()
        await bench.source.set(manifest("[1..5]"), version: version.map { $0 + "b" })
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == (1...4).map { "web:\($0) notAttempted" })
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("a clock that is set back makes no evidence fresh")
    func distrustsTheClock() async throws {
        let bench = await Bench { clock, registry, references in
            guard await registry.count("deregister") == 1 else { return }
            clock.advance(-3600)
            await references.set(["web:2"])
        }
        #expect(try await bench.apply().lines.contains("web:2 withheld"))
    }

    struct FaultCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let call: String
        let fault: FakeRegistry.Fault
        let outcome: String
        let status: RevisionStatus
    }

    @Test(
        "a call that fails has the outcome that reads back",
        arguments: [
            FaultCase(
                testDescription: "refused", call: "deregister web:2", fault: .fails, outcome: "failed", status: .active),
            FaultCase(
                testDescription: "throttled once", call: "deregister web:2", fault: .failsOnce, outcome: "removed",
                status: .inactive),
            FaultCase(
                testDescription: "carried out, the answer lost", call: "deregister web:2", fault: .answerIsLost,
                outcome: "removed", status: .inactive),
            FaultCase(
                testDescription: "never answered, and carried out later perhaps", call: "deregister web:2",
                fault: .isUnanswered, outcome: "unverified", status: .active),
            FaultCase(
                testDescription: "not read back", call: "describe web:2", fault: .fails, outcome: "unverified",
                status: .inactive),
        ])
    func reportsFaults(_ this: FaultCase) async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail(this.call, this.fault)
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines == ["web:1 removed", "web:2 \(this.outcome)", "web:3 removed", "web:4 removed"])
        #expect(await bench.registry.status("web:2") == this.status)
        #expect(report.hasErrors == (this.outcome != "removed"))
    }

    @Test("a denied permission ends the run at the first revision")
    func endsWhenDenied() async throws {
        let bench = await Bench()
        await bench.registry.fail("deregister", .denied)
        let report = try await bench.apply()
        #expect(
            report.lines == ["web:1 failed", "web:2 notAttempted", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(await bench.registry.count("deregister") == 1)
    }

    @Test("a call that was neither answered nor read back is not known to have failed")
    func admitsWhatIsUnknown() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2", .answerIsLost)
        await bench.registry.fail("describe web:2")
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines.contains("web:2 unverified"))
        #expect(report.hasErrors)
    }

    @Test("a registry that cannot be listed again stops the run before anything is done")
    func stopsWhenUnlistable() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("list")
        await #expect(throws: ReconcileError.self) { try await bench.reconciler.apply(planned) }
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("a run that is cancelled ends between two revisions, and says which were left")
    func endsBetweenSteps() async throws {
        let bench = await Bench { _, registry, _ in
            if await registry.count("deregister") == 2 { withUnsafeCurrentTask { $0?.cancel() } }
        }
        let planned = try await bench.reconciler.plan()
        let report = try await Task { try await bench.reconciler.apply(planned) }.value
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(report.hasErrors)
        #expect(report.watch == nil && report.watchMessage?.contains("2 removed revisions can be taken up") == true)
    }

    @Test("a step in hand that does not end is cut off seven seconds after the run was told to end")
    func cutsOffWhatDoesNotEnd() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        let (hanging, signal) = AsyncStream.makeStream(of: Void.self)
        await bench.registry.hang { signal.finish() }
        let run = Task { try await bench.reconciler.apply(planned) }
        for await _ in hanging {}
        run.cancel()
        let report = try await run.value
        #expect(
            report.lines == ["web:1 failed", "web:2 notAttempted", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(bench.clock.now == TestClock.start.addingTimeInterval(7))
    }
}
