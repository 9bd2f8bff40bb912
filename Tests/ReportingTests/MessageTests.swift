import Foundation
import Model
import Planning
import Reporting
import TestSupport
import Testing

// Every sentence about a decision that people read, one file for each kind: a change of wording is one diff.

private let machine = Reference(
    .stateMachine, "arn:aws:states:eu-west-1:123456789012:stateMachine:nightly (state a/b:c)",
    uses: .opaque(nil, .computed("$.task")), readAt: noon)
private let schedule = Reference(
    .schedule, "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/s",
    uses: .opaque(nil, .computed("$.task")), readAt: noon)
private let rollback = Reference(
    .serviceDeployment, "arn:aws:ecs:eu-west-1:123456789012:service/default/api",
    uses: .opaque(family("web"), .forgotten("the deployment to roll back to")), readAt: noon
)
private let rule = Reference(
    .rule, "arn:aws:events:eu-west-1:123456789012:rule/bus/r target t/1", uses: name("web:1"), since: nil, readAt: noon)
private let later = noon.addingTimeInterval(60)
private let users = [
    service("arn:aws:ecs:eu-west-1:123456789012:service/default/api", uses: "web:1"),
    reference(.deployment, "arn:aws:ecs:eu-west-1:123456789012:service/default/api", "web:1", since: later), rule,
    reference(.task, "default/1f", "web:1"),
]
private let failures = [
    SourceReading(.services, .failed(.call("a"))), SourceReading(.tasks, .failed(.call("b"))),
    SourceReading(.serviceDeployments, .failed(.call("a"))),
]

private let withholdReasons: [WithholdReason] = [
    .inUse(users), .opaque([machine, schedule]), .opaque([rollback]), .opaque([rollback, machine]), .protected,
    .newest(kept: 1), .newest(kept: 3), .registeredByBatch,
    .tooYoung(registeredSince: noon, minimumAge: .seconds(3600)), .ageUnknown, .registrarUnknown,
    .coverageIncomplete(failures), .coverageIncomplete([]), .cap, .evidenceTooOld, .changedSincePlan(.notActive),
    .changedSincePlan(.kept), .approvalStale,
]

private let driftReasons: [DriftReason] = [
    .undeclared, .declaredInactive(location()), .declaredMissing(location()), .declaredDeleting(location()),
    .inactiveInUse(users), .removedInUse(users, deregisteredAt: noon), .removedInUse([rule], deregisteredAt: nil),
    .takenUpAgain(users, deregisteredAt: noon), .unmanagedFamily,
]

private func slow(_ source: ReferenceSource, took seconds: Double) -> SlowEvidence {
    SlowEvidence(source, took: .seconds(seconds), maximumAge: GuardrailPolicy().maximumAge(of: source))
}

private let refusals: [Refusal] = [
    .countExceeded(removals: 60, maximum: 50), .percentExceeded(removals: 4, active: 10, maximum: 30),
    .coverageIncomplete(failures), .coverageIncomplete([]), .stale([]),
    .stale([id("web:1"), id("web:2")]), .stale([id("web:4"), id("web:5")], because: .kept),
    .stale((1...7).map { id("web:\($0)") }, because: .notActive),
    .stale((1...19).map { id("web:\($0)") }, because: .notActive),
    .stale([id("web:1")], because: .withheld([.protected, .ageUnknown])),
    .evidenceTooOld(slow(.stepFunctions, took: 940.2)), .evidenceTooOld(slow(.tasks, took: 1200)), .evidenceTooOld(nil),
    .evidenceTooOld(SlowEvidence(.codeDeploy, took: .seconds(41), maximumAge: .seconds(30), isUnderWay: true)),
]

