import Foundation
import Model

/// Decides what would change. Pure: the same input always gives the same plan.
///
/// A revision that is declared, protected, referenced, among the newest, AWS Batch's or possibly so, too young or of
/// unknown age is never removed, and with incomplete coverage nothing is. Families that only report are decided by the
/// same rules, apart from the others. Cost: linear in the families and their undeclared revisions.
///
/// - Parameter now: the time from which ages are measured; nothing here reads a clock.
package func plan(
    _ desired: DesiredState, against snapshot: Snapshot, under policy: GuardrailPolicy, at now: Date
) -> Plan {
    var removals: [Removal] = []
    var withheld: [Withheld] = []
    var reported = ReportedChanges()
    var active: [Family: RevisionSet] = [:]
    for family in desired.families.values.sorted(by: { $0.family < $1.family }) {
        let planner = FamilyPlanner(family, in: snapshot, under: policy, at: now)
        let (free, held) = planner.decide()
        let reason = planner.removalReason
        if planner.prunes {
            removals += free.map { Removal($0, because: reason, evidence: snapshot.coverage) }
            withheld += held
        } else {
            reported.add(free.map { ReportedRemoval(id: $0, reason: reason) }, held)
        }
        active[family.family] = planner.active
    }
    return Plan(
        scope: snapshot.scope, removals: removals, withheld: withheld, reported: reported,
        drift: drift(of: snapshot, from: desired, at: now), coverage: snapshot.coverage,
        waivers: snapshot.waivers, active: active)
}

/// The revisions that a manifest or a reference names and that are not ACTIVE, by family: the list of ACTIVE revisions
/// does not cover them, so that the observer must look them up.
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
