import Model
import Planning

/// A plan and what is needed to carry it out.
package struct PlannedRun: Sendable {
    /// The manifests that were read.
    let manifests: ManifestSet
    /// What the manifests declare.
    package let desired: DesiredState
    /// The plan, limited to what was approved.
    package let plan: Plan
    /// Why it would be refused; empty if it would not be.
    package let refusals: [Refusal]
    /// The guardrails that clear it.
    let guardrails: Guardrails
    /// The process's calls to AWS until it was made.
    package let calls: CallCount

    /// - Parameter approved: what was approved; nil if no approval is needed.
    init(
        manifests: ManifestSet, desired: DesiredState, plan: Plan, limitedTo approved: ApprovedPlan? = nil,
        guardrails: Guardrails, calls: CallCount = CallCount()
    ) {
        self.manifests = manifests
        self.desired = desired
        self.plan = approved?.limit(plan) ?? plan
        refusals = guardrails.refusals(of: self.plan) + (approved?.refusal(of: plan).map { [$0] } ?? [])
        self.guardrails = guardrails
        self.calls = calls
    }

    /// The commit of the manifests, if any.
    package var version: String? { manifests.version }

    /// A reading that took longer than evidence may be old, so that nothing may be removed although the plan is not
    /// refused yet; nil if there is none.
    package var slowEvidence: SlowEvidence? { guardrails.slowEvidence(of: plan) }
}
