import Controller
import Foundation
import Logging
import Model
import Planning
import Reconciler
import Reporting
import ServiceLifecycle
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

/// Pauses that take no time: each runs a step of the script, and the first after the last step ends the loop.
private final class ScriptedPauses: Sendable {
    private let clock: SettableClock
    private let taken = Mutex<[Duration]>([])
    private let script: [@Sendable () async -> Void]

    init(_ clock: SettableClock, _ script: [@Sendable () async -> Void]) {
        self.clock = clock
        self.script = script
    }

    var lengths: [Duration] { taken.withLock { $0 } }

    func sleep(_ pause: Duration) async throws {
        let index = taken.withLock { taken in
            taken.append(pause)
            return taken.count - 1
        }
        clock.advance(pause.seconds)
        guard index < script.count else { throw CancellationError() }
        await script[index]()
    }
}

/// The logged lines, each prefixed with its level.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let metadata = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    /// The same lines, each with its metadata.
    var full: [String] { metadata.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }
    func add(_ line: String, _ metadata: Logger.Metadata = [:]) {
        lines.withLock { $0.append(line) }
        let pairs = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        self.metadata.withLock { $0.append(line + pairs) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.add("\(event.level) \(event.message)", event.metadata ?? [:]) }
    }
}

private struct LoopBench {
    let clock: SettableClock
    let registry: FakeRegistry
    let references: FakeReferences
    let source: FakeSource
    let board: StatusBoard

    init(_ source: FakeSource = FakeSource(manifest("[2]"))) async {
        clock = SettableClock()
        registry = FakeRegistry(clock)
        references = FakeReferences(clock, [])
        self.source = source
        board = StatusBoard(ControllerStatus(name: "test", reportOnly: false, startedAt: clock.now))
        await registry.register("web:1", "web:2")
    }

    /// Runs until the script is over; returns the requested length of each pause.
    func run(reportOnly: Bool = false, _ script: @Sendable () async -> Void...) async throws -> [Duration] {
        try await run(reportOnly: reportOnly, script)
    }

    func run(
        reportOnly: Bool = false, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        policy: GuardrailPolicy = uncappedPolicy(), _ script: [@Sendable () async -> Void]
    ) async throws -> [Duration] {
        let clock = clock
        let pauses = ScriptedPauses(clock, script)
        let reconciler = Reconciler(
            source: source, registry: registry, references: references, policy: policy,
            pacing: Pacing(burst: 10, perSecond: nil),
            time: clock.time)
        let loop = ReconcileLoop(
            reconciler, every: .seconds(300), reportOnly: reportOnly, board: board,
            logger: logger,
            time: TimeSource(now: { clock.now }, uptime: { .zero }, sleep: pauses.sleep, random: { 0.5 }))
        try await loop.run()
        return pauses.lengths
    }
}

@Suite("The loop") struct LoopTests {
    @Test("removes in the first cycle, then waits for the interval, then finds nothing to do")
    func reconciles() async throws {
        let bench = await LoopBench()
        // Removed revisions are checked once a minute for ten minutes, whether a cycle comes in between or not.
        let minutes = [Duration](repeating: .seconds(60), count: 10)
        let script = [@Sendable () async -> Void](repeating: {}, count: 11)
        #expect(try await bench.run(script) == minutes + [.seconds(300), .seconds(300)])
        #expect(await bench.registry.status("web:1") == .inactive)
        let status = await bench.board.status
        #expect(status.cycles == [.applied: 4])
        #expect(status.outcomes == [.removed: 1])
        #expect(status.watch?.open == [])
    }

    @Test("a use that begins between two cycles is seen within a minute")
    func seesNewUses() async throws {
        let bench = await LoopBench()
        let (board, references) = (bench.board, bench.references)
        _ = try await bench.run(
            { await references.set(["web:1"]) },
            {
                let watch = await board.status.watch
                #expect(watch?.takenUp.map(\.revisions) == [[1]])
                #expect(watch?.open == [id("web:1")])
                #expect(await board.status.cycles == [.applied: 1])
            })
        let json = try StatusDocument(await board.status).jsonText()
        #expect(json.contains("takenUpAgain"))
    }