private let outcomes: [Outcome] = [
    .removed, .removedInUse(users), .removedInUse([rule]), .alreadyDeregistered, .withheld([.protected, .ageUnknown]),
    .failed(.listFailed("denied")),
    .failed(.callFailed("web:1 could not be deregistered: denied")), .unverified(.noResponse("timed out")),
    .unverified(.noResponse("timed out", since: .withheld([.inUse(users)]))),
    .unverified(.neitherConfirmedNorReadBack(call: "timed out", readBack: "denied")),
    .unverified(.notReadBack("denied")), .unverified(.readBack(as: .active)), .unverified(.readBack(as: nil)),
    .notAttempted(.interrupted), .notAttempted(.manifestsUnusable("web.yaml:4:8: a mistake")),
    .notAttempted(.removedInUse([id("web:1"), id("web:2")])),
    .notAttempted(.throttled("web:3 was throttled", bursts: 10)),
    .notAttempted(.registryChanged),
    .notAttempted(.failedForAll(id("web:1"))), .notAttempted(.failed("denied")),
]

private let readings: [SourceReading] = [
    SourceReading(.services, .complete(readAt: noon, references: 1)),
    SourceReading(.tasks, .complete(readAt: noon, references: 0, of: [family("api"), family("web")])),
    SourceReading(.tasks, .complete(readAt: noon, references: 2, of: Set("abcde".map { family(String($0)) }))),
    SourceReading(.pipes, .failed(.call("pipes:ListPipes was denied"))), SourceReading(.pipes, .failed(.notRead)),
    SourceReading(.services, .failed(.foreignReference(by: "arn:aws:ecs:us-east-1:1:service/default/api"))),
    SourceReading(.scheduler, .waived(reason: "no schedules here", at: location(1, in: "roster.yaml"))),
]

private let rules: [Rule] =
    [
        .unmanaged, .declared(.revisions([1, 38, 39]), location(), until: nil),
        .declared(.latest(3), location(), until: nil),
        .declared(.registeredWithin(.seconds(86_400)), location(), until: later),
        .declared(.registeredWithin(.seconds(86_400)), location(), until: nil), .reportOnly(location()),
        .protected(location()), .undeclared(.undeclared, location()), .undeclared(.retired, location()),
        .notActive(.inactive), .notActive(.deleteInProgress), .notActive(.active), .missing,
    ] + withholdReasons.map(Rule.held) + driftReasons.map(Rule.drifting)

private func waiverUses() -> [WaiverUse] {
    let waivers =
        ["nightly", "twin", "weekly"].map {
            OpaqueWaiver(.stepFunctions, $0, reason: "starts etl alone", at: location(1, in: "roster.yaml"))
        } + [OpaqueWaiver(.scheduler, "late", reason: "starts etl alone", at: location(2, in: "roster.yaml"))]
    let twins = ["a:twin", "b:twin"].map {
        Reference(.stateMachine, $0, uses: .opaque(nil, .computed("$.task")), readAt: noon)
    }
    let coverage = Coverage(
        covered.readings + [SourceReading(.stepFunctions, .complete(readAt: noon, references: 3))])
    return Snapshot(["web": [1]], references: [machine] + twins, coverage: coverage, waivers: waivers).waivers
}

private func looks() -> [String?] {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: GuardrailPolicy(), at: noon)
    let report = Report(plan: plan, outcomes: [RevisionOutcome(id("web:1"), .removed, at: noon)])
    var watch = RemovalWatch()
    watch.record(report)
    let incomplete = watch.check(against: ReferenceIndex(), Coverage(failures), readAt: later)
    let open = watch.check(against: ReferenceIndex(), covered, readAt: later)
    let last = watch.check(against: ReferenceIndex(), covered, readAt: noon.addingTimeInterval(600))
    return [
        report.unwatchedMessage, report.with(open).unwatchedMessage, incomplete.message, open.message, last.message,
    ]
}

/// All sentences of a kind, each after its code.
private func sentences(_ kind: String) -> [String] {
    switch kind {
    case "withheld": withholdReasons.map { $0.code.rawValue + ": " + $0.message }
    case "drift": driftReasons.map { $0.code.rawValue + ": " + Drift(family("web"), [1, 2], $0).message }
    case "refusals": refusals.map { $0.code + ": " + $0.message }
    case "outcomes": outcomes.map { $0.code.rawValue + ": " + $0.message }
    case "readings": readings.map { $0.source.rawValue + ": " + $0.message }
    case "rules": rules.map { $0.code + ": " + $0.message + "\n    " + $0.change }
    case "verdicts": Verdict.allCases.map { $0.rawValue + ": " + $0.message }
    case "waivers": waiverUses().map(\.message)
    case "looks": looks().map { $0 ?? "(nothing)" }
    case "users": [machine, schedule, rollback, rule].map { $0.user + " | " + $0.label }
    case "slow-evidence":
        [
            slow(.codeDeploy, took: 901), slow(.services, took: 31),
            SlowEvidence(.codeDeploy, took: .seconds(880), maximumAge: .seconds(900), margin: .seconds(30)),
        ].map(\.message)
    default: []
    }
}

