import Foundation
import Model

/// The outcome of one removal.
package enum Outcome: Equatable, Sendable {
    /// Deregistered, and confirmed INACTIVE.
    case removed
    /// Deregistered although these used it, since before that or without saying since when: they were not there when
    /// the references were read.
    case removedInUse([Reference])
    /// Deregistered by someone else in the meantime.
    case alreadyDeregistered
    /// Not touched: fresh evidence holds it.
    case withheld([WithholdReason])
    /// It is still ACTIVE, as far as is known.
    case failed(RemovalFailure)
    /// The registry may have carried it out, or may still do so, but it did not read back as INACTIVE.
    indirect case unverified(RemovalDoubt)
    /// Not attempted: the run ended first.
    case notAttempted(RunEnd)

    /// The word for it in JSON and metrics.
    package enum Code: String, CaseIterable, Sendable {
        case removed, removedInUse, alreadyDeregistered, withheld, failed, unverified, notAttempted
    }

    /// The word for it in JSON and metrics.
    package var code: Code {
        switch self {
        case .removed: .removed
        case .removedInUse: .removedInUse
        case .alreadyDeregistered: .alreadyDeregistered
        case .withheld: .withheld
        case .failed: .failed
        case .unverified: .unverified
        case .notAttempted: .notAttempted
        }
    }
}

extension Outcome {
    /// Whether Roster deregistered the revision, or may have.
    package var mayBeDeregistered: Bool {
        switch self {
        case .removed, .removedInUse, .unverified: true
        case .alreadyDeregistered, .withheld, .failed, .notAttempted: false
        }
    }
}

/// Why a removal failed.
package enum RemovalFailure: Equatable, Sendable {
    /// Nothing was sent: its family's newest revisions could not be listed. Carries the call's error.
    case listFailed(String)
    /// The deregistration failed. Carries the call's error.
    case callFailed(String)
}

/// Why it is unknown whether a revision was deregistered.
package enum RemovalDoubt: Equatable, Sendable {
    /// The deregistration got no response, and the revision was ACTIVE afterwards. Carries the call's error, and the
    /// later outcome of the removal if it differs.
    case noResponse(String, since: Outcome? = nil)
    /// The same, and reading it back also failed. Carries both calls' errors.
    case neitherConfirmedNorReadBack(call: String, readBack: String)
    /// The response to the deregistration did not confirm it, and the revision could not be read back. Carries that
    /// call's error.
    case notReadBack(String)
    /// The response to the deregistration did not confirm it, and the revision reads back with this status; nil if it
    /// is missing.
    case readBack(as: RevisionStatus?)
}

/// Why a run ended before it had attempted all of its removals.
package enum RunEnd: Error, Equatable, Sendable {
    /// It was interrupted by a signal.
    case interrupted
    /// The manifests could not be read again, or have mistakes now. Carries the error.
    case manifestsUnusable(String)
    /// Removed revisions turned out to be in use since before their removal.
    case removedInUse([RevisionID])
    /// In so many bursts in a row every deregistration was throttled by the registry, or held back by the client's own
    /// rate limit. Carries the last error.
    case throttled(String, bursts: Int)
    /// The account or Region is no longer the one that the plan was made for.
    case registryChanged
    /// The removal of that revision failed in a way that affects all others, such as a missing permission.
    case failedForAll(RevisionID)
    /// Something that the run needs could not be read. Carries the error.
    case failed(String)
}