    @Test("reading longer than evidence may be old is logged once when it begins", arguments: [false, true])
    func warnsOfSlowReadings(reportOnly: Bool) async throws {
        let bench = await LoopBench(FakeSource(manifest("[1..2]")))
        let references = bench.references
        let lines = LogLines()
        let script: [@Sendable () async -> Void] = [
            { await references.setReadDuration(31) }, { lines.add("cycle") }, { await references.setReadDuration(30) },
            { await references.setReadDuration(31) },
        ]
        _ = try await bench.run(reportOnly: reportOnly, logger: lines.logger, script)
        #expect(
            lines.all.filter {
                $0 == "cycle" || $0.hasPrefix("warning reading services again during a run would take 31s")
            }.map { $0.prefix(7) } == ["warning", "cycle", "warning"])
    }

    @Test("an incomplete check ends no watch")
    func watchesOn() async throws {
        let bench = await LoopBench()
        let (board, references, clock) = (bench.board, bench.references, bench.clock)
        var script = [@Sendable () async -> Void](repeating: { await references.set(nil) }, count: 30)
        script.append {
            #expect(clock.now.timeIntervalSince(SettableClock.start) > RemovalWatch.window.seconds)
            #expect(await board.status.watch?.open == [id("web:1")])
            await references.set([])
        }
        _ = try await bench.run(script + [@Sendable () async -> Void](repeating: {}, count: 10))
        #expect(await board.status.watch?.open == [])
    }

    @Test("with --report-only nothing is removed")
    func reports() async throws {
        let bench = await LoopBench()
        _ = try await bench.run(reportOnly: true, {})
        #expect(await bench.registry.count("deregister") == 0)
        let status = await bench.board.status
        #expect(status.cycles == [.reported: 2])
        #expect(status.lastPlanned?.plan?.removals.count == 1)
    }

    @Test("a new version of the manifests starts a cycle at the next poll; the same one does not")
    func followsVersions() async throws {
        let bench = await LoopBench(FakeSource(manifest("[1, 2]"), version: "a", pollInterval: .seconds(60)))
        let source = bench.source
        let pauses = try await bench.run({}, { await source.set(manifest("[2]"), version: "b") })
        #expect(pauses == [.seconds(60), .seconds(60), .seconds(60)])
        #expect(await bench.registry.status("web:1") == .inactive)
        #expect(await bench.board.status.lastCycle?.version == "b")
    }

    @Test("a new version with the same manifests starts no cycle, and one that cannot be read does")
    func ignoresOtherFolders() async throws {
        let bench = await LoopBench(FakeSource(manifest("[1, 2]"), version: "a", pollInterval: .seconds(60)))
        let (source, board) = (bench.source, bench.board)
        _ = try await bench.run(
            { await source.set(manifest("[1, 2]"), version: "b") },
            { await source.set(manifest("[1, 2]"), version: "c") },
            {
                #expect(await board.status.cycles == [.applied: 1])
                await source.set(nil, version: "d")
            },
            { #expect(await board.status.cycles == [.applied: 1, .failed: 1]) })
        #expect(await board.status.lastPlanned?.version == "a")
    }

    @Test("a revision that was removed in use is logged and counted, found within the run or a minute later")
    func reportsRemovalsInUse() async throws {
        for isLate in [false, true] {
            let bench = await LoopBench()
            let (references, lines) = (bench.references, LogLines())
            if !isLate {
                await bench.registry.onCall { call in
                    if call.hasPrefix("deregister") { await references.set(["web:1"], since: .unknown) }
                }
            }
            _ = try await bench.run(logger: lines.logger, [{ await references.set(["web:1"], since: .unknown) }, {}])
            let status = await bench.board.status
            #expect(status.watch?.removedInUse.map(\.revisions) == [[1]])
            #expect(lines.all.contains { $0.hasPrefix("critical drift: removed in use: deregistered at") })
            let metrics = Metrics(status).text
            #expect(metrics.contains("\nroster_removed_in_use_revisions 1\n"))
            #expect(metrics.contains("\nroster_outcomes_total{outcome=\"removedInUse\"} \(isLate ? 0 : 1)\n"))
        }
    }

    @Test("what a cycle leaves to later ones is logged and counted", arguments: [false, true])
    func countsWhatIsLeft(reportOnly: Bool) async throws {
        let bench = await LoopBench(FakeSource(manifest("[4]")))
        await bench.registry.register("web:3", "web:4")
        var policy = uncappedPolicy()
        (policy.maximumCount, policy.beyondCount) = (1, .limit)
        let lines = LogLines()
        _ = try await bench.run(reportOnly: reportOnly, logger: lines.logger, policy: policy, [])
        #expect(
            lines.full.contains(
                reportOnly
                    ? "info cycle done, report only left=2 removals=1 result=reported"
                    : "info cycle done left=2 removed=1 result=applied"))
        #expect(Metrics(await bench.board.status).text.contains("\nroster_left_removals 2\n"))
    }

    /// Runs a loop that is shut down in this call, once there were so many removals.
    private func run(
        _ bench: LoopBench, shutDownAt interrupted: String, after removals: Int, fails: Bool, logger: Logger,
        _ script: [@Sendable () async -> Void] = []
    ) async throws {
        let run = Mutex<Task<Void, any Error>?>(nil)
        await bench.registry.onCall { [registry = bench.registry] call in
            guard call == interrupted, await registry.count("deregister") == removals else { return }
            run.withLock { $0?.cancel() }
            if fails { await registry.fail(interrupted) }
        }
        let (ready, go) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in ready {}
            _ = try await bench.run(logger: logger, script)
        }
        run.withLock { $0 = task }
        go.finish()
        try await task.value
    }

    @Test("a check that a shutdown cuts off says nothing; one that was complete is kept", arguments: [true, false])
    func endsChecks(isCutOff: Bool) async throws {
        let bench = await LoopBench()
        let (references, lines) = (bench.references, LogLines())
        try await run(
            bench, shutDownAt: "describe web:1", after: 1, fails: isCutOff, logger: lines.logger,
            [{ await references.set(["web:1"], since: .unknown) }])
        #expect(await bench.board.status.watch?.removedInUse.map(\.revisions) == (isCutOff ? [] : [[1]]))
        #expect(lines.all.contains { $0.hasPrefix("critical drift: removed in use") } == !isCutOff)
        #expect(await bench.registry.status("web:1") == .inactive)
    }

    @Test("a shutdown during the readings of a plan is no refusal and no failure in the log", arguments: [true, false])
    func endsPlans(areReferences: Bool) async throws {
        let bench = await LoopBench()
        let lines = LogLines()
        if areReferences { await bench.references.set(nil) }
        try await run(bench, shutDownAt: "list all", after: 0, fails: !areReferences, logger: lines.logger)
        #expect(lines.all == ["notice cycle ended by the shutdown, nothing was removed"])
    }

    @Test("a bad manifest changes nothing and is reported, and the loop goes on")
    func survivesBadManifests() async throws {
        let bench = await LoopBench(FakeSource("kind: [", version: "bad"))
        let (source, board) = (bench.source, bench.board)
        _ = try await bench.run({
            let status = await board.status
            #expect(status.lastCycle?.result.code == .failed)
            #expect(status.lastCycle?.version == "bad")
            await source.set(manifest("[2]"), version: "good")
        })
        #expect(await bench.registry.status("web:1") == .inactive)
        #expect(await bench.board.status.consecutiveFailures == 0)
    }

    @Test("failures back off up to the interval, whatever fails", arguments: ["source", "registry", "references"])
    func backsOff(what: String) async throws {
        let bench = await LoopBench()
        switch what {
        case "source": await bench.source.set(nil)
        case "registry": await bench.registry.fail("list")
        default: await bench.references.set(nil)
        }
        let pauses = try await bench.run({}, {}, {}, {}, {}, {})
        #expect(pauses == [10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
        #expect(await bench.registry.count("deregister") == 0)
        #expect(await bench.board.status.consecutiveFailures == 7)
    }

    @Test("a source that fails is not read again at every poll for a new version")
    func backsOffWhilePolling() async throws {
        let bench = await LoopBench(FakeSource("", version: "a", pollInterval: .seconds(5)))
        await bench.source.set(nil, version: "a")
        _ = try await bench.run({}, {}, {}, {}, {}, {}, {}, {})
        // The first cycle, one for the version it could not determine, and those that the back-off allows.
        #expect(await bench.board.status.cycles == [.failed: 3])
    }

    @Test("the loop backs off when references fail in the fresh read")
    func retriesAfterARefusal() async throws {
        let bench = await LoopBench()
        await bench.references.set(script: [[], nil])
        let pauses = try await bench.run({})
        #expect(pauses.first == .seconds(10))
        #expect(await bench.board.status.cycles == [.refused: 2])
    }

    @Test("a revision that is in use again stays, and that is logged")
    func keepsWhatIsUsed() async throws {
        let bench = await LoopBench()
        await bench.references.set(["web:1"])
        _ = try await bench.run({})
        #expect(await bench.registry.status("web:1") == .active)
        #expect(await bench.board.status.lastPlanned?.plan?.withheld.map(\.id) == [id("web:1")])
    }
}

@Test("the status lists the mistakes of a broken commit, and keeps the last plan")
func statusOfABrokenCommit() async throws {
    let bench = await LoopBench(FakeSource(manifest("[1, 2]"), version: "a"))
    let source = bench.source
    _ = try await bench.run({ await source.set("kind: Nonsense\n", version: "b") })
    let json = try StatusDocument(await bench.board.status).jsonText()
    #expect(json.contains("\"code\" : \"manifests\""))
    #expect(json.contains("web.yaml:1:7"))
    #expect(json.contains("\"version\" : \"b\""))
    #expect(json.contains("\"report\""))
}
