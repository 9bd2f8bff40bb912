import Foundation
import Model

/// The rules for one managed family: which of its ACTIVE revisions are undeclared, and what holds each of them.
///
/// Cost: a constant number of lookups for each undeclared revision.
struct FamilyPlanner {
    private let desired: DesiredFamily
    private let policy: GuardrailPolicy
    private let references: FamilyReferences
    /// Nil if the policy has no minimum age.
    private let ages: FamilyAges?
    private let uncovered: [SourceReading]
    private let coverageIsComplete: Bool
    private let newest: RevisionSet
    /// The ACTIVE revisions.
    let active: RevisionSet
    /// The ACTIVE revisions that no entry selects.
    let undeclared: RevisionSet

    init(_ desired: DesiredFamily, in snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date) {
        self.desired = desired
        self.policy = policy
        active = snapshot.active[desired.family] ?? []
        undeclared = active.subtracting(desired.declared(among: active, snapshot.registrations, at: now))
        newest = desired.newestToKeep(among: active, keepNewest: policy.keepNewest)
        references = snapshot.references[desired.family]
        ages =
            policy.minimumAge > .zero
            ? snapshot.registrations.ages(of: desired.family, against: policy.cutoff(at: now)) : nil
        uncovered = snapshot.coverage.failures
        coverageIsComplete = snapshot.coverage.isComplete
    }

    /// What holds a revision regardless of its age, most important first; empty if nothing does.
    private func reasonsRegardlessOfAge(_ revision: Revision) -> [WithholdReason] {
        var reasons: [WithholdReason] = []
        let users = references.references(to: revision, newestActive: active.newest)
        if !users.isEmpty { reasons.append(.inUse(users)) }
        if !references.opaque.isEmpty { reasons.append(.opaque(references.opaque)) }
        if desired.protect.contains(revision) { reasons.append(.protected) }
        if newest.contains(revision) { reasons.append(.newest(kept: policy.keepNewest)) }
        return reasons
    }

    /// Whether the manifest wants undeclared revisions removed rather than reported.
    var prunes: Bool { desired.prune == .deregister }

    /// The undeclared revisions that only their age could hold: their age must be known.
    var candidates: RevisionSet {
        guard prunes, ages != nil else { return [] }
        return RevisionSet(undeclared.filter { reasonsRegardlessOfAge($0).isEmpty })
    }

    /// Everything that holds a revision, most important first; empty if it may be removed.
    func reasonsToWithhold(_ revision: Revision) -> [WithholdReason] {
        var reasons = reasonsRegardlessOfAge(revision)
        if !coverageIsComplete { reasons.append(.coverageIncomplete(uncovered)) }
        switch ages?.status(of: revision) {
        case .oldEnough, nil: break
        case .tooYoung(let since):
            reasons.append(.tooYoung(registeredSince: since, minimumAge: policy.minimumAge))
        // Already held: its age was not looked up.
        case .unknown: if reasons.isEmpty { reasons.append(.ageUnknown) }
        }
        return reasons
    }

    /// The removals and the withheld among the undeclared revisions, in order.
    func decide(evidence: Coverage) -> (removals: [Removal], withheld: [Withheld]) {
        var removals: [Removal] = []
        var withheld: [Withheld] = []
        guard prunes else { return (removals, withheld) }
        for revision in undeclared {
            let id = RevisionID(desired.family, revision)
            let reasons = reasonsToWithhold(revision)
            if reasons.isEmpty {
                removals.append(Removal(id, because: desired.retire ? .retired : .undeclared, evidence: evidence))
            } else {
                withheld.append(Withheld(id, because: reasons))
            }
        }
        return (removals, withheld)
    }
}

extension GuardrailPolicy {
    /// A revision registered at or before this time is old enough.
    package func cutoff(at now: Date) -> Date { now.before(minimumAge) }
}

extension Duration {
    /// In seconds, for arithmetic with dates.
    package var seconds: TimeInterval {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
