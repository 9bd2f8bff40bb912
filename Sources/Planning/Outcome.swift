import Foundation
import TaskDefinitions

/// What became of one removal.
package enum Outcome: Equatable, Sendable {
    /// Deregistered, and read back as INACTIVE.
    case removed
    /// Not touched: what holds it was found when its evidence was read again.
    case withheld([WithholdReason])
    /// The registry refused it, or gave no answer that can be trusted; the reason and the way out.
    case failed(String)
    /// The registry said yes, but reading it back did not show it INACTIVE; the reason and the way out.
    case unverified(String)
    /// Its turn never came: the run ended first; why.
    case notAttempted(String)

    /// The word for it in JSON and metrics.
    package var code: String {
        switch self {
        case .removed: "removed"
        case .withheld: "withheld"
        case .failed: "failed"
        case .unverified: "unverified"
        case .notAttempted: "notAttempted"
        }
    }

    /// Every word, for metrics that are there from the start.
    package static let codes = ["removed", "withheld", "failed", "unverified", "notAttempted"]
}

/// What became of each removal of a plan.
package struct Report: Equatable, Sendable {
    /// The plan that was carried out, or refused.
    package let plan: Plan
    /// One for each removal of the plan, in its order.
    package let outcomes: [RevisionOutcome]
    /// Why the plan, or the rest of it, was refused; empty when it was not.
    package let refusals: [Refusal]

    /// Reports on a plan.
    package init(plan: Plan, outcomes: [RevisionOutcome], refusals: [Refusal] = []) {
        self.plan = plan
        self.outcomes = outcomes.sorted { $0.id < $1.id }
        self.refusals = refusals
    }

    /// A plan that was refused before anything was done: every removal is withheld for the same reasons.
    package init(refused plan: Plan, _ refusals: Refusals) {
        let outcomes = plan.removals.map { removal in
            RevisionOutcome(removal.id, .withheld(refusals.all.map(\.withholds)))
        }
        self.init(plan: plan, outcomes: outcomes, refusals: refusals.all)
    }

    /// How many outcomes have this word.
    package func count(_ code: String) -> Int { outcomes.count { $0.outcome.code == code } }

    /// Whether something went wrong that is not a refusal.
    package var hasErrors: Bool {
        outcomes.contains { outcome in
            switch outcome.outcome {
            case .failed, .unverified: true
            case .notAttempted: refusals.isEmpty
            case .removed, .withheld: false
            }
        }
    }
}

/// What became of one revision.
package struct RevisionOutcome: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// What became of it.
    package let outcome: Outcome

    /// States an outcome.
    package init(_ id: RevisionID, _ outcome: Outcome) {
        self.id = id
        self.outcome = outcome
    }
}
