import Foundation
import Model
import Planning
import TestSupport
import Testing

private func policy(
    count: Int = 50, percent: Int = 100, always: Int = 0, beyond: GuardrailPolicy.BeyondCount = .refuse
) -> GuardrailPolicy {
    var policy = GuardrailPolicy()
    policy.maximumCount = count
    policy.maximumPercent = percent
    policy.alwaysAllowed = always
    policy.beyondCount = beyond
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
        testDescription: "a plan so small that its percentage is not asked", policy: policy(percent: 1, always: 3),
        removals: 3, active: 4, codes: []),
    CapCase(
        testDescription: "one more than always", policy: policy(percent: 1, always: 3), removals: 4, active: 5,
        codes: ["cap"]),
    CapCase(
        testDescription: "always does not soften the count", policy: policy(count: 2, percent: 1, always: 3),
        removals: 3, active: 4, codes: ["cap"]),
    CapCase(
        testDescription: "beyond: limit softens the count", policy: policy(count: 2, beyond: .limit), removals: 4,
        active: 5, codes: []),
    CapCase(
        testDescription: "beyond: limit does not soften the percentage",
        policy: policy(count: 2, percent: 30, beyond: .limit), removals: 4, active: 5, codes: ["cap"]),
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

struct PortionCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let policy: GuardrailPolicy
    let removed: [String]
    let left: Int
}

@Test(
    "a run takes what the count allows: families in turn, lowest numbers first",
    arguments: [
        PortionCase(
            testDescription: "a remainder is left", policy: policy(count: 4, beyond: .limit),
            removed: ["api:1", "api:2", "web:1", "web:2"], left: 3),
        PortionCase(
            testDescription: "one family has fewer", policy: policy(count: 6, beyond: .limit),
            removed: ["api:1", "api:2", "web:1", "web:2", "web:3", "web:4"], left: 1),
        PortionCase(
            testDescription: "all fit", policy: policy(count: 7, beyond: .limit),
            removed: ["api:1", "api:2", "web:1", "web:2", "web:3", "web:4", "web:5"], left: 0),
        PortionCase(
            testDescription: "a refused plan stays whole", policy: policy(count: 4),
            removed: ["api:1", "api:2", "web:1", "web:2", "web:3", "web:4", "web:5"], left: 0),
        PortionCase(testDescription: "a count of 0", policy: policy(count: 0, beyond: .limit), removed: [], left: 7),
    ])
func takesAPortion(_ this: PortionCase) throws {
    let families = ["api", "web"].map {
        DesiredFamily(family($0), active: [ActiveEntry(.latest(1), at: location(7))], location: location())
    }
    let snapshot = Snapshot(["web": RevisionSet(1...6), "api": [1, 2, 3]])
    let desired = DesiredState(families)
    let guardrails = Guardrails(desired, this.policy)
    let portion = guardrails.portion(of: plan(desired, against: snapshot, under: this.policy, at: noon))
    #expect(portion.removed == this.removed)
    #expect(portion.left == this.left)
    #expect(portion.managedActive == 9)
}

@Test("the share of a portion is that of the whole plan")
func countsWhatIsLeft() {
    let limited = policy(count: 1, percent: 30, beyond: .limit)
    let desired = web(.latest(1))
    let whole = plan(desired, against: Snapshot(["web": RevisionSet(1...6)]), under: limited, at: noon)
    let guardrails = Guardrails(desired, limited)
    #expect(guardrails.refusals(of: guardrails.portion(of: whole)) == guardrails.refusals(of: whole))
    #expect(guardrails.refusals(of: whole) == [.percentExceeded(removals: 5, active: 6, maximum: 30)])
    // Saved, approved and applied, it still is a part of that plan.
    let saved = ApprovedPlan(guardrails.portion(of: whole))
    let approved = guardrails.portion(of: whole, approved: saved)
    #expect(approved.removed == ["web:1"] && approved.left == 4)
    #expect(guardrails.refusals(of: approved) == guardrails.refusals(of: whole))
    // Without the limit by which it was made as well.
    let refusing = Guardrails(desired, policy(percent: 30))
    #expect(refusing.portion(of: whole, approved: saved).left == 4)
    #expect(refusing.refusals(of: refusing.portion(of: whole, approved: saved)) == guardrails.refusals(of: whole))
    // Without it a whole plan of two is all that is asked for.
    let two = ApprovedPlan(scope: whole.scope, removals: [id("web:1"), id("web:2")])
    #expect(refusing.refusals(of: refusing.portion(of: whole, approved: two)).count == 1)
}

