import Foundation
import Manifests
import Planning
import Reconciler
import Synchronization
import TaskDefinitions
import Testing

/// Everything that it takes to apply `web`, of which 5 is declared and 1 to 4 are not.
private struct Bench {
    let clock = TestClock()
    let registry: FakeRegistry
    let references: FakeReferences
    let reconciler: Reconciler
    let source = FakeSource(manifest("[5]"))

    /// - Parameter pace: called before each deregistration.
    init(_ script: [String]?..., pace: (@Sendable (TestClock, FakeRegistry) async throws -> Void)? = nil) async {
        let clock = clock
        let registry = FakeRegistry(clock)
        self.registry = registry
        references = FakeReferences(clock, [])
        for (index, targets) in script.enumerated() where index == 0 { await references.set(targets) }
        reconciler = Reconciler(
            source: source, registry: registry, references: references, policy: openPolicy(),
            pace: { try await pace?(clock, registry) }, now: { clock.now })
        await registry.register("web:1", "web:2", "web:3", "web:4", "web:5")
    }

    func apply() async throws -> Report {
        try await reconciler.apply(try await reconciler.plan())
    }
}

extension Report {
    /// `web:1 removed`.
    var lines: [String] { outcomes.map { "\($0.id) \($0.outcome.code)" } }
}

@Suite("Applying") struct ApplierTests {
    @Test("removes, in order, and reads each back")
    func removes() async throws {
        let bench = await Bench()
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        #expect(
            await bench.registry.calls.suffix(9) == [
                "list web", "deregister web:1", "describe web:1", "deregister web:2", "describe web:2",
                "deregister web:3", "describe web:3", "deregister web:4", "describe web:4",
            ])
        #expect(await bench.references.readings == 2, "once for the plan, once more before the first removal")
        #expect(try await bench.apply().outcomes.isEmpty)
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
        let bench = await Bench(nil)
        let report = try await bench.apply()
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("evidence is read again when it has grown old, and counts")
    func readsAgainWhenOld() async throws {
        let bench = await Bench { clock, _ in clock.advance(16) }
        let report = try await bench.apply()
        #expect(report.count("removed") == 4)
        #expect(await bench.references.readings == 4, "the plan's, the first, and one after each 30 seconds")
    }

    @Test("what is taken up while the run goes on stays")
    func seesNewReferencesMidway() async throws {
        let references = Mutex<FakeReferences?>(nil)
        let bench = await Bench { clock, registry in
            clock.advance(31)
            if await registry.count("deregister") == 1 { await references.withLock { $0 }?.set(["web:3"]) }
        }
        references.withLock { $0 = bench.references }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 withheld", "web:4 removed"])
    }

    @Test("references that turn unreadable midway end the run, and say so")
    func refusesMidway() async throws {
        let references = Mutex<FakeReferences?>(nil)
        let bench = await Bench { clock, registry in
            clock.advance(20)
            if await registry.count("deregister") == 1 { await references.withLock { $0 }?.set(nil) }
        }
        references.withLock { $0 = bench.references }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 withheld", "web:3 withheld", "web:4 withheld"])
        #expect(report.refusals.map(\.code) == ["coverageIncomplete"])
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
                testDescription: "carried out, the answer lost", call: "deregister web:2", fault: .answerIsLost,
                outcome: "removed", status: .inactive),
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
        let bench = await Bench { _, registry in
            if await registry.count("deregister") == 2 { withUnsafeCurrentTask { $0?.cancel() } }
        }
        let planned = try await bench.reconciler.plan()
        let report = try await Task { try await bench.reconciler.apply(planned) }.value
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(report.hasErrors)
    }
}
