import Foundation
import Model
import Planning

/// One run so far: what is still to be removed, and the outcomes. Each removal of the plan gets exactly one.
struct ApplyRun {
    private let plan: Plan
    private let progress: (RevisionOutcome) -> Void
    /// The removals without an outcome, in order, but for those of the current burst.
    private var queue: ArraySlice<Removal>
    private var current: [Removal] = []
    private var outcomes: [RevisionID: RevisionOutcome] = [:]
    private var refusals: [Refusal] = []
    /// Deregistrations that were sent and got no response: the error, when the last was sent, and on what evidence.
    private var unanswered: [RevisionID: (error: String, at: Date, evidence: Coverage)] = [:]
    /// How often each removal has failed in a transient way.
    private var failures: [RevisionID: Int] = [:]
    /// Consecutive bursts in which nothing was removed, as every call was throttled or not sent.
    private var stalled = 0
    /// Consecutive bursts of which nothing was sent, as evidence had expired.
    private(set) var expired = 0
    /// What was removed so far.
    var watch = RemovalWatch()
    /// What the checks of it have found.
    private var found: WatchReading?

    /// How often a removal is attempted if its call fails in a transient way.
    private static let maximumAttempts = 3
    /// After so many bursts in a row without any progress the run ends.
    private static let maximumStalled = 10

    /// - Parameter progress: called with each outcome as it comes.
    init(_ plan: Plan, progress: @escaping (RevisionOutcome) -> Void) {
        self.plan = plan
        self.progress = progress
        queue = plan.removals[...]
    }

    /// Whether there is anything left to remove.
    var hasNext: Bool { !queue.isEmpty }

    /// How many removals are left.
    var waiting: Int { queue.count }

    /// Begins the next burst, of so many removals. What gets no outcome in it goes back to the queue.
    mutating func begin(_ count: Int) {
        current = Array(queue.prefix(count))
        queue = queue.dropFirst(count)
    }

    /// The removals of the burst that have no outcome yet.
    var pending: [Removal] { current.filter { outcomes[$0.id] == nil } }

    /// The ACTIVE revisions that decide about the burst. Nil, and nothing is to be sent, if a family could not be
    /// listed: its removals have failed, and the others are for the next burst.
    ///
    /// - Throws: ``RunEnd/registryChanged`` if any family is of another account or Region than the plan.
    mutating func active(
        _ newest: [Family: Result<NewestRevisions, RegistryFailure>]
    ) throws(RunEnd) -> [Family: RevisionSet]? {
        // All of them come first: if one is another account's, what the others say cannot be trusted.
        for case .success(let list) in newest.values where list.scope != nil && list.scope != plan.scope {
            throw .registryChanged
        }
        var (active, isListed) = ([Family: RevisionSet](), true)
        for (family, result) in newest {
            let removals = current.filter { $0.id.family == family }
            switch result {
            case .success(let list):
                let revisions = list.active(assuming: RevisionSet(removals.map(\.id.revision)))
                active[family] = revisions
                recordUnanswered(among: removals.filter { !revisions.contains($0.id.revision) }, listedIn: list.scope)
            case .failure(let failure):
                isListed = false
                for removal in removals {
                    record(RevisionOutcome(removal.id, .failed(.listFailed(failure.description))))
                }
            }
        }
        if !isListed { requeue() }
        return isListed ? active : nil
    }

    /// Records removals that got no response and whose revisions are no longer listed. An empty list names no account,
    /// so that it proves nothing.
    private mutating func recordUnanswered(among removals: [Removal], listedIn scope: RegistryScope?) {
        for removal in removals {
            guard let (error, _, _) = unanswered[removal.id] else { continue }
            record(
                RevisionOutcome(
                    removal.id, scope == plan.scope ? .alreadyDeregistered : .failed(.callFailed(error))))
        }
    }

    /// Records what fresh evidence holds.
    mutating func record(_ withheld: [Withheld], on evidence: Coverage) {
        for item in withheld { record(RevisionOutcome(item.id, .withheld(item.reasons), on: evidence)) }
    }

