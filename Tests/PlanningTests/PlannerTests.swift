import Foundation
import Model
import Planning
import TestSupport
import Testing

struct PlannerCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var desired: DesiredState
    var snapshot: Snapshot
    var policy = GuardrailPolicy()
    var removed: [String] = []
    var held: [String] = []
    var reported: [String] = []

    init(
        _ name: String, _ desired: DesiredState, _ snapshot: Snapshot, keepNewest: Int = 1,
        minimumAge: Duration? = nil, removed: [String] = [], held: [String] = [], reported: [String] = []
    ) {
        testDescription = name
        self.desired = desired
        self.snapshot = snapshot
        policy.keepNewest = keepNewest
        if let minimumAge { policy.minimumAge = minimumAge }
        self.reported = reported
        self.removed = removed
        self.held = held
    }
}

private let five: RevisionSet = [1, 2, 3, 4, 5]
private let twoHoursAgo = noon.addingTimeInterval(-7200)
private let hourAgo = noon.addingTimeInterval(-3600)
private let minuteAgo = noon.addingTimeInterval(-60)

private let cases = [
    PlannerCase(
        "a revision that no entry selects is removed", web(.revisions([4, 5])), Snapshot(["web": five]),
        removed: ["web:1", "web:2", "web:3"]),
    PlannerCase(
        "the union of the entries stays", web(.revisions([2]), .latest(2)), Snapshot(["web": five]),
        removed: ["web:1", "web:3"]),
    PlannerCase("latest above the number of revisions keeps all", web(.latest(9)), Snapshot(["web": five])),
    PlannerCase(
        "latest counts ACTIVE revisions, not numbers", web(.latest(2)), Snapshot(["web": [1, 2, 7, 9]]),
        removed: ["web:1", "web:2"]),
    PlannerCase(
        "a service holds its revision", web(.revisions([4, 5])),
        Snapshot(["web": five], references: [service("api", uses: "web:2")]),
        removed: ["web:1", "web:3"], held: ["web:2 inUse"]),
    PlannerCase(
        "a task, a deployment and a task set hold their revisions", web(.latest(1)),
        Snapshot(
            ["web": five],
            references: [
                reference(.task, "t", "web:1"), reference(.deployment, "d", "web:2"),
                reference(.taskSet, "s", "web:3"),
            ]),
        removed: ["web:4"], held: ["web:1 inUse", "web:2 inUse", "web:3 inUse"]),
    PlannerCase(
        "an ARN of this registry holds", web(.latest(1)),
        Snapshot(
            ["web": [1, 2]],
            references: [service("api", uses: "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1")]),
        held: ["web:1 inUse"]),
    PlannerCase(
        "the same number in another Region or account does not", web(.latest(1)),
        Snapshot(
            ["web": [1, 2, 3]],
            references: [
                service("api", uses: "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"),
                service("api", uses: "arn:aws:ecs:eu-west-1:210987654321:task-definition/web:2"),
            ]),
        removed: ["web:1", "web:2"]),
    PlannerCase(
        "a caller that names only the family holds the newest, even with retire",
        web(retire: true), Snapshot(["web": [1, 2]], references: [service("cron", uses: "web")]),
        removed: ["web:1"], held: ["web:2 inUse"]),
    PlannerCase(
        "the newest stays although nothing declares it", web(.revisions([1])), Snapshot(["web": five]),
        removed: ["web:2", "web:3", "web:4"], held: ["web:5 newest"]),
    PlannerCase(
        "keepNewest revisions stay", web(.revisions([1])), Snapshot(["web": five]), keepNewest: 3,
        removed: ["web:2"], held: ["web:3 newest", "web:4 newest", "web:5 newest"]),
    PlannerCase(
        "with retire a family may end with no revision", web(retire: true), Snapshot(["web": [1, 2]]),
        removed: ["web:1", "web:2"]),
    PlannerCase(
        "a protected revision stays", web(.latest(1), protect: [2]), Snapshot(["web": five]),
        removed: ["web:1", "web:3", "web:4"], held: ["web:2 protected"]),
    PlannerCase(
        "everything that holds a revision is listed, most important first", web(.revisions([1]), protect: [5]),
        Snapshot(["web": [1, 5]], references: [service("api", uses: "web:5")]),
        held: ["web:5 inUse+protected+newest"]),
    PlannerCase(
        "prune: report removes nothing, and says what would be removed", web(.latest(1), prune: .report),
        Snapshot(["web": five]),
        reported: ["web:1 undeclared", "web:2 undeclared", "web:3 undeclared", "web:4 undeclared"]),
    PlannerCase(
        "prune: report says what would be withheld, by the same rules", web(.latest(1), protect: [2], prune: .report),
        Snapshot(["web": five], references: [service("api", uses: "web:2")], dates: ["web:3": hourAgo, "web:4": noon]),
        reported: ["web:1 undeclared", "web:3 undeclared", "web:2 inUse+protected", "web:4 tooYoung"]),
    PlannerCase(
        "prune: report withholds the newest and what is of unknown age", web(.revisions([1]), prune: .report),
        Snapshot(["web": [1, 2, 3]], dates: [:]), reported: ["web:2 ageUnknown", "web:3 newest"]),
    PlannerCase(
        "prune: report with retire", web(prune: .report, retire: true), Snapshot(["web": [1, 2]]),
        reported: ["web:1 retired", "web:2 retired"]),
    PlannerCase(
        "prune: report while a source failed", web(.latest(1), prune: .report),
        Snapshot(["web": [1, 2]], coverage: uncovered), reported: ["web:1 coverageIncomplete"]),
    PlannerCase(
        "a family that AWS Batch registers is held, whichever of its revisions was described", web(.latest(1)),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")], registrars: ["web:2": .batch]),
        held: ["web:1 inUse+registeredByBatch", "web:2 registeredByBatch"]),
    PlannerCase(
        "AWS Batch's are held even if they are too young, and although the family may retire", web(retire: true),
        Snapshot(["web": [1, 2]], dates: ["web:1": minuteAgo], registrars: ["web:2": .batch]),
        held: ["web:1 registeredByBatch+tooYoung", "web:2 registeredByBatch+tooYoung"]),
    PlannerCase(
        "AWS Batch's are reported as withheld", web(.latest(1), prune: .report),
        Snapshot(["web": [1, 2]], registrars: ["web:1": .batch]), reported: ["web:1 registeredByBatch"]),
    PlannerCase(
        "another family of AWS Batch's holds nothing", web(.latest(1)),
        Snapshot(["web": [1, 2], "jobs": [1]], registrars: ["jobs:1": .batch, "web:1": .other]), removed: ["web:1"]),
    PlannerCase(
        "who registered the family is unknown", web(.latest(1)),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")], registrars: [:]),
        minimumAge: .zero, held: ["web:1 inUse", "web:2 registrarUnknown"]),
    PlannerCase(
        "one description shows that a family is nobody's in particular", web(.latest(1)),
        Snapshot(["web": five], registrars: ["web:2": .other]),
        removed: ["web:1", "web:2", "web:3", "web:4"]),
    PlannerCase("a family without a manifest is left alone", DesiredState(), Snapshot(["web": five])),
    PlannerCase(
        "a source that failed holds everything", web(.latest(1)), Snapshot(["web": [1, 2]], coverage: uncovered),
        held: ["web:1 coverageIncomplete"]),
    PlannerCase(
        "a source that was not read holds everything", web(.latest(1)),
        Snapshot(["web": [1, 2]], coverage: Coverage()), held: ["web:1 coverageIncomplete"]),
    PlannerCase(
        "waiving tasks does not count as reading them", web(.latest(1)),
        Snapshot(
            ["web": [1, 2]],
            coverage: Coverage([
                SourceReading(.services, .complete(readAt: noon, references: 0)),
                SourceReading(.tasks, .waived(reason: "none", at: Model.SourceLocation(file: "roster.yaml"))),
            ])), held: ["web:1 coverageIncomplete"]),
    PlannerCase(
        "too young by a minute, and an hour old to the second", web(.latest(1)),
        Snapshot(["web": five], dates: ["web:2": hourAgo, "web:3": minuteAgo]),
        removed: ["web:1", "web:2"], held: ["web:3 tooYoung", "web:4 tooYoung"]),
    PlannerCase(
        "a revision without a date is not removed", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]),
        held: ["web:1 ageUnknown"]),
    PlannerCase(
        "a date says nothing about newer revisions", web(.latest(1)),
        Snapshot(["web": [1, 2, 3]], dates: ["web:1": hourAgo]), removed: ["web:1"], held: ["web:2 ageUnknown"]),
    PlannerCase(
        "registeredWithin declares to the second", web(.registeredWithin(.seconds(7200))),
        Snapshot(["web": five], dates: ["web:2": twoHoursAgo, "web:3": twoHoursAgo.addingTimeInterval(1)]),
        removed: ["web:1", "web:2"]),
    PlannerCase(
        "the longest registeredWithin counts, and numbers add to it",
        web(.registeredWithin(.seconds(60)), .registeredWithin(.seconds(7200)), .revisions([1])),
        Snapshot(["web": five], dates: ["web:3": twoHoursAgo]), removed: ["web:2", "web:3"]),
    PlannerCase(
        "registeredWithin declares revisions without a date", web(.registeredWithin(.seconds(7200))),
        Snapshot(["web": five], dates: [:])),
    PlannerCase(
        "past registeredWithin, a revision may still be too young to remove", web(.registeredWithin(.seconds(60))),
        Snapshot(["web": five], dates: ["web:2": hourAgo, "web:3": minuteAgo, "web:4": noon]),
        removed: ["web:1", "web:2"], held: ["web:3 tooYoung"]),
    PlannerCase(
        "dates that contradict the numbers declare", web(.registeredWithin(.seconds(7200))),
        Snapshot(["web": [1, 2, 3, 4]], dates: ["web:1": minuteAgo, "web:3": twoHoursAgo.addingTimeInterval(-9)])),
    PlannerCase(
        "dates that contradict the numbers hold", web(.latest(1)),
        Snapshot(["web": [1, 2, 3]], dates: ["web:1": minuteAgo, "web:2": hourAgo]),
        held: ["web:1 tooYoung", "web:2 tooYoung"]),
]

