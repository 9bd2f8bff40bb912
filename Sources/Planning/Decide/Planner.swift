import Foundation
import Model

/// Decides what would change: pure, so that the same values always give the same plan.
///
/// A revision that is declared, protected, referenced, among the newest, too young or of unknown age is never
/// among the removals, and with incomplete coverage there are none. Cost: linear in the families and in
/// their undeclared revisions.
///
/// - Parameter now: what ages are measured against; nothing here has a clock of its own.
package func plan(
    _ desired: DesiredState, against snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date
) -> Plan {
    var removals: [Removal] = []
    var withheld: [Withheld] = []
    var active: [Family: RevisionSet] = [:]
    for family in desired.families.values.sorted(by: { $0.family < $1.family }) {
        let planner = FamilyPlanner(family, in: snapshot, under: policy, at: now)
        let decided = planner.decide(evidence: snapshot.coverage)
        removals += decided.removals
        withheld += decided.withheld
        active[family.family] = planner.active
    }
    return Plan(
        scope: snapshot.scope, removals: removals, withheld: withheld,
        drift: drift(of: snapshot, from: desired, at: now), coverage: snapshot.coverage,
        waivers: snapshot.waivers, active: active)
}

/// The revisions that are named, by a manifest or by a reference, and are not ACTIVE: what an observer has to
/// look up one by one, since the list of the ACTIVE ones is silent about them. By family.
package func revisionsToLookUp(_ desired: DesiredState, against snapshot: Snapshot) -> [Family: RevisionSet] {
    var wanted: [Family: RevisionSet] = [:]
    for family in desired.families.values {
        for (revisions, _) in family.explicitRevisions() {
            wanted[family.family] = (wanted[family.family] ?? []).union(revisions)
        }
    }
    for id in snapshot.references.pinned { wanted[id.family, default: []].insert(id.revision) }
    return wanted.reduce(into: [:]) { result, entry in
        let notActive = entry.value.subtracting(snapshot.active[entry.key] ?? [])
        if !notActive.isEmpty { result[entry.key] = notActive }
    }
}