struct ApprovedPortionCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let policy: GuardrailPolicy
    /// What was approved, of `web` with these ACTIVE revisions; later there are 1 to 110.
    let approved: RevisionSet
    let removed: Int
    let left: Int
    let unapproved: Int
    let refusals: [Refusal]
}

@Test(
    "what was added since an approval does not count against it, and is not left by it",
    arguments: [
        ApprovedPortionCase(
            testDescription: "a whole plan, with a limit", policy: policy(count: 50, percent: 30, beyond: .limit),
            approved: [1, 2, 3, 110], removed: 3, left: 0, unapproved: 106, refusals: []),
        ApprovedPortionCase(
            testDescription: "a whole plan, without one", policy: policy(count: 50, percent: 30),
            approved: [1, 2, 3, 110], removed: 3, left: 0, unapproved: 106, refusals: []),
        ApprovedPortionCase(
            testDescription: "a portion", policy: policy(count: 2, percent: 30, beyond: .limit),
            approved: [1, 2, 3, 4, 5, 110], removed: 2, left: 3, unapproved: 104, refusals: []),
        ApprovedPortionCase(
            testDescription: "a portion of too large a share", policy: policy(count: 2, percent: 4, beyond: .limit),
            approved: [1, 2, 3, 4, 5, 110], removed: 2, left: 3, unapproved: 104,
            refusals: [.percentExceeded(removals: 5, active: 110, maximum: 4)]),
        ApprovedPortionCase(
            testDescription: "nothing", policy: policy(count: 50, percent: 30, beyond: .limit), approved: [110],
            removed: 0, left: 0, unapproved: 109, refusals: []),
        ApprovedPortionCase(
            testDescription: "nothing, as none is allowed", policy: policy(count: 0, percent: 0, beyond: .limit),
            approved: [1, 2, 110], removed: 0, left: 2, unapproved: 107, refusals: []),
    ])
func countsWhatWasApproved(_ this: ApprovedPortionCase) {
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, this.policy)
    let before = plan(desired, against: Snapshot(["web": this.approved]), under: this.policy, at: noon)
    let approved = ApprovedPlan(guardrails.portion(of: before))
    let now = plan(desired, against: Snapshot(["web": RevisionSet(1...110)]), under: this.policy, at: noon)
    let portion = guardrails.portion(of: now, approved: approved)
    #expect(portion.removals.count == this.removed)
    #expect(portion.left == this.left)
    #expect(portion.unapproved == this.unapproved)
    #expect(guardrails.refusals(of: portion) == this.refusals)
}

struct AgeCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    /// When its reading began, in seconds before the clearing.
    let age: Double
    let left: Duration?
}

@Test(
    "each reading may be as old as its kind of source allows",
    arguments: [
        AgeCase(testDescription: "ECS's own, in time", source: .services, age: 29.5, left: .milliseconds(500)),
        AgeCase(testDescription: "ECS's own, too old", source: .services, age: 30.5, left: nil),
        AgeCase(testDescription: "a schedule, older than that", source: .scheduler, age: 31, left: .seconds(30)),
        AgeCase(testDescription: "a schedule, nearly too old", source: .scheduler, age: 890, left: .seconds(10)),
        AgeCase(testDescription: "a schedule, too old", source: .scheduler, age: 901, left: nil),
    ])
func expiresByKind(_ this: AgeCase) throws {
    let desired = web(.latest(1))
    let others = [ReferenceSource.services, .tasks].filter { $0 != this.source }
    let coverage = Coverage(
        others.map { SourceReading($0, .complete(readAt: noon, references: 0)) } + [
            SourceReading(this.source, .complete(readAt: noon.addingTimeInterval(-this.age), references: 0))
        ])
    let snapshot = Snapshot(["web": [1, 2]], coverage: coverage)
    let plan = plan(desired, against: snapshot, under: policy(), at: noon)
    let cleared = try? Guardrails(desired, policy()).clear(plan, against: snapshot, at: noon)
    #expect(cleared?.timeLeft(at: moment(noon)) == this.left)
    #expect(cleared?.timeLeft(at: moment(noon.addingTimeInterval(30))) == nil)
}

