import Foundation
import Manifests
import Model
import Planning
import Testing

private let old = noon.addingTimeInterval(-86_400)
private let minuteAgo = noon.addingTimeInterval(-60)

private func machine(_ family: Family? = nil) -> Reference {
    Reference(.stateMachine, "nightly", uses: .opaque(family, expression: "$.task"), readAt: noon)
}

/// What `explain` says of `web:1`, of which 1 to 3 are ACTIVE where nothing else is said.
struct ExplainCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let desired: DesiredState
    let snapshot: Snapshot
    let state: RevisionState
    let verdict: Verdict
    /// `declared web.yaml:7:5`.
    let rules: [String]

    init(
        _ name: String, _ desired: DesiredState, _ snapshot: Snapshot = Snapshot(["web": [1, 2, 3]]),
        _ state: RevisionState = RevisionState(.active, registeredAt: old), is verdict: Verdict, _ rules: String...
    ) {
        testDescription = name
        self.desired = desired
        self.snapshot = snapshot
        self.state = state
        self.verdict = verdict
        self.rules = rules
    }
}

private let active = [
    ExplainCase("nothing holds it", web(.latest(1)), is: .removed, "undeclared web.yaml:1:5"),
    ExplainCase("a family that may retire", web(retire: true), is: .removed, "retired web.yaml:1:5"),
    ExplainCase("no manifest", DesiredState(), is: .unmanaged, "unmanagedFamily"),
    ExplainCase(
        "two entries declare it", web(.revisions([1]), .latest(1), .latest(3)), is: .declared, "declared web.yaml:7:5",
        "declared web.yaml:9:5"),
    ExplainCase(
        "declared by age", web(.registeredWithin(.seconds(90_000))), is: .declared, "declared web.yaml:7:5"),
    ExplainCase(
        "declared, and in use as well", web(.latest(3)),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")]), is: .declared,
        "declared web.yaml:7:5",
        "inUse"),
    ExplainCase(
        "its manifest only reports", web(.latest(1), prune: .report),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")]), is: .reported,
        "reportOnly web.yaml:1:5",
        "inUse"),
    ExplainCase(
        "in use, possibly in use, and protected", web(.latest(1), protect: [1]),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1"), machine()]), is: .withheld, "inUse",
        "opaque", "protected web.yaml:9:5"),
    ExplainCase(
        "the newest, which a caller of the family gets", web(.revisions([9])),
        Snapshot(["web": [1]], references: [service("cron", uses: "web")]), is: .withheld, "inUse", "newest"),
    ExplainCase(
        "a source could not be read", web(.latest(1)), Snapshot(["web": [1, 2]], coverage: uncovered), is: .withheld,
        "coverageIncomplete"),
    ExplainCase(
        "too young", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]),
        RevisionState(.active, registeredAt: minuteAgo), is: .withheld, "tooYoung"),
    ExplainCase(
        "its own date is enough", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]), is: .removed,
        "undeclared web.yaml:1:5"),
    ExplainCase(
        "no date at all", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]), RevisionState(.active), is: .withheld,
        "ageUnknown"),
    ExplainCase(
        "registered after the list was read", web(.latest(1)), Snapshot(["web": [2]]), is: .removed,
        "undeclared web.yaml:1:5"),
    ExplainCase(
        "what is waived holds nothing", web(.latest(1)),
        Snapshot(
            ["web": [1, 2]], references: [machine()],
            waivers: [OpaqueWaiver(.stepFunctions, "nightly", reason: "etl", at: Place(file: "roster.yaml"))]),
        is: .removed, "undeclared web.yaml:1:5"),
]

private let inactive = RevisionState(.inactive, registeredAt: old, deregisteredAt: minuteAgo)

private let others = [
    ExplainCase(
        "deregistered, as it should be", web(.latest(1)), Snapshot(["web": [2]]), inactive, is: .notActive, "notActive"),
    ExplainCase(
        "deregistered after the list was read", web(.latest(3)), Snapshot(["web": [1, 2]]), inactive, is: .notActive,
        "notActive"),
    ExplainCase(
        "deregistered, and declared", web(.revisions([1, 2])), Snapshot(["web": [2]]), inactive, is: .notActive,
        "declaredInactive web.yaml:7:5", "notActive"),
    ExplainCase(
        "on its way out, declared and in use", web(.revisions([1, 2])),
        Snapshot(["web": [2]], references: [service("api", uses: "web:1")]),
        RevisionState(.deleteInProgress, deregisteredAt: minuteAgo), is: .notActive, "inactiveInUse",
        "declaredDeleting web.yaml:7:5", "notActive"),
    ExplainCase(
        "taken up again by one, and in use by another", web(.latest(1)),
        Snapshot(
            ["web": [2]],
            references: [
                reference(.deployment, "api", "web:1", since: old), reference(.deployment, "web", "web:1", since: noon),
            ]), inactive, is: .notActive, "takenUpAgain", "inactiveInUse", "notActive"),
    ExplainCase("never there", DesiredState(), Snapshot([:]), RevisionState(nil), is: .missing, "missing"),
    ExplainCase(
        "never there, and declared", web(.revisions([1])), Snapshot([:]), RevisionState(nil), is: .missing,
        "declaredMissing web.yaml:7:5", "missing"),
]