@Test(
    "the sentences match the golden files",
    arguments: [
        "withheld", "drift", "refusals", "outcomes", "readings", "rules", "verdicts", "waivers", "looks", "users",
        "slow-evidence",
    ])
func says(kind: String) throws {
    try expectGolden(sentences(kind).joined(separator: "\n") + "\n", "messages/\(kind).txt")
}

/// The cases of ``Refusal``, several of which share a code. A new one does not compile until it is here as well.
private enum RefusalCase: CaseIterable {
    case countExceeded, percentExceeded, coverageIncomplete, stale, evidenceTooOld

    init(_ refusal: Refusal) {
        self =
            switch refusal {
            case .countExceeded: .countExceeded
            case .percentExceeded: .percentExceeded
            case .coverageIncomplete: .coverageIncomplete
            case .stale: .stale
            case .evidenceTooOld: .evidenceTooOld
            }
    }
}

/// The cases of ``Rule``, which share codes with reasons. A new one does not compile until it is here as well.
private enum RuleCase: CaseIterable {
    case unmanaged, declared, reportOnly, protected, held, undeclared, drifting, notActive, missing

    init(_ rule: Rule) {
        self =
            switch rule {
            case .unmanaged: .unmanaged
            case .declared: .declared
            case .reportOnly: .reportOnly
            case .protected: .protected
            case .held: .held
            case .undeclared: .undeclared
            case .drifting: .drifting
            case .notActive: .notActive
            case .missing: .missing
            }
    }
}

@Test("no reason, refusal, outcome or rule is without its sentence in the golden files")
func coversEveryCase() {
    #expect(Set(withholdReasons.map(\.code)) == Set(WithholdReason.Code.allCases))
    #expect(Set(driftReasons.map(\.code)) == Set(DriftReason.Code.allCases))
    #expect(Set(outcomes.map(\.code)) == Set(Outcome.Code.allCases))
    #expect(Set(refusals.map { RefusalCase($0) }) == Set(RefusalCase.allCases))
    #expect(Set(rules.map { RuleCase($0) }) == Set(RuleCase.allCases))
    #expect(sentences("verdicts").count == Verdict.allCases.count)
}

@Test("every rule says what it is, and what would have to change")
func rulesHaveMessagesAndChanges() {
    for rule in rules {
        #expect(!rule.message.isEmpty && !rule.change.isEmpty, "\(rule.code)")
    }
}

@Test("the age that the refusal of old evidence advises lets the next run pass", arguments: [30.5, 41, 1200.1])
func advisesAnAgeThatHelps(age: Double) throws {
    let desired = web(.latest(1))
    let coverage = Coverage([
        SourceReading(.services, .complete(readAt: noon, took: .seconds(age), references: 0)),
        SourceReading(.tasks, .complete(readAt: noon, references: 0)),
    ])
    let snapshot = Snapshot(["web": [1, 2]], coverage: coverage)
    let policy = uncappedPolicy()
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    let end = noon.addingTimeInterval(age)
    let refusals = try #require(throws: Refusals.self) {
        try Guardrails(desired, policy).clear(plan, against: snapshot, at: end)
    }
    let message = try #require(refusals.all.first).message
    let advice = try #require(message.firstMatch(of: /guardrails\.evidenceMaximumAge to at least ([0-9a-z]+)/)).1
    var raised = policy
    raised.evidenceMaximumAge = try #require(Duration(advice))
    let cleared = try Guardrails(desired, raised).clear(plan, against: snapshot, at: end)
    #expect(cleared.removals.map(\.id) == [id("web:1")])
}
