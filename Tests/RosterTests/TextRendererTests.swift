import Foundation
import Manifests
import Model
import Planning
import Testing

@testable import Reconciler
@testable import roster

private let noon = Date(timeIntervalSince1970: 1_800_000_000)

/// `web` declares 5 and 9; 1 to 5 are ACTIVE; a service uses 2.
private func planned(covered: Bool = true) throws -> PlannedRun {
    let web = try Family("web")
    let place = Place(file: "manifests/web.yaml", line: 7, column: 7)
    let desired = DesiredState([
        DesiredFamily(
            web, active: [ActiveEntry(.revisions([5, 9]), at: place)], protect: [Protection(3...3, at: place)],
            place: place)
    ])
    var registrations = RegistrationDates()
    registrations.note(RevisionID(web, 4), registeredAt: noon.addingTimeInterval(-86_400))
    let service = Reference(
        .service, "arn:aws:ecs:eu-west-1:123456789012:service/default/api",
        uses: .pinned(RevisionID(web, 2), scope: nil), readAt: noon)
    let snapshot = Snapshot(
        readAt: noon, active: [web: [1, 2, 3, 4, 5], try Family("cron"): [1]],
        lookups: [web: RevisionLookups(asked: [9], found: [.inactive: [9]])], registrations: registrations,
        references: [service],
        coverage: Coverage([
            SourceReading(.services, .whole(readAt: noon, references: 1)),
            covered
                ? SourceReading(.tasks, .whole(readAt: noon, references: 0))
                : SourceReading(.tasks, .failed(reason: "ecs:ListTasks was denied")),
        ]))
    let policy = GuardrailSettings()
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    return PlannedRun(
        manifests: ManifestSet(files: [], version: nil), desired: desired, plan: plan,
        refusals: Guardrails(desired, policy).refusals(of: plan))
}

@Test("a plan as text")
func rendersPlan() throws {
    #expect(
        TextRenderer(Palette(isColored: false)).render(try planned()) == """
            Remove
              - web:1                   not declared, not in use
              - web:4                   not declared, not in use

            Withheld
              = web:2                   in use by service default/api
              = web:3                   protected by its manifest

            Drift that this plan does not end
              ~ cron                    no manifest names this family: it is left alone
              ~ web:9                   declared at manifests/web.yaml:7:7 but INACTIVE: register its content again \
            and declare the new number

            Refused
              removing 2 of the 5 ACTIVE revisions of the managed families exceeds \
            guardrails.maximumDeregistrations.percent, which is 30; if they are meant, apply with \
            --maximum-deregistrations 2

            Evidence
              · services                read whole at 2027-01-15T08:00:00Z, 1 reference
              · tasks                   read whole at 2027-01-15T08:00:00Z, 0 references

            2 to remove, 2 withheld, 2 other drift.

            """)
}

@Test("a plan that does not know everything says so, and removes nothing")
func rendersIncompletePlan() throws {
    let text = TextRenderer(Palette(isColored: false)).render(try planned(covered: false))
    #expect(
        text.contains("nothing is removed while not every reference can be read: tasks: ecs:ListTasks was denied\n"))
    #expect(text.contains("! tasks                   not read whole\n"))
    #expect(text.contains("= web:1, 4                not known to be unused: tasks could not be read whole\n"))
    #expect(text.contains("0 to remove, 4 withheld"))
}

@Test("drift as text")
func rendersDrift() throws {
    #expect(
        TextRenderer(Palette(isColored: false)).renderDrift(try planned().plan).hasPrefix(
            """
            Drift
              ~ cron                    no manifest names this family: it is left alone
              ~ web:1..2, 4             ACTIVE but not declared
              ~ web:9                   declared at
            """))
}

@Test("outcomes as text, coloured where there are colours")
func rendersReport() throws {
    let plan = try planned().plan
    let report = Report(
        plan: plan,
        outcomes: [
            RevisionOutcome(plan.removals[0].id, .removed),
            RevisionOutcome(plan.removals[1].id, .failed("web:4 could not be deregistered: no")),
        ])
    let text = TextRenderer(Palette(isColored: true)).render(report)
    #expect(
        text.contains("\u{1B}[32m-\u{1B}[0m web:1                   removed: deregistered, and read back as INACTIVE"))
    #expect(text.contains("\u{1B}[31m!\u{1B}[0m web:4                   failed: web:4 could not be deregistered: no"))
    #expect(text.contains("1 of 2 removed."))
}

@Test("what the outcomes rest on, and the last look that found what was taken up, each with its time and families")
func rendersLastLook() throws {
    let plan = try planned().plan
    let families = Set(try ["web", "api", "cron", "etl", "x"].map { try Family($0) })
    func coverage(_ seconds: Double, of families: Set<Family>, _ count: Int) -> Coverage {
        let readAt = noon.addingTimeInterval(seconds)
        return Coverage([
            SourceReading(.services, .whole(readAt: readAt, references: 1)),
            SourceReading(.tasks, .whole(readAt: readAt, references: count, of: families)),
        ])
    }
    let id = plan.removals[0].id
    let task = Reference(.task, "default/1", uses: .pinned(id, scope: nil), readAt: noon.addingTimeInterval(660))
    var watch = RemovalWatch()
    let report = Report(
        plan: plan, outcomes: [RevisionOutcome(id, .removed, on: coverage(30, of: families, 0), at: noon)])
    watch.note(report)
    let look = watch.look(
        at: ReferenceIndex([task], in: nil), coverage(660, of: [id.family], 1), readAt: noon.addingTimeInterval(660))
    let text = TextRenderer(Palette(isColored: false)).render(report.with(look))
    #expect(
        text.hasSuffix(
            """
            Evidence
              · services                read whole at 2027-01-15T08:00:30Z, 1 reference
              · tasks                   read whole for api, cron, etl, 2 more at 2027-01-15T08:00:30Z, 0 references

            Last look at what was removed
              · services                read whole at 2027-01-15T08:11:00Z, 1 reference
              · tasks                   read whole for web at 2027-01-15T08:11:00Z, 1 reference

            1 of 1 removed.

            """))
}

