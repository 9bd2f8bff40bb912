import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions
import TestSupport
import Testing

@testable import roster

/// Moves services to old revisions while an apply runs. `ROSTER_RACE_ROUNDS` makes it longer, and `ROSTER_RACE_SEED`
/// repeats a round; its seed is in every message.
@Suite("a race with clients that move services and run tasks")
struct RaceTests {
    @Test("nothing that was referenced when its evidence was read is removed, and what was taken up again is reported")
    func noRemovalOfWhatWasReferenced() async throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["ROSTER_RACE_ROUNDS"].flatMap(UInt64.init) ?? 100
        let first = environment["ROSTER_RACE_SEED"].flatMap(UInt64.init) ?? 1
        var all = Tally()
        for tally in try await concurrentMap(Array(first..<first + rounds), { try await round($0) }) { all.add(tally) }
        guard rounds >= 25 else { return }
        // A race without both sides proves nothing.
        #expect(all.removed > Int(rounds))
        #expect(all.withheld > 0, "no removal was withheld by what was read right before it")
        #expect(all.takenUpBetween > 0, "nothing was taken up between the evidence and the removal")
        #expect(all.seenAfterwards > 0, "nothing was taken up right after its removal")
        #expect(all.takenUpAfterwards > 0, "no service took anything up after its removal")
        #expect(all.tasksAfterwards > 0, "no task was run of anything after its removal")
        #expect(all.protected > 0, "no removal was withheld by a manifest that was written meanwhile")
        #expect(all.throttled > 0, "no deregistration was throttled")
        #expect(Set(all.acts.keys) == ["new service", "task by hand", "move in a pause"])
        #expect(all.newestGone > 0, "nobody deregistered the newest revision during a run")
    }

    /// Counts what happened, to prove that both sides of the race occur.
    private struct Tally: Sendable {
        var removed = 0
        var withheld = 0
        var takenUpBetween = 0
        var seenAfterwards = 0
        var takenUpAfterwards = 0
        var tasksAfterwards = 0
        var protected = 0
        var throttled = 0
        var newestGone = 0
        var acts: [String: Int] = [:]

        mutating func add(_ other: Tally) {
            removed += other.removed
            withheld += other.withheld
            takenUpBetween += other.takenUpBetween
            seenAfterwards += other.seenAfterwards
            takenUpAfterwards += other.takenUpAfterwards
            tasksAfterwards += other.tasksAfterwards
            protected += other.protected
            throttled += other.throttled
            newestGone += other.newestGone
            acts.merge(other.acts, uniquingKeysWith: +)
        }
    }

    private func round(_ seed: UInt64) async throws -> Tally {
        var dice = SplitMix64(seed: ~seed)
        let race = try Race(seed: seed)
        try await race.begin()
        let folder = try TemporaryFolder.withManifest()
        defer { withExtendedLifetime(folder) {} }
        await race.onProtect { try folder.protect($0) }
        let configuration = configuration(folder, &dice)
        var tally = Tally()
        let controller = try assembly(configuration, race)
        // A reconciler that runs twice, as in the controller, has caches from its first run; a new one does not.
        for _ in 1...(Bool.random(using: &dice) ? 2 : 1) {
            let report = await controller.reconciler.apply(try await controller.reconciler.plan())
            for outcome in report.outcomes {
                await judge(outcome, configuration.guardrails, race, seed, &tally)
            }
            await judgeLook(report, race, seed, &tally)
        }
        try await judgeDrift(configuration, race, seed, &tally)
        tally.throttled = await race.throttled
        tally.acts = await race.acts
        tally.newestGone = await race.newestGone == nil ? 0 : 1
        return tally
    }

    private func assembly(_ configuration: Configuration, _ race: Race) throws -> Assembly {
        try Assembly(configuration, session: try race.watched(), environment: [:], time: race.time)
    }

    private func configuration(_ folder: TemporaryFolder, _ dice: inout SplitMix64) -> Configuration {
        var configuration = Configuration()
        configuration.source = .directory(folder.path)
        configuration.guardrails.maximumPercent = 100
        configuration.guardrails.minimumAge = .zero
        configuration.guardrails.evidenceMaximumAge =
            [.milliseconds(500), .seconds(2), .seconds(30)].randomElement(using: &dice) ?? .seconds(30)
        configuration.pacing.burst = [1, 3, 10].randomElement(using: &dice) ?? 1
        configuration.pacing.deregistrationsPerSecond = [nil, 0.5].randomElement(using: &dice) ?? nil
        return configuration
    }

    /// Checks that nobody used a removed revision throughout the reading of its evidence, and that the evidence was
    /// recent enough.
    private func judge(
        _ outcome: RevisionOutcome, _ policy: GuardrailPolicy, _ race: Race, _ seed: UInt64, _ tally: inout Tally
    ) async {
        if case .withheld(let reasons) = outcome.outcome {
            tally.withheld += 1
            if reasons.contains(.protected) { tally.protected += 1 }
        }
        let removal = await race.removals[outcome.id.description]
        #expect(
            [.removed, .removedInUse].contains(outcome.outcome.code) == (removal != nil),
            "seed \(seed): \(outcome.id) was removed, or not, but is said to be \(outcome.outcome)")
        guard let removal else { return }
        tally.removed += 1
        guard let readAt = outcome.evidence?[.services]?.readAt?.date else {
            Issue.record("seed \(seed): \(outcome.id) was removed without evidence")
            return
        }
        let age = removal.at.timeIntervalSince(readAt)
        #expect(
            // Others act, and the clock moves, between the last look at it and the sending.
            age <= policy.evidenceMaximumAge.seconds + 0.1,
            "seed \(seed): \(outcome.id) was removed on evidence that was \(age) s old")
        let users =
            removal.uses.filter { $0.since < readAt }.map(\.user)
            + (await race.users(of: outcome.id.description, from: readAt, until: removal.readUntil))
        #expect(users == [], "seed \(seed): \(outcome.id) was removed, and these used it all the time that was read")
        tally.takenUpBetween += removal.uses.count
        if let date = await race.protections[outcome.id.description] {
            #expect(date >= removal.burstBegan, "seed \(seed): \(outcome.id) was protected before its burst began")
        }
        if outcome.id.revision.number == Race.revisions - 1, let date = await race.newestGone {
            #expect(date >= removal.burstBegan, "seed \(seed): \(outcome.id) was the newest before its burst began")
        }
    }

    /// Checks that the last look found whatever used a removed revision from before it began until it ended.
    private func judgeLook(_ report: Report, _ race: Race, _ seed: UInt64, _ tally: inout Tally) async {
        guard let watch = report.watch else { return }
        #expect(watch.coverage.isComplete, "seed \(seed): \(watch.coverage.failures)")
        for removed in report.outcomes.filter({ $0.removedAt != nil }).map(\.id.description) {
            let users = await race.users(of: removed, from: watch.readAt, until: race.readUntil)
            tally.seenAfterwards += users.count
            #expect(
                watch.found.users(of: removed, .takenUpAgain).union(
                    watch.found.users(of: removed, .removedInUse)
                ).isSuperset(of: users),
                "seed \(seed): \(users) used \(removed) all through the look; it saw \(watch.found)")
        }
    }

    /// Checks that every INACTIVE revision in use is drift, with its own reason if its use began after its removal.
    private func judgeDrift(
        _ configuration: Configuration, _ race: Race, _ seed: UInt64, _ tally: inout Tally
    ) async throws {
        await race.end()
        let uses = await race.uses()
        let drift = try await assembly(configuration, race).reconciler.plan().plan.drift
        let dates = await race.deregistrations()
        for use in uses {
            guard let date = dates[use.revision] else { continue }
            let before = drift.users(of: use.revision, .inactiveInUse)
            let afterwards = drift.users(of: use.revision, .takenUpAgain)
            #expect(
                before.contains(use.user) || afterwards.contains(use.user),
                "seed \(seed): \(use.user) uses \(use.revision), which is INACTIVE; the drift is \(drift)")
            // A service that already ran on it may still start tasks on it.
            let isTask = use.user.contains(":task/")
            guard use.takenUp > date, !isTask || !before.contains(where: { !$0.contains(":task/") }) else { continue }
            if isTask { tally.tasksAfterwards += 1 } else { tally.takenUpAfterwards += 1 }
            #expect(
                afterwards.contains(use.user),
                "seed \(seed): \(use.user) took \(use.revision) up again; the drift is \(drift)")
        }
    }
}