@Test("only the readings that are too old for their kind have to be read again")
func knowsWhatIsTooOld() {
    let ages: [(ReferenceSource, Double)] = [
        (.services, 31), (.tasks, 30), (.eventBridge, 31), (.scheduler, 901), (.pipes, 900),
    ]
    let coverage = Coverage(
        ages.map { SourceReading($0, .complete(readAt: noon.addingTimeInterval(-$1), references: 0)) }
            + [SourceReading(.codeDeploy, .waived(reason: "none", at: location()))])
    #expect(coverage.expired(under: policy(), at: moment(noon)) == [.scheduler, .services])
    #expect(
        coverage.expired(under: policy(), at: moment(noon), within: .seconds(1)) == [
            .pipes, .scheduler, .services, .tasks,
        ])
}

@Test("the time of day does not change the age of evidence")
func measuresByUptime() throws {
    let desired = web(.latest(1))
    let snapshot = Snapshot(["web": [1, 2]])
    let plan = plan(desired, against: snapshot, under: policy(), at: noon)
    for hours in [-1.0, 1] {
        let set = noon.addingTimeInterval(hours * 3600)
        let guardrails = Guardrails(desired, policy())
        let inTime = try guardrails.clear(
            plan.removals, of: plan, against: snapshot, at: Moment(date: set, uptime: .seconds(29)))
        #expect(inTime.removals.count == 1)
        #expect(throws: Refusals.self) {
            try guardrails.clear(
                plan.removals, of: plan, against: snapshot, at: Moment(date: set, uptime: .seconds(31)))
        }
    }
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
    let slowest: SlowEvidence
}

@Test(
    "a refusal of old evidence names the source that used most of its own maximum age",
    arguments: [
        SlowCase(
            testDescription: "one of ECS's own", source: .tasks, took: 31, age: 31,
            slowest: SlowEvidence(.tasks, took: .seconds(31), maximumAge: .seconds(30))),
        SlowCase(
            testDescription: "a source that starts things later", source: .stepFunctions, took: 950, age: 951,
            slowest: SlowEvidence(.stepFunctions, took: .seconds(950), maximumAge: .seconds(900))),
        SlowCase(
            testDescription: "a slow one that is allowed it, while ECS's own readings aged", source: .stepFunctions,
            took: 300, age: 31, slowest: SlowEvidence(.services, took: .seconds(1), maximumAge: .seconds(30))),
    ])
func namesTheSlowestSource(_ this: SlowCase) throws {
    let desired = web(.latest(1))
    let plan = plan(desired, against: Snapshot(["web": [1, 2]]), under: policy(), at: noon)
    let fresh = Snapshot(["web": [1, 2]], coverage: coverage(this.source, took: this.took))
    let refusals = #expect(throws: Refusals.self) {
        try Guardrails(desired, policy()).clear(plan, against: fresh, at: noon.addingTimeInterval(this.age))
    }
    guard case .evidenceTooOld(let slowest?)? = refusals?.all.first else {
        Issue.record("\(String(describing: refusals))")
        return
    }
    #expect(slowest.source == this.slowest.source || this.slowest.took == .seconds(1))
    #expect(slowest.maximumAge == this.slowest.maximumAge)
    #expect(slowest.took == this.slowest.took)
    #expect(refusals?.coverage == fresh.coverage)
}

struct WarningCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    let took: Double
    let again: Double
    let isSlow: Bool
}

@Test(
    "a plan warns from the time that a run's reading would take, not from its own",
    arguments: [
        WarningCase(
            testDescription: "a burst made it fast", source: .services, took: 2, again: 38, isSlow: true),
        WarningCase(
            testDescription: "what was kept makes the next one fast", source: .serviceDeployments, took: 40, again: 2,
            isSlow: false),
        WarningCase(
            testDescription: "a source that may take that long", source: .stepFunctions, took: 38, again: 97,
            isSlow: false),
        WarningCase(
            testDescription: "a source that leaves a burst the time it needs", source: .stepFunctions, took: 38,
            again: 870, isSlow: false),
        WarningCase(
            testDescription: "a source that leaves a burst too little time", source: .stepFunctions, took: 38,
            again: 871, isSlow: true),
        WarningCase(
            testDescription: "a source that may not take that long", source: .stepFunctions, took: 38, again: 901,
            isSlow: true),
    ])
