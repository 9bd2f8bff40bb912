import Foundation
import Model
import Planning
import TestSupport
import Testing

private func policy(count: Int = 50, percent: Int = 100) -> GuardrailPolicy {
    var policy = GuardrailPolicy()
    policy.maximumCount = count
    policy.maximumPercent = percent
    return policy
}

struct CapCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let policy: GuardrailPolicy
    let removals: Int
    let active: Int
    let codes: [String]
}

private let caps = [
    CapCase(
        testDescription: "exactly the count", policy: policy(count: 3), removals: 3, active: 4, codes: []),
    CapCase(
        testDescription: "one above the count", policy: policy(count: 3), removals: 4, active: 5, codes: ["cap"]),
    CapCase(
        testDescription: "exactly the percentage", policy: policy(percent: 30), removals: 3, active: 10, codes: []),
    CapCase(
        testDescription: "one revision above the percentage", policy: policy(percent: 30), removals: 4, active: 13,
        codes: ["cap"]),
    CapCase(
        testDescription: "count and percentage exceeded", policy: policy(count: 1, percent: 1), removals: 4, active: 5,
        codes: ["cap", "cap"]),
    CapCase(
        testDescription: "a count of 0 allows none", policy: policy(count: 0), removals: 1, active: 9, codes: ["cap"]),
    CapCase(
        testDescription: "no removals never exceed a cap", policy: policy(count: 0, percent: 0), removals: 0,
        active: 0, codes: []),
]

@Test("a cap refuses the plan as a whole", arguments: caps)
func refusesAsAWhole(_ this: CapCase) throws {
    let all = (1...9000).prefix(this.active).compactMap { Revision($0) }
    let declared = RevisionSet(all.dropFirst(this.removals))
    let desired = declared.isEmpty ? web(retire: true) : web(.revisions(declared))
    let active = RevisionSet(all)
    let snapshot = Snapshot(["web": active])
    let plan = plan(desired, against: snapshot, under: this.policy, at: noon)
    try #require(plan.removals.count == this.removals)
    let guardrails = Guardrails(desired, this.policy)
    #expect(guardrails.refusals(of: plan).map(\.code) == this.codes)
    if this.codes.isEmpty {
        #expect(try guardrails.clear(plan, against: snapshot, at: noon).removals.count == this.removals)
    } else {
        #expect(throws: Refusals.self) { try guardrails.clear(plan, against: snapshot, at: noon) }
    }
}

struct FreshCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let fresh: Snapshot
    let cleared: [String]
    let held: [String]

    init(_ name: String, _ fresh: Snapshot, cleared: [String] = [], held: [String] = []) {
        testDescription = name
        self.fresh = fresh
        self.cleared = cleared
        self.held = held
    }
}

private let freshReads = [
    FreshCase("nothing changed", Snapshot(["web": [1, 2, 3]]), cleared: ["web:1", "web:2"]),
    FreshCase(
        "a service started using one", Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")]),
        cleared: ["web:2"], held: ["web:1 inUse"]),
    FreshCase(
        "someone else removed one", Snapshot(["web": [2, 3]]), cleared: ["web:2"], held: ["web:1 changedSincePlan"]),
    FreshCase(
        "someone else removed the newest, so that another one is newest", Snapshot(["web": [1, 2]]), cleared: ["web:1"],
        held: ["web:2 changedSincePlan"]),
    FreshCase(
        "the family is gone", Snapshot([:]), held: ["web:1 changedSincePlan", "web:2 changedSincePlan"]),
    FreshCase(
        "a date turned out to be newer",
        Snapshot(["web": [1, 2, 3]], dates: ["web:1": noon.addingTimeInterval(-9000), "web:2": noon]),
        cleared: ["web:1"], held: ["web:2 tooYoung"]),
]

@Test("fresh reads hold single removals", arguments: freshReads)
func holdsBack(_ this: FreshCase) throws {
    let desired = web(.latest(1))
    let plan = plan(desired, against: Snapshot(["web": [1, 2, 3]]), under: policy(), at: noon)
    let cleared = try Guardrails(desired, policy()).clear(plan, against: this.fresh, at: noon)
    #expect(cleared.removals.map(\.id.description) == this.cleared)
    #expect(cleared.withheld.map { "\($0.id) \($0.reasons.map(\.code.rawValue).joined(separator: "+"))" } == this.held)
}

