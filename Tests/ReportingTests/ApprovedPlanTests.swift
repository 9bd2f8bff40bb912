import Foundation
import Model
import Planning
import Reporting
import TestSupport
import Testing

private let policy = GuardrailPolicy()

private func planned(_ active: RevisionSet, references: [Reference] = []) -> Plan {
    plan(web(.latest(1)), against: Snapshot(["web": active], references: references), under: policy, at: noon)
}

private func approved(_ plan: Plan) throws -> ApprovedPlan {
    try ApprovedPlan(json: Data(try PlanDocument(plan, refusals: []).jsonText().utf8))
}

struct ApprovalCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let approved: RevisionSet
    let now: Plan
    let removed: [String]
    let refusal: Refusal?
}

@Test(
    "only what was approved is removed, or nothing",
    arguments: [
        ApprovalCase(
            testDescription: "nothing changed", approved: [1, 2, 3], now: planned([1, 2, 3]),
            removed: ["web:1", "web:2"], refusal: nil),
        ApprovalCase(
            testDescription: "more would be removed now", approved: [1, 3], now: planned([1, 2, 3]), removed: ["web:1"],
            refusal: nil),
        ApprovalCase(
            testDescription: "one came into use", approved: [1, 2, 3],
            now: planned([1, 2, 3], references: [service("api", uses: "web:1")]), removed: ["web:2"],
            refusal: .stale([id("web:1")], because: .withheld([.inUse([service("api", uses: "web:1")])]))),
        ApprovalCase(
            testDescription: "one is gone", approved: [1, 2, 3], now: planned([2, 3]), removed: ["web:2"],
            refusal: .stale([id("web:1")], because: .notActive)),
        ApprovalCase(
            testDescription: "all are gone, and others exist", approved: [1, 2, 3], now: planned([4]), removed: [],
            refusal: .stale([id("web:1"), id("web:2")], because: .notActive)),
        ApprovalCase(
            testDescription: "one is gone and one in use", approved: [1, 2, 3],
            now: planned([2, 3], references: [service("api", uses: "web:2")]), removed: [],
            refusal: .stale([id("web:1"), id("web:2")])),
        ApprovalCase(
            testDescription: "one has since been declared", approved: [1, 2, 3],
            now: plan(web(.latest(2)), against: Snapshot(["web": [1, 2, 3]]), under: policy, at: noon),
            removed: ["web:1"], refusal: .stale([id("web:2")], because: .kept)),
        ApprovalCase(
            testDescription: "the family is only reported now", approved: [1, 2, 3],
            now: plan(
                web(.latest(1), prune: .report), against: Snapshot(["web": [1, 2, 3]]), under: policy, at: noon),
            removed: [], refusal: .stale([id("web:1"), id("web:2")], because: .kept)),
        ApprovalCase(
            testDescription: "the manifest was deleted", approved: [1, 2, 3],
            now: plan(DesiredState(), against: Snapshot(["web": [1, 2, 3]]), under: policy, at: noon),
            removed: [], refusal: .stale([id("web:1"), id("web:2")], because: .kept)),
        ApprovalCase(
            testDescription: "nothing was to be removed", approved: [3], now: planned([1, 2, 3]), removed: [],
            refusal: nil),
        ApprovalCase(
            testDescription: "another registry", approved: [1, 2, 3],
            now: plan(
                web(.latest(1)),
                against: Snapshot(
                    scope: RegistryScope(region: "us-east-1", account: "123456789012"),
                    active: [family("web"): [1, 2, 3]], registrations: oldDates, coverage: covered),
                under: policy, at: noon),
            removed: ["web:1", "web:2"], refusal: .stale([])),
    ])
func limits(_ this: ApprovalCase) throws {
    let approved = try approved(planned(this.approved))
    #expect(approved.limit(this.now).removed == this.removed)
    #expect(approved.refusal(of: this.now) == this.refusal)
}

@Test("what a saved plan leaves to later runs is read back; an older file has none", arguments: [true, false])
func readsWhatIsLeft(isOlder: Bool) throws {
    var limited = uncappedPolicy()
    (limited.maximumCount, limited.beyondCount) = (1, .limit)
    let guardrails = Guardrails(web(.latest(1)), limited)
    var json = try PlanDocument(guardrails.portion(of: planned([1, 2, 3, 4])), refusals: []).jsonText()
    if isOlder { json = json.replacing(#""left" : 2,"#, with: "") }
    let now = planned(RevisionSet(1...10))
    let plan = guardrails.portion(of: now, approved: try ApprovedPlan(json: Data(json.utf8)))
    #expect(plan.removed == ["web:1"])
    #expect(plan.left == (isOlder ? 0 : 2) && plan.unapproved == (isOlder ? 8 : 6))
}

private let oldDates: Registrations = {
    var dates = Registrations()
    dates.record(RevisionDescription(.active, registeredAt: noon.addingTimeInterval(-7200)), of: id("web:3"))
    return dates
}()

@Test(
    "a document that is not a plan is refused",
    arguments: [
        "", "{}", #"{"formatVersion": 2, "removals": []}"#,
        #"{"formatVersion": 1, "removals": [{"family": "a b", "revision": 1}]}"#,
        #"{"formatVersion": 1, "removals": [{"family": "web", "revision": 0}]}"#,
        #"{"formatVersion": 1, "removals": [], "left": -1}"#,
    ])
func refusesOthers(text: String) {
    #expect(throws: ApprovedPlanError.self) { try ApprovedPlan(json: Data(text.utf8)) }
}
