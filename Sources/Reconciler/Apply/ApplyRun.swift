import Foundation
import Model
import Planning

/// The outcomes of one run so far. Each removal of the plan gets exactly one.
struct ApplyRun {
    private let plan: Plan
    private let progress: (RevisionOutcome) -> Void
    private var outcomes: [RevisionID: RevisionOutcome] = [:]
    private var refusals: [Refusal] = []
    /// Deregistrations that were sent and got no response: the error, and when the last was sent.
    private var unanswered: [RevisionID: (error: String, at: Date)] = [:]

    /// - Parameter progress: called with each outcome as it comes.
    init(_ plan: Plan, progress: @escaping (RevisionOutcome) -> Void) {
        self.plan = plan
        self.progress = progress
    }

    /// Whether nothing was recorded yet.
    var hasNoOutcomes: Bool { outcomes.isEmpty }

    /// Records a deregistration without a response, although the revision is ACTIVE: it may still be carried out.
    mutating func recordUnanswered(_ id: RevisionID, _ error: String, at sentAt: Date) {
        unanswered[id] = (error, sentAt)
    }

    /// Records an outcome.
    mutating func record(_ outcome: RevisionOutcome) {
        let outcome = unverifiedIfUnanswered(outcome)
        outcomes[outcome.id] = outcome
        progress(outcome)
    }

    /// Records what fresh evidence holds.
    mutating func record(_ withheld: [Withheld], on evidence: Coverage) {
        for item in withheld { record(RevisionOutcome(item.id, .withheld(item.reasons), on: evidence)) }
    }

    /// A request that was sent cannot be recalled, whatever holds the revision later: it must be watched.
    private func unverifiedIfUnanswered(_ outcome: RevisionOutcome) -> RevisionOutcome {
        guard let (error, sentAt) = unanswered[outcome.id], !outcome.outcome.mayBeDeregistered else { return outcome }
        let since = outcome.outcome == .failed(.callFailed(error)) ? nil : outcome.outcome
        return RevisionOutcome(
            outcome.id, .unverified(.noResponse(error, since: since)), on: outcome.evidence, at: sentAt)
    }

    /// Refuses the removals that have no outcome yet.
    mutating func refuse(_ refused: Refusals) {
        refusals = refused.all
        settle(.withheld(refused.all.withholdReasons), on: refused.coverage)
    }

    /// Ends the run: removals without an outcome are not attempted.
    mutating func end(_ end: RunEnd) { settle(.notAttempted(end), on: nil) }

    private mutating func settle(_ outcome: Outcome, on evidence: Coverage?) {
        for removal in plan.removals where outcomes[removal.id] == nil {
            record(RevisionOutcome(removal.id, outcome, on: evidence))
        }
    }

    /// The outcomes so far.
    var report: Report {
        Report(plan: plan, outcomes: Array(outcomes.values), refusals: refusals)
    }
}