@Test("incomplete fresh reads refuse the plan")
func refusesIncomplete() {
    let desired = web(.latest(1))
    let plan = plan(desired, against: Snapshot(["web": [1, 2]]), under: policy(), at: noon)
    let fresh = Snapshot(["web": [1, 2]], coverage: uncovered)
    #expect(throws: Refusals(.coverageIncomplete(uncovered.failures), uncovered)) {
        try Guardrails(desired, policy()).clear(plan, against: fresh, at: noon)
    }
}

@Test("evidence is valid for evidenceMaximumAge, to the second", arguments: [(30, true), (31, false), (-1, false)])
func refusesOldEvidence(age: Int, isCleared: Bool) throws {
    let desired = web(.latest(1))
    let snapshot = Snapshot(["web": [1, 2]])
    let plan = plan(desired, against: snapshot, under: policy(), at: noon)
    let later = noon.addingTimeInterval(Double(age))
    let cleared = try? Guardrails(desired, policy()).clear(plan, against: snapshot, at: later)
    #expect((cleared != nil) == isCleared)
    guard let cleared else { return }
    #expect(cleared.timeLeft(at: noon) == .seconds(30))
    #expect(cleared.timeLeft(at: noon.addingTimeInterval(28.7501)) == .milliseconds(1249))
    #expect(cleared.timeLeft(at: noon.addingTimeInterval(30)) == .zero)
    #expect(cleared.timeLeft(at: noon.addingTimeInterval(31)) == nil)
    #expect(cleared.timeLeft(at: noon.addingTimeInterval(-1)) == nil)
}

/// A source that took that many seconds; services and tasks took one each.
private func coverage(_ source: ReferenceSource, took: Double) -> Coverage {
    let others = [.services, .tasks].filter { $0 != source }.map { other in
        SourceReading(other, .complete(readAt: noon, took: .seconds(1), references: 0))
    }
    return Coverage(others + [SourceReading(source, .complete(readAt: noon, took: .seconds(took), references: 0))])
}

struct SlowCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    let took: Double
    let age: Double
    let refusal: Refusal
}

@Test(
    "the refusal of old evidence has its age and the slowest source",
    arguments: [
        SlowCase(
            testDescription: "a source that took too long", source: .stepFunctions, took: 40.2, age: 41,
            refusal: tooOld(41, slowest: .stepFunctions, took: 40.2)),
        SlowCase(
            testDescription: "one of ECS's own sources, whose age is a fraction of a second more", source: .tasks,
            took: 1200, age: 1200.1, refusal: tooOld(1200.1, slowest: .tasks, took: 1200)),
        SlowCase(
            testDescription: "a source that was read in time: the delay was elsewhere", source: .pipes, took: 3,
            age: 30.5, refusal: tooOld(30.5, slowest: .pipes, took: 3)),
        SlowCase(
            testDescription: "a clock that was set back", source: .services, took: -59, age: -60,
            refusal: tooOld(-60, slowest: .tasks, took: 1)),
    ])
func namesTheSlowestSource(_ this: SlowCase) throws {
    let desired = web(.latest(1))
    let plan = plan(desired, against: Snapshot(["web": [1, 2]]), under: policy(), at: noon)
    let fresh = Snapshot(["web": [1, 2]], coverage: coverage(this.source, took: this.took))
    let refusals = #expect(throws: Refusals.self) {
        try Guardrails(desired, policy()).clear(plan, against: fresh, at: noon.addingTimeInterval(this.age))
    }
    #expect(refusals?.all == [this.refusal])
    #expect(refusals?.coverage == fresh.coverage)
}

/// The refusal of evidence of that age, as exact as the difference of two dates.
private func tooOld(_ age: Double, slowest source: ReferenceSource, took: Double) -> Refusal {
    .evidenceTooOld(
        age: .seconds(noon.addingTimeInterval(age).timeIntervalSince(noon)), maximum: .seconds(30),
        slowest: SlowestReading(
            SourceReading(source, .complete(readAt: noon, took: .seconds(took), references: 0))))
}

@Test(
    "a plan reports in advance that its references took longer to read than they may be old",
    arguments: [(30, false), (30.5, true)] as [(Double, Bool)])
