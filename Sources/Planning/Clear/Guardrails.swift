import Foundation
import Model

/// What stands between a plan and the registry: looks at each removal once more, against fresh reads.
package struct Guardrails: Sendable {
    private let desired: DesiredState
    private let policy: GuardrailPolicy

    /// Guards one desired state.
    package init(_ desired: DesiredState, _ policy: GuardrailPolicy) {
        self.desired = desired
        self.policy = policy
    }

    /// Why a plan as a whole would be refused, by what the plan alone says; empty when nothing stands against it.
    package func refusals(of plan: Plan) -> [Refusal] {
        var refusals: [Refusal] = []
        let removals = plan.removals.count
        if !plan.coverage.isComplete { refusals.append(.coverageIncomplete(plan.coverage.failures)) }
        if removals > policy.maximumCount {
            refusals.append(.countExceeded(removals: removals, maximum: policy.maximumCount))
        }
        if removals * 100 > policy.maximumPercent * plan.managedActive {
            refusals.append(
                .percentExceeded(
                    removals: removals, active: plan.managedActive, maximum: policy.maximumPercent))
        }
        return refusals
    }

    /// Why nothing of a plan may be removed although nothing stands against it yet: its references took longer to read
    /// than they may be old, and are read again first. Nil when they did not.
    package func slowEvidence(of plan: Plan) -> SlowEvidence? {
        guard let slowest = plan.coverage.slowest, slowest.took > policy.evidenceMaximumAge else { return nil }
        return SlowEvidence(reading: slowest, maximumAge: policy.evidenceMaximumAge)
    }

    /// Clears a plan, or refuses it whole.
    ///
    /// - Parameter fresh: read after the plan was made; the families of the removals are enough.
    package func clear(_ plan: Plan, against fresh: Snapshot, at now: Date) throws(Refusals) -> ClearedPlan {
        if let refusals = Refusals(refusals(of: plan)) { throw refusals }
        return try clear(plan.removals, against: fresh, at: now)
    }

    /// Clears again what is left of a plan that was cleared before, because its evidence has grown old.
    package func clear(
        _ rest: some Sequence<Removal>, of cleared: ClearedPlan, against fresh: Snapshot, at now: Date
    ) throws(Refusals) -> ClearedPlan {
        let known = Set(cleared.removals.map(\.id))
        return try clear(rest.filter { known.contains($0.id) }, against: fresh, at: now)
    }

    private func clear(
        _ removals: [Removal], against fresh: Snapshot, at now: Date
    ) throws(Refusals) -> ClearedPlan {
        guard fresh.coverage.isComplete, let references = fresh.coverage.oldestReading else {
            throw Refusals(.coverageIncomplete(fresh.coverage.failures), fresh.coverage)
        }
        let readAt = min(fresh.readAt, references)
        let age = Duration.seconds(now.timeIntervalSince(readAt))
        // A clock that was set back makes evidence look fresh.
        guard (.zero...policy.evidenceMaximumAge).contains(age) else {
            throw refusal(of: fresh.coverage, age: age)
        }
        var cleared: [Removal] = []
        var withheld: [Withheld] = []
        let families = Dictionary(grouping: removals, by: \.id.family)
        for (family, removals) in families.sorted(by: { $0.key < $1.key }) {
            let planner = desired.families[family].map { FamilyPlanner($0, in: fresh, under: policy, at: now) }
            for removal in removals {
                let reasons = planner?.reasonsToWithholdNow(removal.id.revision) ?? [.changedSincePlan]
                if reasons.isEmpty {
                    cleared.append(Removal(removal.id, because: removal.reason, evidence: fresh.coverage))
                } else {
                    withheld.append(Withheld(removal.id, because: reasons))
                }
            }
        }
        return ClearedPlan(
            removals: cleared, withheld: withheld, evidence: fresh,
            validity: readAt...readAt.addingTimeInterval(policy.evidenceMaximumAge.seconds))
    }

    /// Evidence of an age at which nothing may rest on it.
    package func refusal(of evidence: Coverage, age: Duration) -> Refusals {
        Refusals(
            .evidenceTooOld(age: age, maximum: policy.evidenceMaximumAge, slowest: evidence.slowest), evidence)
    }

    /// What holds one removal of a cleared plan, given its family's ACTIVE revisions of this very moment: the newest
    /// may have been deregistered by somebody else since, and then another one is. Empty when it may go.
    package func reasonsToWithhold(
        _ removal: Removal, of cleared: ClearedPlan, active: RevisionSet, at now: Date
    ) -> [WithholdReason] {
        guard let family = desired.families[removal.id.family], cleared.removals.contains(removal) else {
            return [.changedSincePlan]
        }
        let snapshot = cleared.evidence.with(active: active, of: removal.id.family)
        return FamilyPlanner(family, in: snapshot, under: policy, at: now)
            .reasonsToWithholdNow(removal.id.revision)
    }
}

extension FamilyPlanner {
    /// What holds a revision of an older plan; that it must still be ACTIVE, undeclared and prunable comes first.
    fileprivate func reasonsToWithholdNow(_ revision: Revision) -> [WithholdReason] {
        guard prunes, undeclared.contains(revision) else { return [.changedSincePlan] }
        return reasonsToWithhold(revision)
    }
}

/// Removals that may be carried out, until their evidence is too old. ``Guardrails`` alone can make one, and
/// only it is ever carried out: authority is a type.
package struct ClearedPlan: Equatable, Sendable {
    /// In order of family and revision; each with the evidence that cleared it.
    package let removals: [Removal]
    /// What the fresh reads hold back, of what the plan would have removed.
    package let withheld: [Withheld]
    /// What it was cleared against.
    fileprivate let evidence: Snapshot
    private let validity: ClosedRange<Date>

    fileprivate init(
        removals: [Removal], withheld: [Withheld], evidence: Snapshot, validity: ClosedRange<Date>
    ) {
        self.removals = removals
        self.withheld = withheld
        self.evidence = evidence
        self.validity = validity
    }

    /// The registry that it was cleared for; nil when that had nothing to tell it by.
    package var scope: RegistryScope? { evidence.scope }

    /// How the references were read that cleared it.
    package var coverage: Coverage { evidence.coverage }

    /// For how long the evidence is still young enough to act on, to the millisecond below; nil when it is not, and when
    /// the clock was set back behind it.
    package func timeLeft(at now: Date) -> Duration? {
        guard validity.contains(now) else { return nil }
        return .milliseconds(Int(validity.upperBound.timeIntervalSince(now) * 1000))
    }

    /// How old the evidence is.
    package func age(at now: Date) -> Duration { .seconds(now.timeIntervalSince(validity.lowerBound)) }
}

/// Everything that stands against a plan; never empty.
package struct Refusals: Error, Equatable {
    /// In the order in which they were found.
    package let all: [Refusal]
    /// How the references were read that it rests on, where it was not the plan's reading.
    package let coverage: Coverage?

    /// One reason.
    package init(_ refusal: Refusal, _ coverage: Coverage? = nil) {
        all = [refusal]
        self.coverage = coverage
    }

    /// Nil when nothing stands against the plan.
    package init?(_ all: [Refusal]) {
        guard !all.isEmpty else { return nil }
        self.all = all
        coverage = nil
    }
}