func warnsOfSlowEvidence(_ this: WarningCase) {
    let desired = web(.latest(1))
    let reading = SourceReading(
        this.source,
        .complete(
            readAt: moment(noon), took: .seconds(this.took), again: .seconds(this.again), references: 0, of: nil))
    let others = covered.readings.filter { $0.source != this.source }
    let snapshot = Snapshot(["web": [1, 2]], coverage: Coverage(others + [reading]))
    let plan = plan(desired, against: snapshot, under: policy(), at: noon)
    let slow = Guardrails(desired, policy()).slowEvidence(of: plan)
    #expect(slow?.source == (this.isSlow ? this.source : nil))
    #expect(slow?.took == (this.isSlow ? .seconds(this.again) : nil))
    #expect(Guardrails(desired, policy()).refusals(of: plan).isEmpty)
}

@Test(
    "the recommended maximum age leaves time to act on the evidence",
    arguments: [(3.0, 30), (20, 30), (20.1, 60), (41, 90), (1200.1, 1830)] as [(Double, Int)])
func advisesAnAge(age: Double, advised: Int) {
    #expect(SlowEvidence.advisedMaximumAge(for: .seconds(age)) == .seconds(advised))
}

@Test("the advice of a warning ends the warning", arguments: [19.0, 20, 97, 880], [20.0, 60, 900])
func advisesEnough(again: Double, age: Double) {
    let desired = web(.latest(1))
    let reading = SourceReading(
        .stepFunctions,
        .complete(readAt: moment(noon), took: .zero, again: .seconds(again), references: 0, of: nil))
    let snapshot = Snapshot(["web": [1, 2]], coverage: Coverage(covered.readings + [reading]))
    var policy = policy()
    policy.referenceMaximumAge = .seconds(age)
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    guard let slow = Guardrails(desired, policy).slowEvidence(of: plan) else {
        #expect(again + min(30, age / 2) <= age)
        return
    }
    policy.referenceMaximumAge = slow.advisedMaximumAge
    #expect(Guardrails(desired, policy).slowEvidence(of: plan) == nil)
}

@Test("only removals of the plan are cleared")
func clearsOnlyWhatWasPlanned() throws {
    let desired = web(.latest(1))
    let guardrails = Guardrails(desired, policy())
    let world = Snapshot(["web": [1, 2, 3]])
    let plan = plan(desired, against: world, under: policy(), at: noon)
    let approved = plan.limited(to: [id("web:2")])
    let cleared = try guardrails.clear(plan.removals, of: approved, against: world, at: moment(noon))
    #expect(cleared.removals.map(\.id) == [id("web:2")])
}

struct NewerCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let newer: DesiredState
    let held: [String]
}

@Test(
    "manifests that changed since the plan can only keep more",
    arguments: [
        NewerCase(testDescription: "unchanged", newer: web(.revisions([3])), held: []),
        NewerCase(testDescription: "one more is declared", newer: web(.latest(2)), held: ["web:2 changedSincePlan"]),
        NewerCase(
            testDescription: "one is protected", newer: web(.revisions([3]), protect: [1]), held: ["web:1 protected"]),
        NewerCase(
            testDescription: "they are only reported", newer: web(.revisions([3]), prune: .report),
            held: ["web:1 changedSincePlan", "web:2 changedSincePlan"]),
        NewerCase(
            testDescription: "the manifest is gone", newer: DesiredState(),
            held: ["web:1 changedSincePlan", "web:2 changedSincePlan"]),
        NewerCase(testDescription: "less is declared", newer: web(retire: true), held: []),
    ])
func keepsMore(_ this: NewerCase) throws {
    let desired = web(.revisions([3]))
    let world = Snapshot(["web": [1, 2, 3]])
    let plan = plan(desired, against: world, under: policy(), at: noon)
    let cleared = try Guardrails(desired, policy()).clear(
        plan.removals, of: plan, newer: this.newer, against: world, at: moment(noon))
    #expect(
        cleared.withheld.map { "\($0.id) \($0.reasons.map(\.code.rawValue).joined(separator: "+"))" } == this.held)
    #expect(cleared.removals.count == 2 - this.held.count)
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
    #expect(undated.withheld.map(\.reasons) == [[.changedSincePlan(.kept)]])
}

@Test("the newest stays when someone else deregistered the newer ones, whatever the entries say")
func keepsTheNewestOfTheMoment() throws {
    let desired = web(.revisions([4]))
    let plan = plan(desired, against: Snapshot(["web": [1, 2, 3, 4]]), under: policy(), at: noon)
    let cleared = try Guardrails(desired, policy()).clear(plan, against: Snapshot(["web": [1, 2, 3]]), at: noon)
    #expect(cleared.withheld.map(\.id) == [id("web:3")])
    #expect(cleared.withheld.map { $0.reasons.map(\.code) } == [[.newest]])
}