@Test("explain() decides as plan() does", arguments: active + others)
func explains(_ this: ExplainCase) {
    let policy = GuardrailSettings()
    let explanation = explain(
        id("web:1"), this.desired, against: this.snapshot, this.state, under: policy, at: noon)
    #expect(explanation.verdict == this.verdict)
    #expect(explanation.rules.map { $0.code + ($0.place.map { " \($0)" } ?? "") } == this.rules)
    #expect(explanation.rules.allSatisfy { !$0.message.isEmpty && !$0.change.isEmpty })
}

@Test("what explain() says of an ACTIVE revision is what becomes of it in the plan")
func agreesWithThePlan() {
    for seed in 0..<300 as Range<UInt64> {
        let world = World(seed: seed)
        let plan = plan(world.desired, against: world.snapshot, under: world.policy, at: noon)
        let removed = Set(plan.removals.map(\.id))
        let withheld = Dictionary(uniqueKeysWithValues: plan.withheld.map { ($0.id, $0.reasons.map(\.code.rawValue)) })
        for (family, numbers) in world.active {
            for revision in numbers.compactMap({ Revision($0) }) {
                let id = RevisionID(family, revision)
                let date = world.dates[id.description]
                let explained = explain(
                    id, world.desired, against: world.snapshot, RevisionState(.active, registeredAt: date),
                    under: world.policy, at: noon)
                #expect((explained.verdict == .removed) == removed.contains(id), "\(id), seed \(seed)")
                guard explained.verdict == .withheld else { continue }
                #expect(explained.rules.map(\.code) == withheld[id], "\(id), seed \(seed)")
            }
        }
    }
}

@Test("the sentences say who, where and until when")
func saysWhatWouldChange() {
    let sentences = { (desired: DesiredState, snapshot: Snapshot, state: RevisionState) in
        explain(id("web:1"), desired, against: snapshot, state, under: GuardrailSettings(), at: noon).rules
            .map { "\($0.message) | \($0.change)" }
    }
    let young = RevisionState(.active, registeredAt: minuteAgo)
    #expect(
        sentences(web(.latest(1)), Snapshot(["web": [1, 2]], references: [machine()]), young) == [
            """
            possibly in use by state machine nightly ($.task): only when that runs is a task definition chosen | let it \
            name one, or waive it in the configuration under references.stepFunctions.opaque
            """,
            """
            registered at 2027-01-15T07:59:00Z or later, less than 1h ago (guardrails.minimumAge) | from \
            2027-01-15T08:59:00Z on at the earliest, or with a lower guardrails.minimumAge, this no longer keeps it
            """,
        ])
    let taken = Snapshot(["web": [2]], references: [reference(.task, "1f", "web:1", since: noon)])
    #expect(
        sentences(web(.latest(1)), taken, inactive) == [
            """
            deregistered at 2027-01-15T07:59:00Z, and taken up again since 2027-01-15T08:00:00Z by task 1f | move it to a \
            revision that is ACTIVE, or register the content again and move it to that
            """,
            """
            INACTIVE: what uses it goes on with it; anything else can take it into use for ten minutes after its \
            deregistration at the most | nothing brings it back; its content can be registered again, and gets a new number
            """,
        ])
    #expect(
        sentences(web(.registeredWithin(.seconds(86_400))), Snapshot(["web": [1, 2]], dates: [:]), young).first == """
            declared by 'registeredWithin: 1d' at web.yaml:7:5 | from 2027-01-16T07:59:00Z on, or once the time at \
            web.yaml:7:5 is shortened, it is no longer declared
            """)
}

@Test("an explanation's JSON: who, with the time of reading and the waiver, and every source with its time")
func rendersExplanationJSON() throws {
    let coverage = Coverage([
        SourceReading(.services, .whole(readAt: noon, references: 1)),
        SourceReading(.tasks, .failed(reason: "denied")),
        SourceReading(.pipes, .waived(reason: "none", at: Place(file: "roster.yaml"))),
    ])
    let snapshot = Snapshot(
        ["web": [1, 2]], references: [reference(.deployment, "api", "web:1", since: old), machine()],
        coverage: coverage,
        waivers: [OpaqueWaiver(.stepFunctions, "nightly", reason: "etl", at: Place(file: "roster.yaml"))])
    let explanation = explain(
        id("web:1"), web(.latest(1)), against: snapshot, RevisionState(.active, registeredAt: old),
        under: GuardrailSettings(), at: noon)
    let text = try ExplanationDocument(explanation).jsonText()
    let document = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
        document.keys.sorted() == [
            "coverage", "family", "formatVersion", "message", "references", "registeredAt", "registry", "revision",
            "rules", "status", "verdict", "waivers",
        ])
    let references = try #require(document["references"] as? [[String: String]])
    #expect(
        references == [
            [
                "kind": "deployment", "name": "api", "names": "web:1", "since": "2027-01-14T08:00:00Z",
                "source": "services", "readAt": "2027-01-15T08:00:00Z",
            ],
            [
                "kind": "stateMachine", "name": "nightly", "expression": "$.task", "source": "stepFunctions",
                "readAt": "2027-01-15T08:00:00Z", "waived": "etl", "place": "roster.yaml:1:1",
            ],
        ])
    #expect(text.contains(#""reason" : "denied""#) && text.contains(#""reason" : "none""#))
    #expect(text.contains(#""code" : "coverageIncomplete""#))
    #expect(!explanation.isWhole)
}
