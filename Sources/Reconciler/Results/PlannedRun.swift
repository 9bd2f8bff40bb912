import Model
import Planning

/// A plan and what is needed to carry it out.
package struct PlannedRun: Sendable {
    /// The manifests that were read.
    package let manifests: ManifestSet
    /// What the manifests declare.
    package let desired: DesiredState
    /// The plan, limited to what was approved and to what one run may remove.
    package let plan: Plan
    /// The references that it rests on.
    let references: ReferenceReading
    /// What it knows about registrations.
    let registrations: Registrations
    /// Why it would be refused; empty if it would not be.
    package let refusals: [Refusal]
    /// The guardrails that clear it.
    let guardrails: Guardrails
    /// The process's calls to AWS until it was made.
    package let calls: CallCount

    /// - Parameter approved: what was approved; nil if no approval is needed.
    init(
        manifests: ManifestSet, desired: DesiredState, plan: Plan, limitedTo approved: ApprovedPlan? = nil,
        observed: Observer.Observation, guardrails: Guardrails, calls: CallCount = CallCount()
    ) {
        self.manifests = manifests
        self.desired = desired
        self.plan = guardrails.portion(of: plan, approved: approved)
        references = observed.references
        registrations = observed.snapshot.registrations
        refusals = guardrails.refusals(of: self.plan) + (approved?.refusal(of: plan).map { [$0] } ?? [])
        self.guardrails = guardrails
        self.calls = calls
    }

    /// The commit of the manifests, if any.
    package var version: String? { manifests.version }

    /// A source that a run could not read in time, so that nothing would be removed although the plan is not refused
    /// yet; nil if there is none.
    package var slowEvidence: SlowEvidence? { guardrails.slowEvidence(of: plan) }
}
