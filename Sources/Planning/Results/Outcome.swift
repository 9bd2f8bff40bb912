import Foundation
import Model

/// What became of one removal.
package enum Outcome: Equatable, Sendable {
    /// Deregistered, and read back as INACTIVE.
    case removed
    /// Not touched: what holds it was found when its evidence was read again.
    case withheld([WithholdReason])
    /// The registry refused it, or gave no answer that can be trusted; the reason and the way out.
    case failed(String)
    /// The registry said yes, or may have, but reading it back did not show it INACTIVE; the reason and the way out.
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

extension Outcome {
    /// Whether the revision is no longer ACTIVE, as far as that can be known.
    package var mayBeDeregistered: Bool {
        switch self {
        case .removed, .unverified: true
        case .withheld, .failed, .notAttempted: false
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
    /// What the looks after the removals said; nil when nothing was removed, and when the run was told to end first.
    package let watch: WatchReading?

    /// Reports on a plan.
    package init(
        plan: Plan, outcomes: [RevisionOutcome], refusals: [Refusal] = [], watch: WatchReading? = nil
    ) {
        self.plan = plan
        self.outcomes = outcomes.sorted { $0.id < $1.id }
        self.refusals = refusals
        self.watch = watch
    }

    /// The same after one more look at what was removed. What an earlier one saw is kept, even where it has gone.
    package func with(_ reading: WatchReading) -> Report {
        Report(
            plan: plan, outcomes: outcomes, refusals: refusals, watch: watch.map { reading.after($0) } ?? reading)
    }

    /// A plan that was refused before anything was done: every removal is withheld for the same reasons.
    package init(refused plan: Plan, _ refusals: Refusals) {
        let outcomes = plan.removals.map { removal in
            RevisionOutcome(removal.id, .withheld(refusals.all.withholds))
        }
        self.init(plan: plan, outcomes: outcomes, refusals: refusals.all)
    }

    /// What was removed and not looked at since; empty when it was, or when nothing was removed.
    var unwatched: RemovalWatch {
        var unwatched = RemovalWatch()
        if watch == nil { unwatched.note(self) }
        return unwatched
    }

    /// What can still be taken up again, or was not seen; nil when there is no such thing.
    package var watchMessage: String? { watch.map(\.message) ?? unwatched.message }

    /// How many outcomes are of that kind.
    package func count(_ code: Outcome.Code) -> Int { outcomes.count { $0.outcome.code == code } }

    /// What drifts afterwards: without the undeclared revisions that were removed, and with those that were taken up
    /// again.
    package var drift: [Drift] {
        var removed: [Family: RevisionSet] = [:]
        for outcome in outcomes where outcome.outcome == .removed {
            removed[outcome.id.family, default: []].insert(outcome.id.revision)
        }
        let lasting: [Drift] = plan.drift.compactMap { drift in
            guard drift.reason == .undeclared, let gone = removed[drift.family] else { return drift }
            let left = drift.revisions.subtracting(gone)
            return left.isEmpty ? nil : Drift(drift.family, left, .undeclared)
        }
        return (lasting + (watch?.takenUp ?? [])).sorted()
    }

    /// What was taken up again after its removal, in this run or before.
    package var takenUpAgain: [Drift] { drift.filter { $0.reason.code == .takenUpAgain } }

    /// How the references were read that the outcomes rest on: where that was not whole, or else for the last of them,
    /// or for the plan.
    package var evidence: Coverage {
        let readings = outcomes.compactMap(\.evidence)
        return readings.first { !$0.isComplete }
            ?? readings.max { ($0.oldestReading ?? .distantPast) < ($1.oldestReading ?? .distantPast) }
            ?? plan.coverage
    }

    /// How the references were read, the looks after the removals included: where that was not whole, or else last.
    package var coverage: Coverage {
        guard let watch, evidence.isComplete else { return evidence }
        return watch.coverage
    }

    /// Whether something went wrong that is not a refusal; what was removed and taken up again did, and what was
    /// removed and not looked at may have.
    package var hasErrors: Bool {
        watch?.isAlarming == true || !unwatched.isEmpty
            || outcomes.contains { outcome in
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
    /// When it was known to be deregistered, or possibly so; nil where it is ACTIVE.
    package let removedAt: Date?

    /// States an outcome.
    package init(_ id: RevisionID, _ outcome: Outcome, on evidence: Coverage? = nil, at removedAt: Date? = nil) {
        self.id = id
        self.outcome = outcome
        self.evidence = evidence
        self.removedAt = removedAt
    }
}
