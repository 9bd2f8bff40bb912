import Foundation
import Model
import Planning
import TestSupport
import Testing

@testable import Reporting

/// `web` declares 5 and 9; 1 to 5 are ACTIVE; a service uses 2.
private func planned(covered: Bool = true) throws -> (plan: Plan, refusals: [Refusal]) {
    let web = try Family("web")
    let place = Model.SourceLocation(file: "manifests/web.yaml", line: 7, column: 7)
    let desired = DesiredState([
        DesiredFamily(
            web, active: [ActiveEntry(.revisions([5, 9]), at: place)], protect: [Protection(3...3, at: place)],
            location: place)
    ])
    var registrations = Registrations()
    registrations.record(
        RevisionDescription(.active, registeredAt: noon.addingTimeInterval(-86_400)), of: RevisionID(web, 4))
    let service = Reference(
        .service, "arn:aws:ecs:eu-west-1:123456789012:service/default/api",
        uses: .pinned(RevisionID(web, 2), scope: nil), readAt: noon)
    let snapshot = Snapshot(
        active: [web: [1, 2, 3, 4, 5], try Family("cron"): [1]],
        lookups: [web: RevisionLookups(requested: [9], found: [.inactive: [9]])], registrations: registrations,
        references: [service],
        coverage: Coverage([
            SourceReading(.services, .complete(readAt: noon, references: 1)),
            covered
                ? SourceReading(.tasks, .complete(readAt: noon, references: 0))
                : SourceReading(.tasks, .failed(.call("ecs:ListTasks was denied"))),
        ]))
    var policy = GuardrailPolicy()
    policy.alwaysAllowed = 0
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    return (plan, Guardrails(desired, policy).refusals(of: plan))
}

private let plain = TextRenderer(Palette(isColored: false))

@Test("a plan as text", arguments: [true, false])
func rendersPlan(covered: Bool) throws {
    let (plan, refusals) = try planned(covered: covered)
    try expectGolden(plain.render(plan, refusals: refusals), covered ? "text/plan.txt" : "text/plan-incomplete.txt")
}

@Test("what is only reported has a section and a count of its own, and is no other drift")
func rendersReported() throws {
    let desired = web(.revisions([5]), protect: [3], prune: .report)
    let snapshot = Snapshot(["web": [1, 2, 3, 4, 5]], references: [service("api", uses: "web:2")])
    let plan = plan(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
    try expectGolden(
        plain.render(plan, refusals: Guardrails(desired, GuardrailPolicy()).refusals(of: plan)),
        "text/plan-reported.txt")
}

@Test("drift as text")
func rendersDrift() throws {
    try expectGolden(plain.renderDrift(try planned().plan), "text/drift.txt")
}

@Test("outcomes as text, with and without colours", arguments: [true, false])
func rendersReport(isColored: Bool) throws {
    let plan = try planned().plan
    let report = Report(
        plan: plan,
        outcomes: [
            RevisionOutcome(plan.removals[0].id, .removed),
            RevisionOutcome(plan.removals[1].id, .failed(.callFailed("web:4 could not be deregistered: no"))),
        ])
    try expectGolden(
        TextRenderer(Palette(isColored: isColored)).render(report),
        isColored ? "text/report-colored.txt" : "text/report.txt")
}

@Test("the evidence of the outcomes and the last check, each with its time and families")
func rendersLastCheck() throws {
    let plan = try planned().plan
    let families = Set(try ["web", "api", "cron", "etl", "x"].map { try Family($0) })
    func coverage(_ seconds: Double, of families: Set<Family>, _ count: Int) -> Coverage {
        let readAt = noon.addingTimeInterval(seconds)
        return Coverage([
            SourceReading(.services, .complete(readAt: readAt, references: 1)),
            SourceReading(.tasks, .complete(readAt: readAt, references: count, of: families)),
        ])
    }
    let id = plan.removals[0].id
    let tasks = ["default/1", "default/2"].enumerated().map { index, name in
        Reference(
            .task, name, uses: .pinned(id, scope: nil), since: noon.addingTimeInterval(Double(index) * 60 - 30),
            readAt: noon.addingTimeInterval(660))
    }
    var watch = RemovalWatch()
    let report = Report(
        plan: plan, outcomes: [RevisionOutcome(id, .removed, on: coverage(30, of: families, 0), at: noon)])
    watch.record(report)
    let look = watch.check(
        against: ReferenceIndex(tasks, in: nil),
        described: [id: RevisionDescription(.inactive, deregisteredAt: noon)], coverage(660, of: [id.family], 1),
        readAt: noon.addingTimeInterval(660))
    try expectGolden(plain.render(report.with(look)), "text/report-last-look.txt")
}

@Test("a refused plan has one row for each family, and each reason once")
func rendersRefusedReport() throws {
    let plan = try planned().plan
    let refusals = try #require(
        Refusals([
            .countExceeded(removals: 2, maximum: 1), .percentExceeded(removals: 2, active: 5, maximum: 30),
            .stale([]),
        ]))
    try expectGolden(plain.render(Report(refused: plan, refusals)), "text/report-refused.txt")
}

