import Foundation
import Model

/// The last check between a plan and the registry: examines each removal once more, against fresh reads.
package struct Guardrails: Sendable {
    private let desired: DesiredState
    private let policy: GuardrailPolicy

    /// Guardrails for one desired state.
    package init(_ desired: DesiredState, _ policy: GuardrailPolicy) {
        self.desired = desired
        self.policy = policy
    }

    /// Why the plan as a whole would be refused, judging by the plan alone; empty if it would not be.
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

    /// Why nothing may be removed although the plan is not refused yet: its references took longer to read than they
    /// may be old, and must be read again first. Nil if they did not.
    package func slowEvidence(of plan: Plan) -> SlowEvidence? {
        guard let slowest = plan.coverage.slowest, slowest.took > policy.evidenceMaximumAge else { return nil }
        return SlowEvidence(reading: slowest, maximumAge: policy.evidenceMaximumAge)
    }

    /// Clears a plan, or refuses it as a whole.
    ///
    /// - Parameter fresh: read after the plan was made; the families of the removals are enough.
    package func clear(_ plan: Plan, against fresh: Snapshot, at now: Date) throws(Refusals) -> ClearedPlan {
        if let refusals = Refusals(refusals(of: plan)) { throw refusals }
        return try clear(plan.removals, against: fresh, at: now)
    }

    /// Clears the rest of a cleared plan again, after its evidence expired.
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

    /// The refusal for evidence that is too old to act on.
    package func refusal(of evidence: Coverage, age: Duration) -> Refusals {
        Refusals(
            .evidenceTooOld(age: age, maximum: policy.evidenceMaximumAge, slowest: evidence.slowest), evidence)
    }

    /// What holds one removal of a cleared plan, given its family's current ACTIVE revisions: the newest may have been
    /// deregistered by someone else since, which makes another one the newest. Empty if it may be removed.
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
    /// What holds a revision of an older plan; first of all, it must still be ACTIVE, undeclared and prunable.
    fileprivate func reasonsToWithholdNow(_ revision: Revision) -> [WithholdReason] {
        guard prunes, undeclared.contains(revision) else { return [.changedSincePlan] }
        return reasonsToWithhold(revision)
    }
}

/// Removals that may be carried out until their evidence is too old. Only ``Guardrails`` can make one, and nothing else
/// is ever carried out: authority is a type.
package struct ClearedPlan: Equatable, Sendable {
    /// By family and revision, each with the evidence that cleared it.
    package let removals: [Removal]
    /// What the plan would have removed, but the fresh reads hold.
    package let withheld: [Withheld]
    /// The evidence it was cleared against.
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

    /// The registry it was cleared for; nil if that registry was empty and so could not be identified.
    package var scope: RegistryScope? { evidence.scope }

    /// How the references that cleared it were read.
    package var coverage: Coverage { evidence.coverage }

    /// How long the evidence may still be acted on, rounded down to the millisecond; nil if it has expired, or if the
    /// clock was set back to before it was read.
    package func timeLeft(at now: Date) -> Duration? {
        guard validity.contains(now) else { return nil }
        return .milliseconds(Int(validity.upperBound.timeIntervalSince(now) * 1000))
    }

    /// The age of the evidence.
    package func age(at now: Date) -> Duration { .seconds(now.timeIntervalSince(validity.lowerBound)) }
}

/// Every reason to refuse a plan; never empty.
package struct Refusals: Error, Equatable {
    /// In the order in which they were found.
    package let all: [Refusal]
    /// How the references behind the refusal were read, if not by the plan.
    package let coverage: Coverage?

    /// A single reason.
    package init(_ refusal: Refusal, _ coverage: Coverage? = nil) {
        all = [refusal]
        self.coverage = coverage
    }

    /// Nil if there are none.
    package init?(_ all: [Refusal]) {
        guard !all.isEmpty else { return nil }
        self.all = all
        coverage = nil
    }
}
