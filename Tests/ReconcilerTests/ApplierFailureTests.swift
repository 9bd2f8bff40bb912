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
                testDescription: "failing once", call: "deregister web:2", fault: .failsOnce, outcome: "removed",
                status: .inactive),
            FaultCase(
                testDescription: "throttled once", call: "deregister web:2", fault: .isThrottledOnce,
                outcome: "removed", status: .inactive),
            FaultCase(
                testDescription: "carried out, but the response is lost", call: "deregister web:2",
                fault: .responseIsLost,
                outcome: "removed", status: .inactive),
            FaultCase(
                testDescription: "no response, and perhaps carried out later", call: "deregister web:2",
                fault: .isUnanswered, outcome: "unverified", status: .active),
        ])
    func reportsFaults(_ this: FaultCase) async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail(this.call, this.fault)
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines == ["web:1 removed", "web:2 \(this.outcome)", "web:3 removed", "web:4 removed"])
        #expect(await bench.registry.status("web:2") == this.status)
        #expect(report.hasErrors == (this.outcome != "removed"))
    }

    struct OddCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What DescribeTaskDefinition says; nil if it fails.
        let status: RevisionStatus?
        let outcome: Outcome
    }

    @Test(
        "a response that does not confirm it is described",
        arguments: [
            OddCase(testDescription: "INACTIVE", status: .inactive, outcome: .removed),
            OddCase(testDescription: "being deleted", status: .deleteInProgress, outcome: .removed),
            OddCase(
                testDescription: "still ACTIVE after three looks", status: .active,
                outcome: .unverified(.readBack(as: .active))),
            OddCase(
                testDescription: "unreadable", status: nil,
                outcome: .unverified(.notReadBack("describe web:2 failed"))),
        ])
    func describesWhatIsUnclear(_ this: OddCase) async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.respond(.unclear, to: "web:2")
        await bench.registry.onCall { [registry = bench.registry] call in
            guard call == "describe web:2" else { return }
            if let status = this.status { await registry.set("web:2", status) }
        }
        if this.status == nil { await bench.registry.fail("describe web:2") }
        let report = await bench.reconciler.apply(planned)
        #expect(report.outcomes[1].outcome == this.outcome)
        #expect(await bench.registry.count("describe web:2") == (this.status == .active ? 3 : 1))
        #expect(report.lines.count { $0.hasSuffix(" removed") } == (this.outcome == .removed ? 4 : 3))
    }

    @Test("what is refused because somebody deregistered it is not ours")
    func admitsThatOthersDidIt() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2")
        await bench.registry.onCall { [registry = bench.registry] call in
            if call == "describe web:2" { await registry.set("web:2", .deleteInProgress) }
        }
        #expect(await bench.reconciler.apply(planned).lines[1] == "web:2 alreadyDeregistered")
    }

    @Test("a denied permission ends the run with the burst")
    func endsWhenDenied() async throws {
        let bench = await Bench(burst: 2)
        await bench.registry.fail("deregister", .denied)
        let report = try await bench.apply()
        #expect(
            report.lines == ["web:1 failed", "web:2 failed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(await bench.registry.count("deregister") == 2)
    }

    @Test("what was refused was not carried out, even if it cannot be read back")
    func knowsARefusal() async throws {
        let bench = await Bench(burst: 2)
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister", .denied)
        await bench.registry.fail("describe")
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines == ["web:1 failed", "web:2 failed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(report.watch == nil && report.unwatched.isEmpty)
    }

    @Test("a call without a response that cannot be read back is unverified")
    func admitsWhatIsUnknown() async throws {
        let bench = await Bench()
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("deregister web:2", .responseIsLost)
        await bench.registry.fail("describe web:2")
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines.contains("web:2 unverified"))
        #expect(report.hasErrors)
    }

    @Test("a family that cannot be listed fails alone: its burst sends nothing, and the others go on")
    func failsOneFamilyAlone() async throws {
        let bench = await Bench(burst: 6)
        await bench.registry.register("api:1", "api:2", "api:3")
        await bench.source.set(manifest("[5]") + "\n---\n" + manifest("[3]").replacing("name: web", with: "name: api"))
        let planned = try await bench.reconciler.plan()
        await bench.registry.fail("newest web")
        let report = await bench.reconciler.apply(planned)
        #expect(report.lines == ["api:1 removed", "api:2 removed"] + (1...4).map { "web:\($0) failed" })
        #expect(report.hasErrors)
        let calls = await bench.registry.calls.suffix(4)
        #expect(Set(calls.prefix(2)).contains("newest web") && calls.dropFirst().prefix(1) != ["deregister api:1"])
        #expect(await bench.registry.count("newest api") == 2, "once in each burst")
    }

    @Test(
        "a cancelled run ends between two bursts, whatever cancelled reads say, and reports those not attempted",
        arguments: [false, true])
    func endsBetweenSteps(fails: Bool) async throws {
        let bench = await Bench(burst: 2)
        await bench.atBurst(2) { bench in
            withUnsafeCurrentTask { $0?.cancel() }
            guard fails else { return }
            await bench.registry.fail("newest")
            await bench.references.set(nil)
        }
        let planned = try await bench.reconciler.plan()
        let report = await Task { await bench.reconciler.apply(planned) }.value
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(report.hasErrors)
        #expect(report.watch == nil && report.unwatched.revisions.count == 2)
        #expect(await bench.registry.count("deregister") == 2)
    }

    @Test("a signal before the first step interrupts the run, whether its plan would be refused or not")
    func isInterruptedBeforeAnything() async throws {
        for maximum in [50, 1] {
            var policy = uncappedPolicy()
            policy.maximumCount = maximum
            let bench = await Bench(policy: policy)
            let planned = try await bench.reconciler.plan()
            #expect(planned.refusals.isEmpty == (maximum > 4))
            let report = await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await bench.reconciler.apply(planned)
            }.value
            #expect(report.refusals.isEmpty)
            #expect(report.outcomes.map(\.outcome) == Array(repeating: .notAttempted(.interrupted), count: 4))
        }
    }

    @Test("a plan whose reads were cut off is no plan", arguments: [true, false])
    func plansNothingWhenCancelled(areReferences: Bool) async throws {
        let bench = await Bench()
        if areReferences { await bench.references.set(nil) } else { await bench.registry.fail("list") }
        let task = Task { () throws(ReconcileError) in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await bench.reconciler.plan()
        }
        let result = await task.result
        #expect(throws: ReconcileError.self) { try result.get() }
        if case .failure(let error as ReconcileError) = result { #expect(error.cause == .cancelled) }
    }

    @Test("a burst that hangs is cut off seven seconds after the run was interrupted")
    func cutsOffWhatDoesNotEnd() async throws {
        let bench = await Bench(burst: 2)
        let planned = try await bench.reconciler.plan()
        let (hanging, signal) = AsyncStream.makeStream(of: Void.self)
        await bench.registry.hang { signal.finish() }
        let run = Task { await bench.reconciler.apply(planned) }
        for await _ in hanging {}
        run.cancel()
        let report = await run.value
        #expect(
            report.lines == ["web:1 failed", "web:2 failed", "web:3 notAttempted", "web:4 notAttempted"])
        #expect(bench.clock.now == SettableClock.start.addingTimeInterval(7))
    }

    @Test("a request without a response leaves the removal unverified and watched, whatever holds the revision later")
    func doubtsWhatMayYetHappen() async throws {
        let bench = await Bench()
        await bench.atBurst(2) { await $0.references.set(["web:2"]) }
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

    @Test("a revision that may be gone is not taken for the newest")
    func doesNotCountOnIt() async throws {
        let bench = await Bench()
        await bench.registry.fail("deregister web:4", .isUnanswered)
        await bench.registry.fail("deregister web:3", .isThrottledOnce)
        await bench.atBurst(2) { bench in
            await bench.registry.clearFaults()
            for revision in ["web:4", "web:5"] { await bench.registry.set(revision, .inactive) }
        }
        let report = try await bench.apply()
        #expect(report.lines == ["web:1 removed", "web:2 removed", "web:3 withheld", "web:4 removed"])
        #expect(report.outcomes[2].outcome == .withheld([.newest(kept: 1)]))
        #expect(report.outcomes[3].evidence != nil)
    }

    @Test("a request without a response that was carried out later turns out to be ours")
    func recognizesItsOwnRequest() async throws {
        let bench = await Bench()
        await bench.registry.fail("deregister web:2", .isUnanswered)
        await bench.atBurst(2) { bench in
            await bench.registry.clearFaults()
            await bench.registry.set("web:2", .inactive)
        }
        let report = try await bench.apply()
        #expect(report.lines == (1...4).map { "web:\($0) removed" })
        #expect(report.watch?.open.count == 4)
    }
}
