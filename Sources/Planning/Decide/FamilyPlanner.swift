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
    /// Nil if none of its revisions was described.
    private let registrar: Registrar?
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
        registrar = snapshot.registrations.registrar(of: desired.family)
        uncovered = snapshot.coverage.failures
        coverageIsComplete = snapshot.coverage.isComplete
    }

    /// What holds a revision without any further description, most important first; empty if nothing does.
    private func knownReasons(_ revision: Revision) -> [WithholdReason] {
        var reasons: [WithholdReason] = []
        let users = references.references(to: revision, newestActive: active.newest)
        if !users.isEmpty { reasons.append(.inUse(users)) }
        if !references.opaque.isEmpty { reasons.append(.opaque(references.opaque)) }
        if desired.protect.contains(revision) { reasons.append(.protected) }
        if newest.contains(revision) { reasons.append(.newest(kept: policy.keepNewest)) }
        if registrar == .batch { reasons.append(.registeredByBatch) }
        return reasons
    }

    /// Whether the manifest wants undeclared revisions removed rather than reported.
    var prunes: Bool { desired.prune == .deregister }

    /// The undeclared revisions that only their age or their registrar could hold: both must be known.
    var candidates: RevisionSet { RevisionSet(undeclared.filter { knownReasons($0).isEmpty }) }

    /// Everything that holds a revision, most important first; empty if it may be removed, or could be if the manifest
    /// did not only report it.
    func reasonsToWithhold(_ revision: Revision) -> [WithholdReason] {
        var reasons = knownReasons(revision)
        if !coverageIsComplete { reasons.append(.coverageIncomplete(uncovered)) }
        switch ages?.status(of: revision) {
        case .oldEnough, nil: break
        case .tooYoung(let since):
            reasons.append(.tooYoung(registeredSince: since, minimumAge: policy.minimumAge))
        // Already held: its age was not looked up.
        case .unknown: if reasons.isEmpty { reasons.append(.ageUnknown) }
        }
        if registrar == nil, reasons.isEmpty { reasons.append(.registrarUnknown) }
        return reasons
    }

    /// Why its revisions are removed, or would be.
    var removalReason: RemovalReason { desired.retire ? .retired : .undeclared }

    /// What the rules for `prune: deregister` make of each undeclared revision, in order. Nothing holds those that are
    /// free.
    func decide() -> (free: [RevisionID], withheld: [Withheld]) {
        var (free, withheld): ([RevisionID], [Withheld]) = ([], [])
        for revision in undeclared {
            let id = RevisionID(desired.family, revision)
            let reasons = reasonsToWithhold(revision)
            if reasons.isEmpty { free.append(id) } else { withheld.append(Withheld(id, because: reasons)) }
        }
        return (free, withheld)
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