func knowsSlowEvidence(took: Double, isSlow: Bool) {
    let desired = web(.latest(1))
    let snapshot = Snapshot(["web": [1, 2]], coverage: coverage(.codeDeploy, took: took))
    let plan = plan(desired, against: snapshot, under: policy(), at: noon)
    let slow = Guardrails(desired, policy()).slowEvidence(of: plan)
    #expect(slow?.reading.source == (isSlow ? .codeDeploy : nil))
    #expect(slow?.maximumAge == (isSlow ? .seconds(30) : nil))
    #expect(Guardrails(desired, policy()).refusals(of: plan).isEmpty)
}

@Test(
    "the recommended maximum age leaves time to act on the evidence",
    arguments: [(3.0, 30), (20, 30), (20.1, 60), (41, 90), (1200.1, 1830)] as [(Double, Int)])
func advisesAnAge(age: Double, advised: Int) {
    #expect(SlowestReading.advisedMaximumAge(for: .seconds(age)) == .seconds(advised))
}

@Test("a removal that was not cleared before is not cleared later")
func clearsOnlyWhatWasCleared() throws {
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, policy())
    let plan = plan(desired, against: Snapshot(["web": [1, 2, 3]]), under: policy(), at: noon)
    let used = Snapshot(["web": [1, 2, 3]], references: [service("api", uses: "web:1")])
    let cleared = try guardrails.clear(plan, against: used, at: noon)
    let again = try guardrails.clear(plan.removals, of: cleared, against: Snapshot(["web": [1, 2, 3]]), at: noon)
    #expect(again.removals.map(\.id) == [id("web:2")])
}

struct MomentCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let active: RevisionSet
    let codes: [WithholdReason.Code]
}

@Test(
    "right before a removal its family is checked once more",
    arguments: [
        MomentCase(testDescription: "unchanged", active: [1, 2, 3], codes: []),
        MomentCase(testDescription: "a newer one was registered", active: [1, 2, 3, 4], codes: []),
        MomentCase(testDescription: "the newest was deregistered", active: [1, 2], codes: [.changedSincePlan]),
        MomentCase(
            testDescription: "the revision itself was deregistered", active: [1, 3], codes: [.changedSincePlan]),
    ])
func looksOnceMore(_ this: MomentCase) throws {
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, policy())
    let plan = plan(desired, against: Snapshot(["web": [1, 2, 3]]), under: policy(), at: noon)
    let cleared = try guardrails.clear(plan, against: Snapshot(["web": [1, 2, 3]]), at: noon)
    let removal = try #require(cleared.removals.last)
    #expect(guardrails.reasonsToWithhold(removal, of: cleared, active: this.active, at: noon).map(\.code) == this.codes)
}

@Test("a revision that passes registeredWithin after the plan waits for the next plan, and one without a date stays")
func keepsToThePlan() throws {
    let desired = web(.registeredWithin(.seconds(9000)), .latest(1))
    let dates = ["web:1": noon.addingTimeInterval(-9001), "web:2": noon.addingTimeInterval(-8999)]
    let world = Snapshot(["web": [1, 2, 3]], dates: dates)
    let plan = plan(desired, against: world, under: policy(), at: noon)
    #expect(plan.removed == ["web:1"])
    let later = try Guardrails(desired, policy()).clear(plan, against: world, at: noon.addingTimeInterval(10))
    #expect(later.removals.map(\.id) == [id("web:1")])
    let undated = try Guardrails(desired, policy()).clear(
        plan, against: Snapshot(["web": [1, 2, 3]], dates: [:]), at: noon)
    #expect(undated.withheld.map(\.reasons) == [[.changedSincePlan]])
}

@Test("the newest stays when someone else deregistered the newer ones, whatever the entries say")
func keepsTheNewestOfTheMoment() throws {
    let desired = web(.revisions([4]))
    let guardrails = Guardrails(desired, policy())
    let world = Snapshot(["web": [1, 2, 3, 4]])
    let cleared = try guardrails.clear(
        plan(desired, against: world, under: policy(), at: noon), against: world, at: noon)
    let removal = try #require(cleared.removals.last)
    #expect(guardrails.reasonsToWithhold(removal, of: cleared, active: [1, 2, 3], at: noon).map(\.code) == [.newest])
}
