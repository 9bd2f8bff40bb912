import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// Calls that fail, and runs that are interrupted.
@Suite("Applying when calls fail") struct ApplierFailureTests {
    struct FaultCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let call: String
        let fault: FakeRegistry.Fault
        let outcome: String
        let status: RevisionStatus
    }

    @Test(
        "after a failed call the outcome is what reads back",
        arguments: [
            FaultCase(
                testDescription: "refused", call: "deregister web:2", fault: .fails, outcome: "failed", status: .active),
            FaultCase(
                testDescription: "throttled once", call: "deregister web:2", fault: .failsOnce, outcome: "removed",
                status: .inactive),
            FaultCase(
                testDescription: "carried out, but the response is lost", call: "deregister web:2",
                fault: .responseIsLost,
                outcome: "removed", status: .inactive),
            FaultCase(
                testDescription: "no response, and perhaps carried out later", call: "deregister web:2",
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

    @Test("a call without a response that cannot be read back is unverified")
    func admitsWhatIsUnknown() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2", .responseIsLost)
        await bench.registry.fail("describe web:2")
        let report = try await bench.reconciler.apply(planned)
        #expect(report.lines.contains("web:2 unverified"))
        #expect(report.hasErrors)
    }

    @Test("if the registry cannot be listed again, the run stops before anything is done")
    func stopsWhenUnlistable() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("list")
        await #expect(throws: ReconcileError.self) { try await bench.reconciler.apply(planned) }
        #expect(await bench.registry.count("deregister") == 0)
    }

    @Test("a cancelled run ends between two revisions, and reports those not attempted")
    func endsBetweenSteps() async throws {
        let bench = await Bench { _, registry, _ in
            if await registry.count("deregister") == 2 { withUnsafeCurrentTask { $0?.cancel() } }
        }
        let planned = try await bench.reconciler.plan()
        let report = try await Task { try await bench.reconciler.apply(planned) }.value
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(report.hasErrors)
        #expect(report.watch == nil && report.unwatched.revisions.count == 2)
    }

    @Test("a step that hangs is cut off seven seconds after the run was interrupted")
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
        #expect(bench.clock.now == SettableClock.start.addingTimeInterval(7))
    }

    @Test("a request without a response leaves the removal unverified and watched, whatever holds the revision later")
    func doubtsWhatMayYetHappen() async throws {
        let bench = await Bench { clock, registry, references in
            guard await registry.count("deregister web:2") == 1 else { return }
            clock.advance(31)
            await references.set(["web:2"])
        }
        await bench.registry.fail("deregister web:2", .isUnanswered)
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 unverified", "web:3 removed", "web:4 removed"])
        guard case .unverified(.noResponse(let error, since: .withheld(let reasons)?)) = report.outcomes[1].outcome
        else {
            Issue.record("\(report.outcomes[1].outcome)")
            return
        }
        #expect(error == "deregister web:2 was not answered")
        #expect(reasons.map(\.code) == [.inUse])
        #expect(report.watch?.open.map(\.description) == ["web:1", "web:2", "web:3", "web:4"])
        #expect(report.hasErrors)
    }
}