/// The outcomes of a plan's removals.
package struct Report: Equatable, Sendable {
    /// The plan that was carried out, or refused.
    package let plan: Plan
    /// One for each removal of the plan, in the same order.
    package let outcomes: [RevisionOutcome]
    /// Why the plan, or the rest of it, was refused; empty if it was not.
    package let refusals: [Refusal]
    /// What the checks after the removals found; nil if nothing was removed, or if the run was interrupted before them.
    package let watch: WatchReading?

    package init(
        plan: Plan, outcomes: [RevisionOutcome], refusals: [Refusal] = [], watch: WatchReading? = nil
    ) {
        self.plan = plan
        self.outcomes = outcomes.sorted { $0.id < $1.id }
        self.refusals = refusals
        self.watch = watch
    }

    /// A copy with one more check of what was removed. What an earlier check found is kept, even if it is gone now.
    package func with(_ reading: WatchReading) -> Report {
        let inUse = reading.usersOfRemoved
        return Report(
            plan: plan, outcomes: outcomes.map { outcome in inUse[outcome.id].map(outcome.removedInUse) ?? outcome },
            refusals: refusals, watch: watch.map { reading.merging($0) } ?? reading)
    }

    /// A report on a plan that was refused before anything was done: every removal is withheld for the same reasons.
    package init(refused plan: Plan, _ refusals: Refusals) {
        let outcomes = plan.removals.map { removal in
            RevisionOutcome(removal.id, .withheld(refusals.all.withholdReasons))
        }
        self.init(plan: plan, outcomes: outcomes, refusals: refusals.all)
    }

    /// What was removed and not checked since; empty if it was checked, or if nothing was removed.
    package var unwatched: RemovalWatch {
        var unwatched = RemovalWatch()
        unwatched.record(self, after: watch?.readAt)
        return unwatched
    }

    /// The number of outcomes of that kind.
    package func count(_ code: Outcome.Code) -> Int { outcomes.count { $0.outcome.code == code } }

    /// The remaining drift: without the undeclared revisions that were removed, and with those that were picked up
    /// again.
    package var drift: [Drift] {
        var removed: [Family: RevisionSet] = [:]
        for outcome in outcomes where [.removed, .removedInUse, .alreadyDeregistered].contains(outcome.outcome.code) {
            removed[outcome.id.family, default: []].insert(outcome.id.revision)
        }
        let lasting: [Drift] = plan.drift.compactMap { drift in
            guard drift.reason == .undeclared, let gone = removed[drift.family] else { return drift }
            let left = drift.revisions.subtracting(gone)
            return left.isEmpty ? nil : Drift(drift.family, left, .undeclared)
        }
        return (lasting + (watch?.found ?? [])).sorted()
    }

    /// What turned out to have been in use when this run removed it.
    package var removedInUse: [Drift] { drift.filter { $0.reason.code == .removedInUse } }

    /// What was picked up again after its removal, in this run or before.
    package var takenUpAgain: [Drift] { drift.filter { $0.reason.code == .takenUpAgain } }

    /// How the references behind the outcomes were read: the first incomplete reading, or else the latest, or else the
    /// plan's.
    package var evidence: Coverage {
        let readings = outcomes.compactMap(\.evidence)
        return readings.first { !$0.isComplete }
            ?? readings.max { ($0.newestReading ?? .distantPast) < ($1.newestReading ?? .distantPast) }
            ?? plan.coverage
    }

    /// How the references were read, the checks after the removals included: the first incomplete reading, or else the
    /// latest.
    package var coverage: Coverage {
        guard let watch, evidence.isComplete else { return evidence }
        return watch.coverage
    }

    /// Whether something went wrong that is not a refusal. A removed revision that is in use counts, and so does one
    /// that was not checked after its removal.
    package var hasErrors: Bool {
        watch?.needsAttention == true || !unwatched.isEmpty
            || outcomes.contains { outcome in
                switch outcome.outcome {
                case .removedInUse, .failed, .unverified: true
                case .notAttempted: refusals.isEmpty
                case .removed, .alreadyDeregistered, .withheld: false
                }
            }
    }
}

/// The outcome for one revision.
package struct RevisionOutcome: Equatable, Sendable {
    /// The revision.
    package let id: RevisionID
    /// Its outcome.
    package let outcome: Outcome
    /// How the references were read that it was removed or withheld on; nil if there was no such evidence.
    package let evidence: Coverage?
    /// When Roster deregistered it, or may have; nil if it did not.
    package let removedAt: Date?

    package init(_ id: RevisionID, _ outcome: Outcome, on evidence: Coverage? = nil, at removedAt: Date? = nil) {
        self.id = id
        self.outcome = outcome
        self.evidence = evidence
        self.removedAt = removedAt
    }

    /// The same removal, of which it is known now that these used the revision since before.
    fileprivate func removedInUse(by users: [Reference]) -> RevisionOutcome {
        guard outcome.mayBeDeregistered else { return self }
        return RevisionOutcome(id, .removedInUse(users), on: evidence, at: removedAt)
    }
}
