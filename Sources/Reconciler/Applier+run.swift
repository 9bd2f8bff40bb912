import Planning
import TaskDefinitions

extension Applier {
    /// The outcomes of one run so far. Each removal of the plan gets exactly one.
    struct Run {
        private let plan: Plan
        private var outcomes: [RevisionID: RevisionOutcome] = [:]
        private var refusals: [Refusal] = []

        init(_ plan: Plan) { self.plan = plan }

        /// Whether nothing was done yet.
        var isUntouched: Bool { outcomes.isEmpty }

        mutating func note(_ outcome: RevisionOutcome, _ progress: (RevisionOutcome) -> Void) {
            outcomes[outcome.id] = outcome
            progress(outcome)
        }

        mutating func note(
            _ withheld: [Withheld], on evidence: Coverage, _ progress: (RevisionOutcome) -> Void
        ) {
            for item in withheld { note(RevisionOutcome(item.id, .withheld(item.reasons), on: evidence), progress) }
        }

        /// What has no outcome yet is refused.
        mutating func refuse(_ refused: Refusals, _ progress: (RevisionOutcome) -> Void) {
            refusals = refused.all
            settle(.withheld(refused.all.map(\.withholds)), on: refused.coverage, progress)
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
