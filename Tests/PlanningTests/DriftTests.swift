import Foundation
import Model
import Planning
import TestSupport
import Testing

struct DriftCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let desired: DesiredState
    let snapshot: Snapshot
    let drifts: [String]

    init(_ name: String, _ desired: DesiredState, _ snapshot: Snapshot, _ drifts: [String]) {
        testDescription = name
        self.desired = desired
        self.snapshot = snapshot
        self.drifts = drifts
    }
}

private let cases = [
    DriftCase("declared and ACTIVE is no drift", web(.revisions([1, 2])), Snapshot(["web": [1, 2]]), []),
    DriftCase(
        "ACTIVE and undeclared", web(.latest(1)), Snapshot(["web": [1, 2, 3, 7]]), ["web:1..3 undeclared"]),
    DriftCase("a protected revision is no drift", web(.latest(1), protect: [1]), Snapshot(["web": [1, 2]]), []),
    DriftCase(
        "prune: report reports what stays", web(.latest(1), prune: .report), Snapshot(["web": [1, 2]]),
        ["web:1 undeclared"]),
    DriftCase(
        "declared but deregistered, being deleted, or missing", web(.revisions([1, 2, 3, 4])),
        Snapshot(
            ["web": [4]],
            lookups: [
                "web:1": .inactive, "web:2": .deleteInProgress, "web:3": nil,
            ]),
        ["web:1 declaredInactive", "web:2 declaredDeleting", "web:3 declaredMissing"]),
    DriftCase(
        "a missing protected revision is no drift", web(.latest(1), protect: [1]), Snapshot(["web": [2]]),
        []),
    DriftCase(
        "past registeredWithin is drift, without a date is not", web(.registeredWithin(.seconds(3600))),
        Snapshot(["web": [1, 2, 3]], dates: ["web:1": noon.addingTimeInterval(-9999)]), ["web:1 undeclared"]),
    DriftCase(
        "registered after the list was read is no drift", web(.revisions([1, 2])),
        Snapshot(["web": [1]], lookups: ["web:2": .active]), []),
    DriftCase(
        "deregistered, and a service uses it", web(.latest(1)),
        Snapshot(
            ["web": [2]], references: [service("api", uses: "web:1")], lookups: ["web:1": .inactive]),
        ["web:1 inactiveInUse"]),
    DriftCase(
        "the same in an unmanaged family", DesiredState(),
        Snapshot([:], references: [service("api", uses: "old:1")], lookups: ["old:1": .deleteInProgress]),
        ["old:1 inactiveInUse"]),
    DriftCase(
        "families without a manifest", web(.latest(1)), Snapshot(["web": [1], "cron": [1, 2], "api": [5]]),
        ["api:5 unmanagedFamily", "cron:1..2 unmanagedFamily"]),
]

@Test("plan() reports drift", arguments: cases)
func drifts(_ this: DriftCase) {
    let plan = plan(this.desired, against: this.snapshot, under: GuardrailPolicy(), at: noon)
    #expect(plan.drifts == this.drifts)
}

@Test("drift of a declared revision has the location of the first entry that declares it")
func namesTheEntry() {
    let desired = web(.revisions([1]), .revisions([1, 2]))
    let snapshot = Snapshot([:], lookups: ["web:1": nil, "web:2": nil])
    let plan = plan(desired, against: snapshot, under: GuardrailPolicy(), at: noon)
    #expect(plan.drift.map(\.reason) == [.declaredMissing(location(7)), .declaredMissing(location(8))])
}

@Test("only revisions missing from the ACTIVE list are looked up")
func looksUpOnlyUnlisted() {
    let desired = web(.revisions([1, 2, 3]), .latest(5))
    let snapshot = Snapshot(
        ["web": [2, 3]], references: [service("api", uses: "web:9"), service("cron", uses: "cron:4")])
    #expect(
        revisionsToLookUp(desired, against: snapshot) == [family("web"): [1, 9], family("cron"): [4]])
}