@Test("what a run leaves to later ones is counted, and listed as drift")
func rendersWhatIsLeft() {
    var policy = uncappedPolicy()
    (policy.maximumCount, policy.beyondCount) = (2, .limit)
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, policy)
    let plan = guardrails.portion(
        of: plan(desired, against: Snapshot(["web": RevisionSet(1...6)]), under: policy, at: noon))
    let text = plain.render(plan, refusals: guardrails.refusals(of: plan))
    #expect(
        text.hasSuffix(
            "2 to remove, 3 left for later runs (guardrails.maximumDeregistrations), 0 withheld, 1 other drift.\n"))
    #expect(text.contains("web:3..5                ACTIVE but not declared"))
    let report = Report(
        plan: plan, outcomes: plan.removals.map { RevisionOutcome($0.id, .removed, on: covered, at: noon) })
    #expect(
        plain.render(report).hasSuffix("2 of 2 removed, 3 left for later runs (guardrails.maximumDeregistrations).\n"))
    #expect(report.drift.map(\.revisions) == [[3, 4, 5]])
}

@Test("what was not approved is not left for later runs, and counted apart")
func rendersWhatWasNotApproved() {
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, uncappedPolicy())
    let whole = plan(desired, against: Snapshot(["web": RevisionSet(1...6)]), under: uncappedPolicy(), at: noon)
    for (approved, said) in [
        ([id("web:1")], "0 of 1 removed, 4 not in the approved plan.\n"),
        ([], "Nothing to remove, 5 not in the approved plan.\n"),
    ] {
        let plan = guardrails.portion(of: whole, approved: ApprovedPlan(scope: whole.scope, removals: Set(approved)))
        let outcomes = approved.map { RevisionOutcome($0, .alreadyDeregistered) }
        #expect(plain.render(Report(plan: plan, outcomes: outcomes)).hasSuffix(said))
    }
}

@Test("what applies to several revisions of a family is printed once, at the first of them")
func groupsRevisions() throws {
    let (api, web) = (try Family("api"), try Family("web"))
    let machine = Reference(
        .stateMachine, "nightly", uses: .opaque(nil, .computed("$.task")), readAt: noon)
    let rows = plain.rows(
        [(api, [1]), (web, [1, 2, 4, 5])].flatMap { family, revisions in
            RevisionSet(revisions).map { revision in
                Withheld(
                    RevisionID(family, revision),
                    because: revision.number == 2 ? [.opaque([machine]), .newest(kept: 1)] : [.opaque([machine])])
            }
        })
    #expect(rows.map { $0.prefix(27).trimmingCharacters(in: .whitespaces) } == ["= api:1", "= web:1, 4..5", "= web:2"])
}

/// `web` declares its newest and protects 2, which a service uses and a state machine may.
private func explained() throws -> Explanation {
    let web = try Family("web")
    let id = RevisionID(web, 2)
    let place = Model.SourceLocation(file: "manifests/web.yaml", line: 7, column: 7)
    let desired = DesiredState([
        DesiredFamily(
            web, active: [ActiveEntry(.latest(1), at: place)], protect: [Protection(2...2, at: place)], location: place)
    ])
    let scope = RegistryScope(region: "eu-west-1", account: "123456789012")
    let name = "arn:aws:ecs:eu-west-1:123456789012:service/default/api"
    let references = [
        Reference(.service, name, uses: .pinned(id, scope: scope), readAt: noon),
        Reference(
            .deployment, name, uses: .pinned(id, scope: scope), since: noon.addingTimeInterval(-60), readAt: noon),
        Reference(
            .stateMachine, "arn:aws:states:eu-west-1:123456789012:stateMachine:nightly",
            uses: .opaque(nil, .computed("$.task")), readAt: noon),
    ]
    let snapshot = Snapshot(
        scope: scope, active: [web: [1, 2, 3]], references: references,
        coverage: Coverage([
            SourceReading(.services, .complete(readAt: noon, references: 2)),
            SourceReading(.tasks, .complete(readAt: noon, references: 0)),
            SourceReading(.pipes, .waived(reason: "none here", at: Model.SourceLocation(file: "roster.yaml"))),
            SourceReading(.stepFunctions, .complete(readAt: noon, references: 1)),
        ]),
        waivers: [
            OpaqueWaiver(
                .stepFunctions, "nightly", reason: "starts etl alone", at: Model.SourceLocation(file: "roster.yaml"))
        ])
    return explain(
        id, desired, against: snapshot, RevisionDescription(.active, registeredAt: noon.addingTimeInterval(-86_400)),
        under: GuardrailPolicy(), at: noon)
}

@Test("an explanation as text")
func rendersExplanation() throws {
    try expectGolden(plain.render(try explained()), "text/explanation.txt")
}
