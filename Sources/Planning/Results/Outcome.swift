import Foundation
import Model

/// What became of one removal.
package enum Outcome: Equatable, Sendable {
    /// Deregistered, and read back as INACTIVE.
    case removed
    /// Not touched: what holds it was found when its evidence was read again.
    case withheld([WithholdReason])
    /// It is still ACTIVE, as far as is known.
    case failed(RemovalFailure)
    /// The registry said yes, or may yet carry it out, but reading it back did not show it INACTIVE.
    indirect case unverified(RemovalDoubt)
    /// The run ended first.
    case notAttempted(RunEnd)

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

/// Why a removal failed.
package enum RemovalFailure: Equatable, Sendable {
    /// Nothing was sent: another account or Region responds than the one that the evidence is of.
    case registryChanged
    /// Nothing was sent: the family could not be listed once more. Carries the call's error.
    case listFailed(String)
    /// The deregistration failed. Carries the call's error.
    case callFailed(String)
}

/// Why it is not known whether a revision is deregistered.
package enum RemovalDoubt: Equatable, Sendable {
    /// The deregistration got no response, and the revision was ACTIVE after. Carries the call's error, and what
    /// became of the removal since, where that is something else.
    case noResponse(String, since: Outcome? = nil)
    /// The same, and reading it back failed as well. Carries both calls' errors.
    case neitherConfirmedNorReadBack(call: String, readBack: String)
    /// The registry confirmed the deregistration, but the revision could not be read back. Carries that call's error.
    case notReadBack(String)
    /// The registry confirmed the deregistration, but the revision reads back as that; nil for missing.
    case readBack(as: RevisionStatus?)
}

/// Why a run ended before all of its removals had been attempted.
package enum RunEnd: Error, Equatable, Sendable {
    /// It was interrupted by a signal.
    case interrupted
    /// The manifests have changed since the plan was made.
    case manifestsChanged
    /// Another account or Region responds than the plan was made for.
    case registryChanged
    /// The removal of that revision failed in a way that affects all others: a permission is missing, for example.
    case failedForAll(RevisionID)
    /// Something that the run needs could not be read. Carries the error.
    case failed(String)
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
            plan: plan, outcomes: outcomes, refusals: refusals, watch: watch.map { reading.merging($0) } ?? reading)
    }

    /// A plan that was refused before anything was done: every removal is withheld for the same reasons.
    package init(refused plan: Plan, _ refusals: Refusals) {
        let outcomes = plan.removals.map { removal in
            RevisionOutcome(removal.id, .withheld(refusals.all.withholdReasons))
        }
        self.init(plan: plan, outcomes: outcomes, refusals: refusals.all)
    }

    /// What was removed and not looked at since; empty when it was, or when nothing was removed.
    package var unwatched: RemovalWatch {
        var unwatched = RemovalWatch()
        if watch == nil { unwatched.record(self) }
        return unwatched
    }

    /// How many outcomes are of that kind.
    package func count(_ code: Outcome.Code) -> Int { outcomes.count { $0.outcome.code == code } }

    /// What drifts after: without the undeclared revisions that were removed, and with those that were taken up
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
        watch?.needsAttention == true || !unwatched.isEmpty
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