@Test("plan() decides", arguments: cases)
func decides(_ this: PlannerCase) {
    let plan = plan(this.desired, against: this.snapshot, under: this.policy, at: noon)
    #expect(plan.removed == this.removed)
    #expect(plan.held == this.held)
    #expect(plan.reports == this.reported)
}

@Test("a removal carries its evidence")
func carriesEvidence() throws {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: GuardrailPolicy(), at: noon)
    #expect(try #require(plan.removals.first).evidence == covered)
    #expect(plan.managedActive == 2)
}

@Test("what is only reported is not counted, approved, cleared or left")
func reportsApart() throws {
    let both = DesiredState(
        [(family("jobs"), Prune.report), (family("web"), .deregister)].map { family, prune in
            DesiredFamily(family, active: [ActiveEntry(.latest(1), at: location())], prune: prune, location: location())
        })
    let snapshot = Snapshot(["jobs": five, "web": [1, 2, 3]])
    var policy = GuardrailPolicy()
    (policy.maximumCount, policy.alwaysAllowed, policy.maximumPercent) = (2, 0, 25)
    let plan = plan(both, against: snapshot, under: policy, at: noon)
    #expect(plan.removed == ["web:1", "web:2"] && plan.held.isEmpty)
    #expect(plan.reports == (1...4).map { "jobs:\($0) undeclared" })
    let guardrails = Guardrails(both, policy)
    #expect(guardrails.refusals(of: plan).isEmpty, "two of eight are 25 %")
    #expect(ApprovedPlan(plan) == ApprovedPlan(scope: plan.scope, removals: [id("web:1"), id("web:2")]))
    let portion = guardrails.portion(of: plan, approved: ApprovedPlan(scope: plan.scope, removals: [id("web:1")]))
    #expect(portion.removed == ["web:1"] && portion.reports == plan.reports)
    #expect(try guardrails.clear(plan, against: snapshot, at: noon).removals.map(\.id) == plan.removals.map(\.id))
}
