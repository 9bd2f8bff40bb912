import Foundation
import Model
import Planning
import TestSupport
import Testing

private func minutes(_ count: Double) -> Date { noon.addingTimeInterval(count * 60) }

/// `web:1` was removed at noon, `web:2` five minutes later; `web:3` was not.
private func report() -> Report {
    let snapshot = Snapshot(["web": [1, 2, 3, 4]])
    let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
    return Report(
        plan: plan,
        outcomes: [
            RevisionOutcome(id("web:1"), .removed, at: noon),
            RevisionOutcome(id("web:2"), .unverified(.noResponse("lost")), at: minutes(5)),
            RevisionOutcome(id("web:3"), .failed(.callFailed("denied"))),
        ])
}

struct LookCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let minute: Double
    var references: [Reference] = []
    var coverage = covered
    let takenUp: [String]
    let open: [String]
}

private let lookCases = [
    LookCase(testDescription: "nothing is used", minute: 1, takenUp: [], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a service uses the first", minute: 1, references: [service("api", uses: "web:1")],
        takenUp: ["web:1"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a rule, which does not say since when, uses the second", minute: 9,
        references: [reference(.rule, "nightly", "web:2")], takenUp: ["web:2"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a revision that was not removed, and the bare family", minute: 1,
        references: [service("api", uses: "web:3"), service("cron", uses: "web")], takenUp: [],
        open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "the same number in another account", minute: 1,
        references: [service("api", uses: "arn:aws:ecs:eu-west-1:999999999999:task-definition/web:1")], takenUp: [],
        open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "right before the first window closes", minute: 9.99, takenUp: [], open: ["web:1", "web:2"]),
    LookCase(testDescription: "when the first window has closed", minute: 10, takenUp: [], open: ["web:2"]),
    LookCase(
        testDescription: "picked up, and seen after the window had closed", minute: 11,
        references: [service("api", uses: "web:1")], takenUp: ["web:1"], open: ["web:2"]),
    LookCase(testDescription: "when both have", minute: 15, takenUp: [], open: []),
    LookCase(
        testDescription: "when both have, and the services could not be read", minute: 15, coverage: uncovered,
        takenUp: [], open: ["web:1", "web:2"]),
]

@Suite("Watching what was removed") struct RemovalWatchTests {
    @Test("a check reports what was picked up and what is still watched", arguments: lookCases)
    func looks(_ this: LookCase) {
        var watch = RemovalWatch()
        watch.record(report())
        #expect(watch.until == minutes(15))
        let reading = watch.check(
            against: ReferenceIndex(this.references, in: watch.scope), this.coverage, readAt: minutes(this.minute))
        #expect(reading.takenUp.map { "\($0.family):\($0.revisions)" } == this.takenUp)
        #expect(reading.takenUp.allSatisfy { $0.reason.code == .takenUpAgain })
        #expect(reading.open.map(\.description) == this.open)
        #expect(watch.isEmpty == this.open.isEmpty)
        #expect(reading.needsAttention == (!this.takenUp.isEmpty || !this.coverage.isComplete))
    }

    @Test("what the checks found is in the report's drift once, and stays there when it is gone")
    func reports() {
        var watch = RemovalWatch()
        watch.record(report())
        let used = ReferenceIndex([service("api", uses: "web:1")], in: registryScope)
        let first = report().with(watch.check(against: used, covered, readAt: minutes(1)))
        let second = first.with(watch.check(against: used, covered, readAt: minutes(2)))
        let last = second.with(watch.check(against: ReferenceIndex(), covered, readAt: minutes(15)))
        for report in [first, second, last] {
            #expect(report.drift.filter { $0.reason.code == .takenUpAgain }.map(\.revisions) == [[1]])
            #expect(report.hasErrors)
        }
        #expect(first.watch?.open.count == 2 && first.watch?.until == minutes(15))
        #expect(last.watch?.open.isEmpty == true)
    }

    @Test("what an interrupted run removed still has to be watched, and is an error")
    func knowsWhatWasNotChecked() {
        #expect(report().unwatched.revisions.map(\.description) == ["web:1", "web:2"])
        #expect(report().unwatched.until == minutes(15))
        let ended = Report(plan: report().plan, outcomes: [RevisionOutcome(id("web:1"), .removed, at: noon)])
        #expect(ended.hasErrors && !ended.unwatched.isEmpty)
        let untouched = Report(
            plan: report().plan, outcomes: [RevisionOutcome(id("web:1"), .notAttempted(.interrupted))])
        #expect(untouched.unwatched.isEmpty)
    }
}
