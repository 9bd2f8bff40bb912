import Foundation
import Model
import Planning
import Reconciler
import Reporting
import TestSupport
import Testing

@Test("a status' JSON has the last cycle with its error, and the last report and check with what was picked up again")
func rendersStatusJSON() async throws {
    let later = noon.addingTimeInterval(60)
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: uncappedPolicy(), at: noon)
    let report = Report(plan: plan, outcomes: [RevisionOutcome(id("web:1"), .removed, on: covered, at: noon)])
    var watch = RemovalWatch()
    watch.record(report)
    let check = watch.check(
        against: ReferenceIndex([reference(.task, "default/1f", "web:1", since: later)]),
        described: [id("web:1"): RevisionDescription(.inactive, deregisteredAt: noon)], covered, readAt: later)
    let source = FakeSource("")
    await source.set(nil)
    let clock = SettableClock()
    let reconciler = Reconciler(
        source: source, registry: FakeRegistry(clock), references: FakeReferences(clock), policy: uncappedPolicy(),
        pacing: Pacing(burst: 10, perSecond: nil), time: clock.time)
    let error = try #require(await failure(ReconcileError.self) { try await reconciler.plan() })
    var status = ControllerStatus(name: "production", reportOnly: false, startedAt: noon)
    status.record(
        Cycle(
            startedAt: noon, finishedAt: later, version: "a", result: .applied(report.with(check)),
            calls: CallCount(["ecs:DeregisterTaskDefinition": 1, "ecs:ListTasks": 2])))
    status.record(
        Cycle(startedAt: later, finishedAt: later, version: nil, result: .failed(error), calls: CallCount()))
    try expectGolden(try StatusDocument(status).jsonText(), "json/status.json")
}
