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
    /// What DescribeTaskDefinition says, if it answers.
    var described: [RevisionID: RevisionDescription] = [
        id("web:1"): RevisionDescription(.inactive, deregisteredAt: noon),
        id("web:2"): RevisionDescription(.inactive, deregisteredAt: minutes(5)),
    ]
    let found: [String]
    let open: [String]
}

private func task(_ target: String, since: Date?) -> Reference { reference(.task, "t", target, since: since) }

private let lookCases = [
    LookCase(testDescription: "nothing is used", minute: 1, found: [], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a task uses the first since", minute: 1, references: [task("web:1", since: minutes(0.5))],
        found: ["web:1 takenUpAgain"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a task used the first before", minute: 1, references: [task("web:1", since: minutes(-1))],
        found: ["web:1 removedInUse"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "one before and one since", minute: 1,
        references: [task("web:1", since: minutes(-1)), task("web:1", since: minutes(0.5))],
        found: ["web:1 removedInUse", "web:1 takenUpAgain"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a rule, which does not say since when, uses the second", minute: 9,
        references: [reference(.rule, "nightly", "web:2")], found: ["web:2 removedInUse"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "the registry's time counts, not ours", minute: 6,
        references: [task("web:1", since: minutes(1))],
        described: [id("web:1"): RevisionDescription(.inactive, deregisteredAt: minutes(2))],
        found: ["web:1 removedInUse"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "its description fails", minute: 6, references: [task("web:1", since: minutes(1))],
        described: [:], found: ["web:1 removedInUse"], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "what may have been removed is still ACTIVE", minute: 6,
        references: [task("web:2", since: minutes(-9))],
        described: [id("web:2"): RevisionDescription(.active)], found: [], open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "a revision that was not removed, and the bare family", minute: 1,
        references: [service("api", uses: "web:3"), service("cron", uses: "web")], found: [],
        open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "the same number in another account", minute: 1,
        references: [service("api", uses: "arn:aws:ecs:eu-west-1:999999999999:task-definition/web:1")], found: [],
        open: ["web:1", "web:2"]),
    LookCase(
        testDescription: "right before the first window closes", minute: 9.99, found: [], open: ["web:1", "web:2"]),
    LookCase(testDescription: "when the first window has closed", minute: 10, found: [], open: ["web:2"]),
    LookCase(
        testDescription: "picked up, and seen after the window had closed", minute: 11,
        references: [task("web:1", since: minutes(9))], found: ["web:1 takenUpAgain"], open: ["web:2"]),
    LookCase(testDescription: "when both have", minute: 15, found: [], open: []),
    LookCase(
        testDescription: "when both have, and the services could not be read", minute: 15, coverage: uncovered,
        found: [], open: ["web:1", "web:2"]),
]

@Suite("Watching what was removed") struct RemovalWatchTests {
    @Test("a check reports what was picked up and what is still watched", arguments: lookCases)
    func looks(_ this: LookCase) {
        var watch = RemovalWatch()
        watch.record(report())
        #expect(watch.until == minutes(15))
        let index = ReferenceIndex(this.references, in: watch.scope)
        let used = Set(watch.used(in: index))
        let reading = watch.check(
            against: index, described: this.described.filter { used.contains($0.key) }, this.coverage,
            readAt: minutes(this.minute))
        #expect(reading.found.map { "\($0.family):\($0.revisions) \($0.reason.code.rawValue)" } == this.found)
        #expect(reading.takenUp.count + reading.removedInUse.count == this.found.count)
        #expect(reading.open.map(\.description) == this.open)
        #expect(watch.isEmpty == this.open.isEmpty)
        #expect(reading.needsAttention == (!this.found.isEmpty || !this.coverage.isComplete))
    }

    @Test("what the checks found is in the report's drift once, and stays there when it is gone")
    func reports() {
        var watch = RemovalWatch()
        watch.record(report())
        let used = ReferenceIndex([task("web:1", since: minutes(0.5))], in: registryScope)
        let described = [id("web:1"): RevisionDescription(.inactive, deregisteredAt: noon)]
        let first = report().with(watch.check(against: used, described: described, covered, readAt: minutes(6)))
        let second = first.with(watch.check(against: used, described: described, covered, readAt: minutes(7)))
        let last = second.with(watch.check(against: ReferenceIndex(), covered, readAt: minutes(15)))
        for report in [first, second, last] {
            #expect(report.drift.filter { $0.reason.code == .takenUpAgain }.map(\.revisions) == [[1]])
            #expect(report.hasErrors)
        }
        #expect(first.watch?.open.count == 2 && first.watch?.until == minutes(15))
        #expect(last.watch?.open.isEmpty == true)
    }

    @Test("a revision that was in use when it was removed has that as its outcome, and stays an error")
    func changesTheOutcome() {
        var watch = RemovalWatch()
        watch.record(report())
        let users = [task("web:1", since: minutes(-1))]
        let described = [id("web:1"): RevisionDescription(.inactive, deregisteredAt: noon)]
        let first = report().with(
            watch.check(
                against: ReferenceIndex(users, in: registryScope), described: described, covered, readAt: minutes(6)))
        let last = first.with(watch.check(against: ReferenceIndex(), covered, readAt: minutes(15)))
        for report in [first, last] {
            #expect(report.outcomes.first?.outcome == .removedInUse(users))
            #expect(report.outcomes.first?.removedAt == noon)
            #expect(report.count(.removedInUse) == 1 && report.count(.removed) == 0 && report.hasErrors)
            #expect(report.removedInUse.map(\.revisions) == [[1]])
        }
    }

    @Test("what an interrupted run removed still has to be watched, and is an error")
    func knowsWhatWasNotChecked() {
        #expect(report().unwatched.revisions.map(\.description) == ["web:1", "web:2"])
        #expect(report().unwatched.until == minutes(15))
        let ended = Report(plan: report().plan, outcomes: [RevisionOutcome(id("web:1"), .removed, at: noon)])
        #expect(ended.hasErrors && !ended.unwatched.isEmpty)
        var earlier = RemovalWatch()
        earlier.record(ended)
        let checked = report().with(earlier.check(against: ReferenceIndex(), covered, readAt: minutes(1)))
        #expect(checked.unwatched.revisions.map(\.description) == ["web:2"], "it was removed after that check")
        let untouched = Report(
            plan: report().plan, outcomes: [RevisionOutcome(id("web:1"), .notAttempted(.interrupted))])
        #expect(untouched.unwatched.isEmpty)
    }
}