    /// Records a check of what was removed so far.
    mutating func record(_ reading: WatchReading) {
        guard !reading.found.isEmpty else { return }
        found = found.map { reading.merging($0) } ?? reading
    }

    /// Records how the attempts of a burst ended.
    ///
    /// - Throws: ``RunEnd`` if other removals would fail in the same way.
    mutating func settle(_ attempts: [BurstSender.Attempt], at now: Date) throws(RunEnd) {
        var (end, held): (RunEnd?, String?)
        for attempt in attempts {
            let removal = attempt.removal
            switch attempt.result {
            case .outcome(let outcome):
                let removedAt = outcome.mayBeDeregistered ? now : nil
                record(RevisionOutcome(removal.id, outcome, on: removal.evidence, at: removedAt))
            case .noResponse(let error):
                unanswered[removal.id] = (error, now, removal.evidence)
                countFailure(of: removal, error)
            case .transient(let error): countFailure(of: removal, error)
            case .throttled(let error), .notSent(let error): held = error
            case .expired: break
            case .failedForAll(let error):
                record(RevisionOutcome(removal.id, .failed(.callFailed(error)), on: removal.evidence))
                end = end ?? .failedForAll(removal.id)
            }
        }
        let hasProgress = current.contains { outcomes[$0.id] != nil }
        if !hasProgress, !attempts.isEmpty, attempts.allSatisfy(\.hasExpired) { return expire() }
        expired = 0
        stalled = hasProgress || held == nil ? 0 : stalled + 1
        requeue()
        if let end { throw end }
        if let held, stalled == Self.maximumStalled { throw .throttled(held, bursts: stalled) }
    }

    /// Puts the burst back, as evidence has expired before anything of it could be sent.
    mutating func expire() {
        expired += 1
        requeue()
    }

    private mutating func countFailure(of removal: Removal, _ error: String) {
        failures[removal.id, default: 0] += 1
        guard failures[removal.id] == Self.maximumAttempts else { return }
        record(RevisionOutcome(removal.id, .failed(.callFailed(error)), on: removal.evidence))
    }

    /// Puts the removals of the burst back that have no outcome.
    private mutating func requeue() {
        let again = pending
        if !again.isEmpty { queue = (again + queue)[...] }
        current = []
    }

    private mutating func record(_ outcome: RevisionOutcome) {
        let outcome = consideringUnanswered(outcome)
        outcomes[outcome.id] = outcome
        watch.record(outcome, in: plan.scope)
        progress(outcome)
    }

    /// A request that was sent cannot be recalled, whatever holds the revision later: it must be watched. If the
    /// revision turns out to be deregistered, that request did it.
    private func consideringUnanswered(_ outcome: RevisionOutcome) -> RevisionOutcome {
        guard let (error, sentAt, evidence) = unanswered[outcome.id], !outcome.outcome.mayBeDeregistered else {
            return outcome
        }
        if outcome.outcome == .alreadyDeregistered {
            return RevisionOutcome(outcome.id, .removed, on: evidence, at: sentAt)
        }
        let since = outcome.outcome == .failed(.callFailed(error)) ? nil : outcome.outcome
        return RevisionOutcome(
            outcome.id, .unverified(.noResponse(error, since: since)), on: outcome.evidence, at: sentAt)
    }

    /// Refuses the removals that have no outcome yet.
    mutating func refuse(_ refused: Refusals) {
        refusals = refused.all
        settleRest(.withheld(refused.all.withholdReasons), on: refused.coverage)
    }

    /// Ends the run: removals without an outcome are not attempted.
    mutating func end(_ end: RunEnd) { settleRest(.notAttempted(end), on: nil) }

    private mutating func settleRest(_ outcome: Outcome, on evidence: Coverage?) {
        for removal in plan.removals where outcomes[removal.id] == nil {
            record(RevisionOutcome(removal.id, outcome, on: evidence))
        }
    }

    /// The outcomes so far.
    var report: Report {
        let report = Report(plan: plan, outcomes: Array(outcomes.values), refusals: refusals)
        return found.map(report.with) ?? report
    }
}
