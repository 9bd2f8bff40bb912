import Model
import Planning

/// A plan with what it takes to carry it out.
package struct PlannedRun: Sendable {
    /// What was read.
    let manifests: ManifestSet
    /// What the manifests declare.
    package let desired: DesiredState
    /// What would change.
    package let plan: Plan
    /// Why it would be refused; empty when nothing stands against it.
    package let refusals: [Refusal]
    /// What clears it.
    let guardrails: Guardrails
    /// What the process called until it was made.
    package let calls: CallCount

    /// - Parameter approved: what somebody approved; nil where nobody has to.
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

    /// The commit of the manifests, where there is one.
    package var version: String? { manifests.version }

    /// A reading that takes longer than evidence may be old, so that nothing of the plan may be removed although nothing
    /// stands against it yet; nil where there is none.
    package var slowEvidence: SlowEvidence? { guardrails.slowEvidence(of: plan) }
}
