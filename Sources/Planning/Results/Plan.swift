import Foundation
import Model

/// What would change, what is withheld and why, what drifts. Decided, not authorized: see ``Guardrails``.
package struct Plan: Equatable, Sendable {
    /// The registry that it is for; nil when that had nothing to tell it by.
    package let scope: RegistryScope?
    /// What is to be deregistered, in order of family and revision.
    package let removals: [Removal]
    /// What is undeclared or protected, and stays; in order of family and revision.
    package let withheld: [Withheld]
    /// Every difference, in order.
    package let drift: [Drift]
    /// How the references were read that all of it rests on.
    package let coverage: Coverage
    /// What the configuration waives to know, and what that concerns at present.
    package let waivers: [WaiverUse]
    /// The ACTIVE revisions of the managed families, empty where a family has none.
    let active: [Family: RevisionSet]

    /// A plan whose lists are in order.
    init(
        scope: RegistryScope?, removals: [Removal], withheld: [Withheld], drift: [Drift],
        coverage: Coverage, waivers: [WaiverUse], active: [Family: RevisionSet]
    ) {
        self.scope = scope
        self.removals = removals
        self.withheld = withheld
        self.drift = drift
        self.coverage = coverage
        self.waivers = waivers
        self.active = active
    }

    /// How many revisions of the managed families are ACTIVE: what a percentage is taken of.
    package var managedActive: Int { active.values.reduce(0) { $0 + $1.count } }

    /// The same plan with those of its removals alone that somebody approved.
    package func limited(to approved: Set<RevisionID>) -> Plan {
        Plan(
            scope: scope, removals: removals.filter { approved.contains($0.id) },
            withheld: withheld, drift: drift, coverage: coverage, waivers: waivers, active: active)
    }
}

/// One revision to deregister, and all that explains it.
package struct Removal: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// Why.
    package let reason: RemovalReason
    /// What says that nothing uses it: the sources that were read, and when.
    package let evidence: Coverage

    /// A removal with its evidence.
    init(_ id: RevisionID, because reason: RemovalReason, evidence: Coverage) {
        self.id = id
        self.reason = reason
        self.evidence = evidence
    }
}

/// Why a revision is to be deregistered.
package enum RemovalReason: String, Equatable, Sendable {
    /// No entry of its family's manifest selects it.
    case undeclared
    /// The same, in a family that may end with no ACTIVE revision.
    case retired
}

/// One revision that stays although nothing declares it, and everything that holds it.
package struct Withheld: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// Everything that holds it; never empty, weightiest first.
    package let reasons: [WithholdReason]

    /// A revision and what holds it.
    package init(_ id: RevisionID, because reasons: [WithholdReason]) {
        self.id = id
        self.reasons = reasons
    }
}

/// What can hold a revision that is not declared.
package enum WithholdReason: Equatable, Sendable {
    /// Something uses it.
    case inUse([Reference])
    /// Something chooses a revision only when it runs, and may choose this one.
    case opaque([Reference])
    /// `spec.protect` names it.
    case protected
    /// It is among so many newest ACTIVE ones of its family: `guardrails.keepNewest`.
    case newest(kept: Int)
    /// Registered after `guardrails.minimumAge` ago; at or after this time.
    case tooYoung(registeredSince: Date, minimumAge: Duration)
    /// The registry gave no date of registration for it.
    case ageUnknown
    /// These sources were not read whole, so that nobody knows whether something uses it.
    case coverageIncomplete([SourceReading])
    /// More would go than `guardrails.maximumDeregistrations` allows, so that none goes.
    case cap
    /// What is known of its references is older than `guardrails.evidenceMaximumAge`, so that it says nothing.
    case evidenceTooOld
    /// By the time of removal it had ceased to be ACTIVE or undeclared.
    case changedSincePlan
    /// The plan that was approved no longer holds, so that none of it is carried out.
    case approvalStale

    /// The word for it in JSON and metrics.
    package enum Code: String, CaseIterable, Sendable {
        case inUse, opaque, protected, newest, tooYoung, ageUnknown, coverageIncomplete, cap, evidenceTooOld
        case changedSincePlan, approvalStale
    }

    /// The word for it in JSON and metrics.
    package var code: Code {
        switch self {
        case .inUse: .inUse
        case .opaque: .opaque
        case .protected: .protected
        case .newest: .newest
        case .tooYoung: .tooYoung
        case .ageUnknown: .ageUnknown
        case .coverageIncomplete: .coverageIncomplete
        case .cap: .cap
        case .evidenceTooOld: .evidenceTooOld
        case .changedSincePlan: .changedSincePlan
        case .approvalStale: .approvalStale
        }
    }
}
