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
        if removals > policy.maximumCount, policy.beyondCount == .refuse {
            refusals.append(.countExceeded(removals: removals, maximum: policy.maximumCount))
        }
        // What a run leaves to later ones counts: a share that is too large is no better in portions. If nothing would
        // be sent, there is nothing to refuse.
        let all = removals + plan.left
        if removals > 0, all > policy.alwaysAllowed, all * 100 > policy.maximumPercent * plan.managedActive {
            refusals.append(
                .percentExceeded(removals: all, active: plan.managedActive, maximum: policy.maximumPercent))
        }
        return refusals
    }

    /// The part of a plan that one run carries out: what was approved, and of that as much as the count allows if more
    /// is to be left to later runs. Families take turns, and each begins with its lowest revision.
    ///
    /// What is left to later runs still counts for the percentage, and so does what the approved plan left: a portion
    /// that was saved and approved is still part of its plan. What has been added since does not count.
    ///
    /// - Parameter approved: nil if no approval is needed.
    package func portion(of plan: Plan, approved: ApprovedPlan? = nil) -> Plan {
        let wanted = approved?.limit(plan) ?? plan
        guard policy.beyondCount == .limit else { return wanted }
        let chosen = Set(wanted.removals.inTurn.prefix(policy.maximumCount).map(\.id))
        return wanted.leaving(wanted.removals.map(\.id).filter { !chosen.contains($0) })
    }

    /// The source that a run could not read in time, although the plan is not refused yet; nil if there is none.
    package func slowEvidence(of plan: Plan) -> SlowEvidence? { plan.coverage.slowEvidence(under: policy) }

    /// Clears some of a plan's removals, or refuses them all.
    ///
    /// - Parameters:
    ///   - newer: what the manifests declare by now, if that has changed since the plan was made. A removal must be one
    ///     by both: changed manifests can only keep more.
    ///   - fresh: read after the plan was made: the families of the removals, with their newest ACTIVE revisions, are
    ///     enough.
    package func clear(
        _ removals: some Sequence<Removal>, of plan: Plan, newer: DesiredState? = nil, against fresh: Snapshot,
        at now: Moment
    ) throws(Refusals) -> ClearedBurst {
        if let refusals = Refusals(refusals(of: plan)) { throw refusals }
        guard fresh.coverage.isComplete, let expiry = fresh.coverage.expiry(under: policy) else {
            throw Refusals(.coverageIncomplete(fresh.coverage.failures), fresh.coverage)
        }
        guard now.uptime <= expiry else { throw tooOld(fresh.coverage, at: now) }
        let planned = Set(plan.removals.map(\.id))
        var cleared: [Removal] = []
        var withheld: [Withheld] = []
        for (family, removals) in Dictionary(grouping: removals, by: \.id.family).sorted(by: { $0.key < $1.key }) {
            let rules = [desired, newer].compactMap(\.self).map { state in
                state.families[family].map { FamilyPlanner($0, in: fresh, under: policy, at: now.date) }
            }
            for removal in removals.sorted(by: { $0.id < $1.id }) where planned.contains(removal.id) {
                let reasons = rules.lazy.map { $0.reasonsToWithholdNow(removal.id.revision) }.first { !$0.isEmpty }
                if let reasons {
                    withheld.append(Withheld(removal.id, because: reasons))
                } else {
                    cleared.append(Removal(removal.id, because: removal.reason, evidence: fresh.coverage))
                }
            }
        }
        return ClearedBurst(removals: cleared, withheld: withheld, evidence: fresh, expiry: expiry)
    }

    /// The refusal for evidence that is too old to act on.
    package func tooOld(_ evidence: Coverage, at now: Moment) -> Refusals {
        Refusals(.evidenceTooOld(evidence.slowestExpired(under: policy, at: now)), evidence)
    }
}

extension FamilyPlanner? {
    /// What holds a revision of an older plan; first of all, it must still be ACTIVE, undeclared and prunable.
    fileprivate func reasonsToWithholdNow(_ revision: Revision) -> [WithholdReason] {
        guard let self, self.prunes else { return [.changedSincePlan(.kept)] }
        guard self.active.contains(revision) else { return [.changedSincePlan(.notActive)] }
        guard self.undeclared.contains(revision) else { return [.changedSincePlan(.kept)] }
        return self.reasonsToWithhold(revision)
    }
}

extension [Removal] {
    /// Each family's lowest revision, then each family's next one, and so on.
    fileprivate var inTurn: [Removal] {
        var rank: [Family: Int] = [:]
        return sorted { $0.id < $1.id }.map { removal in
            defer { rank[removal.id.family, default: 0] += 1 }
            return (rank: rank[removal.id.family] ?? 0, removal: removal)
        }.sorted { ($0.rank, $0.removal.id) < ($1.rank, $1.removal.id) }.map(\.removal)
    }
}

/// Removals that may be sent until their evidence is too old. Only ``Guardrails`` can make one, and nothing else is
/// ever sent: authority is a type.
package struct ClearedBurst: Equatable, Sendable {
    /// By family and revision, each with the evidence that cleared it.
    package let removals: [Removal]
    /// What was to be removed, but is held by the fresh reads.
    package let withheld: [Withheld]
    /// The evidence it was cleared against.
    private let evidence: Snapshot
    /// The uptime at which the evidence is too old.
    private let expiry: Duration

    fileprivate init(removals: [Removal], withheld: [Withheld], evidence: Snapshot, expiry: Duration) {
        self.removals = removals
        self.withheld = withheld
        self.evidence = evidence
        self.expiry = expiry
    }

    /// The registry it was cleared for; nil if that registry was empty and so could not be identified.
    package var scope: RegistryScope? { evidence.scope }

    /// How the references that cleared it were read.
    package var coverage: Coverage { evidence.coverage }

    /// How long the evidence may still be acted on; nil if it has expired.
    package func timeLeft(at now: Moment) -> Duration? {
        let left = expiry - now.uptime
        return left > .zero ? left : nil
    }
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
