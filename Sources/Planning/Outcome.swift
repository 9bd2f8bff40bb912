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
    package enum Code: String, CaseIterable, Sendable {
        case removed, withheld, failed, unverified, notAttempted
    }

    /// The word for it in JSON and metrics.
    package var code: Code {
        switch self {
        case .removed: .removed
        case .withheld: .withheld
        case .failed: .failed
        case .unverified: .unverified
        case .notAttempted: .notAttempted
        }
    }
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

    /// How many outcomes are of that kind.
    package func count(_ code: Outcome.Code) -> Int { outcomes.count { $0.outcome.code == code } }

    /// What drifts afterwards: without the undeclared revisions that were removed.
    package var drift: [Drift] {
        var removed: [Family: RevisionSet] = [:]
        for outcome in outcomes where outcome.outcome == .removed {
            removed[outcome.id.family, default: []].insert(outcome.id.revision)
        }
        return plan.drift.compactMap { drift in
            guard drift.reason == .undeclared, let gone = removed[drift.family] else { return drift }
            let left = drift.revisions.subtracting(gone)
            return left.isEmpty ? nil : Drift(drift.family, left, .undeclared)
        }
    }

    /// How the references were read last: where that was not whole, or else for the last outcome, or for the plan.
    package var coverage: Coverage {
        let readings = outcomes.compactMap(\.evidence)
        return readings.first { !$0.isComplete }
            ?? readings.max { ($0.oldestReading ?? .distantPast) < ($1.oldestReading ?? .distantPast) }
            ?? plan.coverage
    }

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
    /// How the references were read on which it was removed or withheld; nil where it did not come to that.
    package let evidence: Coverage?

    /// States an outcome.
    package init(_ id: RevisionID, _ outcome: Outcome, on evidence: Coverage? = nil) {
        self.id = id
        self.outcome = outcome
        self.evidence = evidence
    }
}