@Test("outcomes of a refused plan in one row for each family, and each reason once")
func rendersRefusedReport() throws {
    let plan = try planned().plan
    let refusals = try #require(
        Refusals([
            .countExceeded(removals: 2, maximum: 1), .percentExceeded(removals: 2, active: 5, maximum: 30),
            .stale([]),
        ]))
    let text = TextRenderer(Palette(isColored: false)).render(Report(refused: plan, refusals))
    #expect(
        text.hasPrefix(
            """
            Outcome
              = web:1, 4                withheld: the plan was refused: too many removals at once; the plan that was \
            approved is stale

            Withheld
            """))
}

@Test("what is said of several revisions of a family is said once, where the first of them stands")
func groupsRevisions() throws {
    let (api, web) = (try Family("api"), try Family("web"))
    let machine = Reference(
        .stateMachine, "nightly", uses: .opaque(nil, expression: "$.task"), readAt: noon)
    let rows = TextRenderer(Palette(isColored: false)).rows(
        [(api, [1]), (web, [1, 2, 4, 5])].flatMap { family, revisions in
            RevisionSet(revisions).map { revision in
                Withheld(
                    RevisionID(family, revision),
                    because: revision.number == 2 ? [.opaque([machine]), .newest(kept: 1)] : [.opaque([machine])])
            }
        })
    #expect(rows.map { $0.prefix(27).trimmingCharacters(in: .whitespaces) } == ["= api:1", "= web:1, 4..5", "= web:2"])
}

@Test("sources that failed in the same way are named together")
func namesFailuresTogether() {
    let failures = [
        SourceReading(.services, .failed(reason: "a")), SourceReading(.tasks, .failed(reason: "b")),
        SourceReading(.serviceDeployments, .failed(reason: "a")),
    ]
    #expect(
        Refusal.coverageIncomplete(failures).message
            == "nothing is removed while not every reference can be read: services, serviceDeployments: a; tasks: b")
}

/// `web` declares its newest and protects 2, which a service uses and a state machine may.
private func explained() throws -> Explanation {
    let web = try Family("web")
    let id = RevisionID(web, 2)
    let place = Place(file: "manifests/web.yaml", line: 7, column: 7)
    let desired = DesiredState([
        DesiredFamily(
            web, active: [ActiveEntry(.latest(1), at: place)], protect: [Protection(2...2, at: place)], place: place)
    ])
    let scope = RegistryScope(region: "eu-west-1", account: "123456789012")
    let name = "arn:aws:ecs:eu-west-1:123456789012:service/default/api"
    let references = [
        Reference(.service, name, uses: .pinned(id, scope: scope), readAt: noon),
        Reference(
            .deployment, name, uses: .pinned(id, scope: scope), since: noon.addingTimeInterval(-60), readAt: noon),
        Reference(
            .stateMachine, "arn:aws:states:eu-west-1:123456789012:stateMachine:nightly",
            uses: .opaque(nil, expression: "$.task"), readAt: noon),
    ]
    let snapshot = Snapshot(
        readAt: noon, scope: scope, active: [web: [1, 2, 3]], references: references,
        coverage: Coverage([
            SourceReading(.services, .whole(readAt: noon, references: 2)),
            SourceReading(.tasks, .whole(readAt: noon, references: 0)),
            SourceReading(.pipes, .waived(reason: "none here", at: Place(file: "roster.yaml"))),
            SourceReading(.stepFunctions, .whole(readAt: noon, references: 1)),
        ]),
        waivers: [OpaqueWaiver(.stepFunctions, "nightly", reason: "starts etl alone", at: Place(file: "roster.yaml"))])
    return explain(
        id, desired, against: snapshot, RevisionState(.active, registeredAt: noon.addingTimeInterval(-86_400)),
        under: GuardrailSettings(), at: noon)
}

@Test("an explanation as text")
func rendersExplanation() throws {
    #expect(
        TextRenderer(Palette(isColored: false)).render(try explained()) == """
            web:2  ACTIVE, registered at 2027-01-14T08:00:00Z

            Used by
              · deployment of service default/api names web:2 since 2027-01-15T07:59:00Z (services, read at \
            2027-01-15T08:00:00Z)
              · service default/api     names web:2 (services, read at 2027-01-15T08:00:00Z)
              · state machine nightly   chooses when it runs, by $.task (stepFunctions, read at \
            2027-01-15T08:00:00Z); waived at roster.yaml:1:1: starts etl alone

            Decided by
              = inUse                   in use by service default/api
                                        once every user has moved to another revision, or has ended, this no longer keeps it
              = protected               protected at manifests/web.yaml:7:7
                                        taken out of 'protect' at manifests/web.yaml:7:7, this no longer keeps it

            Evidence
              · registry                account 123456789012 in eu-west-1
              · pipes                   waived at roster.yaml:1:1: none here
              · services                read whole at 2027-01-15T08:00:00Z, 2 references
              · stepFunctions           read whole at 2027-01-15T08:00:00Z, 1 reference
              · tasks                   read whole at 2027-01-15T08:00:00Z, 0 references
              · stepFunctions           what state machine nightly ($.task) uses is waived at roster.yaml:1:1: starts etl \
            alone

            It stays, although nothing declares it.

            """)
}
