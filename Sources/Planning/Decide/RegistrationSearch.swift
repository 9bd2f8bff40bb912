import Foundation
import Model

/// Finds out what must be known about the ages in one family: requests one date after the other, each chosen by the
/// dates so far.
///
/// Cost of each step: linear in the family's undeclared revisions. At most log2(revisions) + 2 steps for what the
/// manifest declares by age, and as many for `guardrails.minimumAge`.
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

    /// The revision whose date is most informative; nil once no further date would change a decision.
    package func next(given dates: Registrations) -> Revision? {
        let active = snapshot.active[desired.family] ?? []
        // Declarations come first: only an undeclared revision is a candidate for removal, and only then can its age
        // hold it.
        if let (cutoff, candidates) = desired.ageDependentRevisions(among: active, at: now),
            let revision = dates.ages(of: desired.family, against: cutoff).nextLookup(among: candidates)
        {
            return revision
        }
        let planner = FamilyPlanner(desired, in: snapshot.with(dates), under: policy, at: now)
        return dates.ages(of: desired.family, against: policy.cutoff(at: now)).nextLookup(among: planner.candidates)
    }
}

/// The families in which dates change a decision, each with its search.
package func registrationSearches(
    _ desired: DesiredState, against snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date
) -> [Family: RegistrationSearch] {
    desired.families.compactMapValues { family in
        let search = RegistrationSearch(family, in: snapshot, under: policy, at: now)
        return search.next(given: snapshot.registrations) == nil ? nil : search
    }
}