extension [Drift] {
    /// The users of an INACTIVE revision in drift with this reason.
    fileprivate func users(of revision: String, _ reason: DriftReason.Code) -> Set<String> {
        let found = filter { "\($0.family):\($0.revisions)" == revision && $0.reason.code == reason }
        return Set(
            found.flatMap { drift in
                switch drift.reason {
                case .inactiveInUse(let users), .removedInUse(let users, _), .takenUpAgain(let users, _):
                    users.map(\.name)
                case .undeclared, .declaredInactive, .declaredMissing, .declaredDeleting, .unmanagedFamily: [String]()
                }
            })
    }
}

extension TemporaryFolder {
    /// A folder with one manifest that keeps only the newest revision.
    fileprivate static func withManifest() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            apiVersion: roster/v1
            kind: TaskDefinitionFamily
            metadata: {name: web}
            spec: {active: [{latest: 1}]}
            """, to: "web.yaml")
        return folder
    }

    /// Protects a revision in its manifest, and no other one.
    fileprivate func protect(_ revision: Int) throws {
        try write(
            """
            apiVersion: roster/v1
            kind: TaskDefinitionFamily
            metadata: {name: web}
            spec: {active: [{latest: 1}], protect: [\(revision)]}
            """, to: "web.yaml")
    }
}
