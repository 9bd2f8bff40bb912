import Foundation
import Model
import Planning
import Reporting
import TestSupport
import Testing

@Test("a plan's JSON has sorted keys and no read times: the same state gives the same bytes")
func rendersJSON() throws {
    let desired = web(.revisions([3, 8]))
    let snapshot = Snapshot(
        ["web": [1, 2, 3]], references: [service("arn:aws:ecs:eu-west-1:1:service/default/api", uses: "web:2")],
        lookups: ["web:8": nil])
    var policy = GuardrailPolicy()
    policy.alwaysAllowed = 0
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    try expectGolden(
        try PlanDocument(plan, refusals: Guardrails(desired, policy).refusals(of: plan)).jsonText(),
        "json/plan.json")
}

@Test("what is only reported has a member of its own, in the form of the removals and of the withheld")
func writesReported() throws {
    let desired = web(.revisions([3]), prune: .report)
    let snapshot = Snapshot(
        ["web": [1, 2, 3]], references: [service("arn:aws:ecs:eu-west-1:1:service/default/api", uses: "web:2")])
    let plan = plan(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
    let json = try PlanDocument(plan, refusals: []).jsonText()
    try expectGolden(json, "json/plan-reported.json")
    #expect(try ApprovedPlan(json: Data(json.utf8)) == ApprovedPlan(scope: plan.scope, removals: []))
}

@Test("an outcome's evidence has when each source was read, how long it took, and for which families")
func writesEvidence() throws {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: GuardrailPolicy(), at: noon)
    let evidence = Coverage([
        SourceReading(.tasks, .complete(readAt: noon, took: .milliseconds(40_250), references: 0, of: [family("web")]))
    ])
    let report = Report(plan: plan, outcomes: [RevisionOutcome(id("web:1"), .removed, on: evidence, at: noon)])
    try expectGolden(try ReportDocument(report).jsonText(), "json/report.json")
}

@Test("what was removed and not checked since has no check time")
func writesWhatWasNotChecked() throws {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: GuardrailPolicy(), at: noon)
    let report = Report(plan: plan, outcomes: [RevisionOutcome(id("web:1"), .removed, at: noon)])
    let json = try ReportDocument(report).jsonText()
    #expect(json.contains(#""until" : "2027-01-15T08:10:00Z""#) && !json.contains(#""readAt" :"#))
    #expect(json.contains(#""unwatched" : {"#) && !json.contains(#""watch" : {"#))
}

@Test("what a check found, and what was removed after it, are both in the JSON and in the text, the latter in red")
func writesBothWatches() throws {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2, 3]]), under: GuardrailPolicy(), at: noon)
    let early = RevisionOutcome(id("web:1"), .removed, at: noon)
    let late = RevisionOutcome(id("web:2"), .removed, at: noon.addingTimeInterval(60))
    var watch = RemovalWatch()
    watch.record(Report(plan: plan, outcomes: [early]))
    let check = watch.check(against: ReferenceIndex(), covered, readAt: noon.addingTimeInterval(30))
    let report = Report(plan: plan, outcomes: [early, late], watch: check)
    let json = try ReportDocument(report).jsonText()
    #expect(json.contains(#""watch" : {"#) && json.contains(#""unwatched" : {"#))
    let (unwatched, watched) = (try #require(report.unwatchedMessage), try #require(report.watch?.message))
    let text = TextRenderer(Palette(isColored: false)).render(report)
    #expect(text.contains("\n\(unwatched)\n\(watched)\n"))
    let colored = TextRenderer(Palette(isColored: true)).render(report)
    #expect(colored.contains("\u{1B}[31m\(unwatched)") && colored.contains("\u{1B}[2m\(watched)"))
}

@Test("a waived reference is in the plan and the drift, with its waiver's reason")
func writesWaivers() throws {
    let waiver = OpaqueWaiver(.stepFunctions, "nightly", reason: "starts etl alone", at: location(1, in: "roster.yaml"))
    let machine = Reference(.stateMachine, "nightly", uses: .opaque(nil, .computed("$.task")), readAt: noon)
    let snapshot = Snapshot(["web": [1, 2]], references: [machine], waivers: [waiver])
    let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
    try expectGolden(try DriftReportDocument(plan).jsonText(), "json/drift.json")
    let text = try PlanDocument(plan, refusals: []).jsonText()
    #expect(text.contains(#""expression" : "$.task""#) && text.contains(#""reason" : "starts etl alone""#))
}
