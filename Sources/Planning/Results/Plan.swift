import Foundation
import Model

/// What would change, what is withheld and why, and what drifts. A decision, not an authorization: see ``Guardrails``.
package struct Plan: Equatable, Sendable {
    /// The registry it is for; nil if that was empty and so could not be identified.
    package let scope: RegistryScope?
    /// The revisions to deregister, by family and revision.
    package let removals: [Removal]
    /// The undeclared revisions that stay, by family and revision.
    package let withheld: [Withheld]
    /// What would change in the families that only report. Never carried out, approved or counted.
    package let reported: ReportedChanges
    /// Every difference, in order.
    package let drift: [Drift]
    /// How the references that the plan rests on were read.
    package let coverage: Coverage
    /// The configuration's waivers, and what each applies to at present.
    package let waivers: [WaiverUse]
    /// The number of removals that a run leaves to later ones, as it may not make so many.
    package let left: Int
    /// The number of removals that are no part of what was approved, nor of what the approved plan left; nil if no
    /// approval is needed.
    package let unapproved: Int?
    /// The ACTIVE revisions of the managed families, empty where a family has none.
    let active: [Family: RevisionSet]

    init(
        scope: RegistryScope?, removals: [Removal], withheld: [Withheld],
        reported: ReportedChanges = ReportedChanges(), drift: [Drift],
        coverage: Coverage, waivers: [WaiverUse], left: Int = 0, unapproved: Int? = nil,
        active: [Family: RevisionSet]
    ) {
        self.scope = scope
        self.removals = removals
        self.withheld = withheld
        self.reported = reported
        self.drift = drift
        self.coverage = coverage
        self.waivers = waivers
        self.left = left
        self.unapproved = unapproved
        self.active = active
    }

    /// The number of ACTIVE revisions in the managed families: the base of `maximumDeregistrations.percent`.
    package var managedActive: Int { active.values.reduce(0) { $0 + $1.count } }

    /// A copy with only the removals that were approved.
    ///
    /// - Parameter left: how many removals the approved plan left to later runs.
    package func limited(to approved: Set<RevisionID>, leaving left: Int = 0) -> Plan {
        let kept = removals.filter { approved.contains($0.id) }
        let others = removals.count - kept.count
        let left = min(left, others)
        return with(kept, left: left, unapproved: others - left)
    }

    /// A copy without some of the removals, which are left to later runs.
    func leaving(_ others: [RevisionID]) -> Plan {
        let others = Set(others)
        return with(removals.filter { !others.contains($0.id) }, left: left + others.count, unapproved: unapproved)
    }

    private func with(_ removals: [Removal], left: Int, unapproved: Int?) -> Plan {
        Plan(
            scope: scope, removals: removals, withheld: withheld, reported: reported, drift: drift,
            coverage: coverage, waivers: waivers, left: left, unapproved: unapproved, active: active)
    }
}

/// One revision to deregister, and why.
package struct Removal: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// Why it is removed.
    package let reason: RemovalReason
    /// The evidence that nothing uses it: the sources that were read, and when.
    package let evidence: Coverage

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

/// One revision that stays although it is undeclared, and everything that holds it.
package struct Withheld: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// Everything that holds it; never empty, most important first.
    package let reasons: [WithholdReason]

    package init(_ id: RevisionID, because reasons: [WithholdReason]) {
        self.id = id
        self.reasons = reasons
    }
}

/// What `prune: deregister` would do in the families that say `prune: report`, by the same rules.
///
/// Its removals have a type of their own: nothing that sends, approves or counts removals takes them.
package struct ReportedChanges: Equatable, Sendable {
    /// The revisions that would be removed, by family and revision.
    package private(set) var removals: [ReportedRemoval] = []
    /// The revisions that would stay all the same, by family and revision.
    package private(set) var withheld: [Withheld] = []

    init() {}

    /// Adds those of the next family.
    mutating func add(_ removals: [ReportedRemoval], _ withheld: [Withheld]) {
        self.removals += removals
        self.withheld += withheld
    }

    /// All of its revisions.
    package var revisions: [RevisionID] { removals.map(\.id) + withheld.map(\.id) }
}

/// One revision that would be removed if its manifest did not only report it, and why.
package struct ReportedRemoval: Equatable, Sendable {
    /// Which one.
    package let id: RevisionID
    /// Why it would be removed.
    package let reason: RemovalReason
}

/// What can hold an undeclared revision.
package enum WithholdReason: Equatable, Sendable {
    /// Something uses it.
    case inUse([Reference])
    /// Something picks its revision at run time, and may pick this one.
    case opaque([Reference])
    /// `spec.protect` names it.
    case protected
    /// It is among the N newest ACTIVE revisions of its family: `guardrails.keepNewest`.
    case newest(kept: Int)
    /// AWS Batch registers the family's revisions, and deregisters them itself.
    case registeredByBatch
    /// Registered less than `guardrails.minimumAge` ago: at or after this time.
    case tooYoung(registeredSince: Date, minimumAge: Duration)
    /// Its registration date is unknown.
    case ageUnknown
    /// None of its family's revisions that could be removed could be found when it was described, so that AWS Batch may
    /// have registered it.
    case registrarUnknown
    /// These sources were not read completely, so that something unseen may use it.
    case coverageIncomplete([SourceReading])
    /// The plan exceeds `guardrails.maximumDeregistrations`, so that nothing is removed.
    case cap
    /// Its references were read longer ago than `guardrails.evidenceMaximumAge` or `referenceMaximumAge` allows.
    case evidenceTooOld
    /// At the time of removal it was no longer ACTIVE, or no longer to be removed.
    case changedSincePlan(ChangeSincePlan)
    /// The approval no longer holds, so that none of it is carried out.
    case approvalStale

    /// What has changed about a revision since the plan was made.
    package enum ChangeSincePlan: Equatable, Sendable {
        /// Someone else has deregistered it.
        case notActive
        /// The manifests keep it by now.
        case kept
    }

    /// The word for it in JSON and metrics.
    package enum Code: String, CaseIterable, Sendable {
        case inUse, opaque, protected, newest, registeredByBatch, tooYoung, ageUnknown, registrarUnknown
        case coverageIncomplete, cap, evidenceTooOld, changedSincePlan, approvalStale
    }

    /// The word for it in JSON and metrics.
    package var code: Code {
        switch self {
        case .inUse: .inUse
        case .opaque: .opaque
        case .protected: .protected
        case .newest: .newest
        case .registeredByBatch: .registeredByBatch
        case .tooYoung: .tooYoung
        case .ageUnknown: .ageUnknown
        case .registrarUnknown: .registrarUnknown
        case .coverageIncomplete: .coverageIncomplete
        case .cap: .cap
        case .evidenceTooOld: .evidenceTooOld
        case .changedSincePlan: .changedSincePlan
        case .approvalStale: .approvalStale
        }
    }
}
