import Foundation
import Model
import Planning
import Testing

private let old = noon.addingTimeInterval(-86_400)
private let minuteAgo = noon.addingTimeInterval(-60)

private func machine(_ family: Family? = nil) -> Reference {
    Reference(.stateMachine, "nightly", uses: .opaque(family, .computed("$.task")), readAt: noon)
}

/// What `explain` says about `web:1`; 1 to 3 are ACTIVE unless stated otherwise.
package struct ExplainCase: CustomTestStringConvertible, Sendable {
    package let testDescription: String
    package let desired: DesiredState
    package let snapshot: Snapshot
    package let state: RevisionDescription?
    package let verdict: Verdict
    /// The rules' codes, each with its location if it has one: `declared web.yaml:7:5`.
    package let rules: [String]

    init(
        _ name: String, _ desired: DesiredState, _ snapshot: Snapshot = Snapshot(["web": [1, 2, 3]]),
        _ state: RevisionDescription? = RevisionDescription(.active, registeredAt: old), is verdict: Verdict,
        _ rules: String...
    ) {
        testDescription = name
        self.desired = desired
        self.snapshot = snapshot
        self.state = state
        self.verdict = verdict
        self.rules = rules
    }

    /// Every case, of each verdict at least one.
    package static let all = active + others

    /// What `explain` says at noon, under the default guardrails.
    package var explanation: Explanation {
        explain(id("web:1"), desired, against: snapshot, state, under: GuardrailPolicy(), at: noon)
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
        "declared and also in use", web(.latest(3)),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")]), is: .declared,
        "declared web.yaml:7:5",
        "inUse"),
    ExplainCase(
        "its manifest only reports", web(.latest(1), prune: .report),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")]), is: .reported,
        "reportOnly web.yaml:1:5",
        "inUse"),
    ExplainCase(
        "its manifest only reports, and nothing else keeps it", web(.latest(1), prune: .report, retire: true),
        is: .reported, "reportOnly web.yaml:1:5", "retired web.yaml:1:5"),
    ExplainCase(
        "its family is AWS Batch's", web(.latest(1)),
        Snapshot(["web": [1, 2, 3]], registrars: ["web:2": .batch]), is: .withheld, "registeredByBatch"),
    ExplainCase(
        "it is AWS Batch's, and nothing else was described", web(.latest(1)),
        Snapshot(["web": [1, 2]], registrars: [:]), RevisionDescription(.active, registeredAt: old, by: .batch),
        is: .withheld, "registeredByBatch"),
    ExplainCase(
        "in use, possibly in use, and protected", web(.latest(1), protect: [1]),
        Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1"), machine()]), is: .withheld, "inUse",
        "opaque", "protected web.yaml:9:5"),
    ExplainCase(
        "the newest, used by a caller that names only the family", web(.revisions([9])),
        Snapshot(["web": [1]], references: [service("cron", uses: "web")]), is: .withheld, "inUse", "newest"),
    ExplainCase(
        "a source could not be read", web(.latest(1)), Snapshot(["web": [1, 2]], coverage: uncovered), is: .withheld,
        "coverageIncomplete"),
    ExplainCase(
        "too young", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]),
        RevisionDescription(.active, registeredAt: minuteAgo), is: .withheld, "tooYoung"),
    ExplainCase(
        "its own date is old enough", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]), is: .removed,
        "undeclared web.yaml:1:5"),
    ExplainCase(
        "no date at all", web(.latest(1)), Snapshot(["web": [1, 2]], dates: [:]), RevisionDescription(.active),
        is: .withheld,
        "ageUnknown"),
    ExplainCase(
        "registered after the list was read", web(.latest(1)), Snapshot(["web": [2]]), is: .removed,
        "undeclared web.yaml:1:5"),
    ExplainCase(
        "a waived reference holds nothing", web(.latest(1)),
        Snapshot(
            ["web": [1, 2]], references: [machine()],
            waivers: [
                OpaqueWaiver(.stepFunctions, "nightly", reason: "etl", at: Model.SourceLocation(file: "roster.yaml"))
            ]),
        is: .removed, "undeclared web.yaml:1:5"),
]

private let inactive = RevisionDescription(.inactive, registeredAt: old, deregisteredAt: minuteAgo)

private let others = [
    ExplainCase(
        "deregistered, as it should be", web(.latest(1)), Snapshot(["web": [2]]), inactive, is: .notActive, "notActive"),
    ExplainCase(
        "deregistered after the list was read", web(.latest(3)), Snapshot(["web": [1, 2]]), inactive, is: .notActive,
        "notActive"),
    ExplainCase(
        "deregistered but declared", web(.revisions([1, 2])), Snapshot(["web": [2]]), inactive, is: .notActive,
        "declaredInactive web.yaml:7:5", "notActive"),
    ExplainCase(
        "being deleted, declared and in use", web(.revisions([1, 2])),
        Snapshot(["web": [2]], references: [service("api", uses: "web:1")]),
        RevisionDescription(.deleteInProgress, deregisteredAt: minuteAgo), is: .notActive, "inactiveInUse",
        "declaredDeleting web.yaml:7:5", "notActive"),
    ExplainCase(
        "picked up again by one service, still in use by another", web(.latest(1)),
        Snapshot(
            ["web": [2]],
            references: [
                reference(.deployment, "api", "web:1", since: old), reference(.deployment, "web", "web:1", since: noon),
            ]), inactive, is: .notActive, "takenUpAgain", "inactiveInUse", "notActive"),
    ExplainCase("never registered", DesiredState(), Snapshot([:]), nil, is: .missing, "missing"),
    ExplainCase(
        "never registered, but declared", web(.revisions([1])), Snapshot([:]), nil, is: .missing,
        "declaredMissing web.yaml:7:5", "missing"),
]
