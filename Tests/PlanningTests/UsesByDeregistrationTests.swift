import Foundation
import Model
import Planning
import TestSupport
import Testing

private let before = noon.addingTimeInterval(-1)
private let after = noon.addingTimeInterval(60)

/// `web:1` was deregistered at noon.
struct UptakeCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let references: [Reference]
    var deregisteredAt: Date? = noon
    let drifts: [String]

    init(_ name: String, _ references: [Reference], deregisteredAt: Date? = noon, _ drifts: [String]) {
        testDescription = name
        self.references = references
        self.deregisteredAt = deregisteredAt
        self.drifts = drifts
    }
}

private let cases = [
    UptakeCase("a task that started before", [reference(.task, "t", "web:1", since: before)], ["inactiveInUse t"]),
    UptakeCase("a task that started afterwards", [reference(.task, "t", "web:1", since: after)], ["takenUpAgain t"]),
    UptakeCase(
        "a task that started at that very moment", [reference(.task, "t", "web:1", since: noon)], ["takenUpAgain t"]),
    UptakeCase("a rule, which has no start time", [reference(.rule, "r", "web:1")], ["inactiveInUse r"]),
    UptakeCase(
        "the deregistration has no date", [reference(.task, "t", "web:1", since: after)], deregisteredAt: nil,
        ["inactiveInUse t"]),
    UptakeCase(
        "a service counts as new with its deployment and its tasks",
        [
            service("api", uses: "web:1"), reference(.deployment, "api", "web:1", since: after),
            reference(.task, "t", "web:1", since: after),
        ], ["takenUpAgain api+api+t"]),
    UptakeCase(
        "a service that already ran on it keeps starting tasks",
        [
            service("api", uses: "web:1"), reference(.deployment, "api", "web:1", since: before),
            reference(.task, "t", "web:1", since: after),
        ], ["inactiveInUse api+api+t"]),
    UptakeCase(
        "one service ran on it, another one started to",
        [
            reference(.deployment, "api", "web:1", since: before),
            reference(.deployment, "web", "web:1", since: after),
        ], ["inactiveInUse api", "takenUpAgain web"]),
    UptakeCase("a caller that names only the family gets another revision", [service("cron", uses: "web")], []),
]

@Test("uses of a deregistered revision are split by when they began", arguments: cases)
func splitsUses(_ this: UptakeCase) {
    let deregistrations: [Revision: Date] = this.deregisteredAt.map { [1: $0] } ?? [:]
    for status in [RevisionStatus.inactive, .deleteInProgress] {
        let lookups = RevisionLookups(requested: [1], found: [status: [1]], deregistrations: deregistrations)
        let snapshot = Snapshot(["web": [2]], references: this.references).with([family("web"): lookups])
        let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
        #expect(plan.drift.map(\.words) == this.drifts)
    }
}

extension Drift {
    /// `takenUpAgain api+t`.
    fileprivate var words: String {
        switch reason {
        case .takenUpAgain(let users, _), .inactiveInUse(let users):
            "\(reason.code.rawValue) \(users.map(\.name).joined(separator: "+"))"
        default: reason.code.rawValue
        }
    }
}
