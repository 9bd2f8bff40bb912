import Foundation
import Model

/// What has to be found out about the age of one family's revisions: it asks for one date after the other, and each
/// answer decides what is worth asking next.
///
/// Cost of each question: linear in the family's undeclared revisions. So many questions at most: log2(revisions) + 2 for
/// what the manifest declares by age, and as many for `guardrails.minimumAge`.
package struct AgeSearch: Sendable {
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

    /// The revision whose date tells most; nil when nothing is left that a date would decide.
    package func next(given dates: RegistrationDates) -> Revision? {
        let active = snapshot.active[desired.family] ?? []
        // What is declared comes first: what is not is a candidate for removal, and only then is its age one more hold.
        if let (cutoff, candidates) = desired.ageDependentRevisions(among: active, at: now),
            let revision = dates.ages(of: desired.family, against: cutoff).nextLookup(among: candidates)
        {
            return revision
        }
        let planner = FamilyPlanner(desired, in: snapshot.with(dates), under: policy, at: now)
        return dates.ages(of: desired.family, against: policy.cutoff(at: now)).nextLookup(among: planner.candidates)
    }
}

/// The families in which dates decide something, each with what to ask.
package func ageSearches(
    _ desired: DesiredState, against snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date
) -> [Family: AgeSearch] {
    desired.families.compactMapValues { family in
        let search = AgeSearch(family, in: snapshot, under: policy, at: now)
        return search.next(given: snapshot.registrations) == nil ? nil : search
    }
}
