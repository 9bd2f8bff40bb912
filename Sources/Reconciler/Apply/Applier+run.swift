import Foundation
import Model
import Planning

extension Applier {
    /// The outcomes of one run so far. Each removal of the plan gets exactly one.
    struct Run {
        private let plan: Plan
        private var outcomes: [RevisionID: RevisionOutcome] = [:]
        private var refusals: [Refusal] = []
        /// Deregistrations that were sent and not answered: why, and when the last one was.
        private var unanswered: [RevisionID: (reason: String, at: Date)] = [:]

        init(_ plan: Plan) { self.plan = plan }

        /// Whether nothing was done yet.
        var isUntouched: Bool { outcomes.isEmpty }

        /// A deregistration that was not answered, though the revision is ACTIVE: it may yet be carried out.
        mutating func noteUnanswered(_ id: RevisionID, _ reason: String, at sentAt: Date) {
            unanswered[id] = (reason, sentAt)
        }

        mutating func note(_ outcome: RevisionOutcome, _ progress: (RevisionOutcome) -> Void) {
            let outcome = inDoubt(outcome)
            outcomes[outcome.id] = outcome
            progress(outcome)
        }

        /// Whatever keeps a revision in the end does not call back what was sent before: it has to be watched.
        private func inDoubt(_ outcome: RevisionOutcome) -> RevisionOutcome {
            guard let (reason, sentAt) = unanswered[outcome.id], !outcome.outcome.mayBeDeregistered else {
                return outcome
            }
            var doubt = "it may yet be deregistered: \(reason)"
            if outcome.outcome.message != reason { doubt += "; since then: \(outcome.outcome.message)" }
            return RevisionOutcome(outcome.id, .unverified(doubt), on: outcome.evidence, at: sentAt)
        }

        mutating func note(
            _ withheld: [Withheld], on evidence: Coverage, _ progress: (RevisionOutcome) -> Void
        ) {
            for item in withheld { note(RevisionOutcome(item.id, .withheld(item.reasons), on: evidence), progress) }
        }

        /// What has no outcome yet is refused.
        mutating func refuse(_ refused: Refusals, _ progress: (RevisionOutcome) -> Void) {
            refusals = refused.all
            settle(.withheld(refused.all.withholds), on: refused.coverage, progress)
        }

        /// What has no outcome yet never had its turn.
        mutating func end(_ reason: String, _ progress: (RevisionOutcome) -> Void) {
            settle(.notAttempted(reason), on: nil, progress)
        }

        private mutating func settle(
            _ outcome: Outcome, on evidence: Coverage?, _ progress: (RevisionOutcome) -> Void
        ) {
            for removal in plan.removals where outcomes[removal.id] == nil {
                note(RevisionOutcome(removal.id, outcome, on: evidence), progress)
            }
        }

        /// What became of each removal.
        var report: Report {
            Report(plan: plan, outcomes: Array(outcomes.values), refusals: refusals)
        }
    }
}
