import Foundation
import Model

/// Finds out what must be known about the registrations in one family, when they were made and by whom: requests one
/// description after the other, each chosen by those so far.
///
/// A family that only reports is searched like any other, since its plan says what would be removed.
///
/// Cost of each step: linear in the family's undeclared revisions. At most log2(revisions) + 2 steps for what the
/// manifest declares by age, and as many for `guardrails.minimumAge`; at most one more for who registered a candidate,
/// and none for that if one of them was described for its age.
package struct RegistrationSearch: Sendable {
    private let desired: DesiredFamily
    private let snapshot: Snapshot
    private let policy: GuardrailPolicy
    private let now: Date

    init(_ desired: DesiredFamily, in snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date) {
        self.desired = desired
        self.snapshot = snapshot
        self.policy = policy
        self.now = now
    }

    /// The revision whose description is most informative; nil once no further one would change a decision.
    package func next(given known: Registrations) -> Revision? {
        let (family, active) = (desired.family, snapshot.active[desired.family] ?? [])
        // Declarations come first: only an undeclared revision is a candidate for removal, and only then can its age
        // or its registrar hold it.
        if let (cutoff, candidates) = desired.ageDependentRevisions(among: active, at: now),
            let revision = known.ages(of: family, against: cutoff).nextLookup(among: candidates)
        {
            return revision
        }
        let candidates = FamilyPlanner(desired, in: snapshot.with(known), under: policy, at: now).candidates
        if policy.minimumAge > .zero,
            let revision = known.ages(of: family, against: policy.cutoff(at: now)).nextLookup(among: candidates)
        {
            return revision
        }
        return known.namesRegistrar(ofAnyOf: candidates, in: family) ? nil : candidates.newest
    }
}

/// The families in which a description would change a decision, each with its search.
package func registrationSearches(
    _ desired: DesiredState, against snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date
) -> [Family: RegistrationSearch] {
    desired.families.compactMapValues { family in
        let search = RegistrationSearch(family, in: snapshot, under: policy, at: now)
        return search.next(given: snapshot.registrations) == nil ? nil : search
    }
}
