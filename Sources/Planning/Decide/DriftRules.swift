import Foundation
import Model

/// Every difference between what is declared and what exists, in order, whether it can be repaired or not.
///
/// - Parameter now: the time from which ages are measured.
func drift(of snapshot: Snapshot, from desired: DesiredState, at now: Date) -> [Drift] {
    let ofManaged = desired.families.values.flatMap { family in
        undeclared(family, in: snapshot, at: now) + declaredButNotActive(family, in: snapshot)
    }
    return (ofManaged + unmanaged(in: snapshot, beside: desired) + deregisteredInUse(in: snapshot)).sorted()
}

/// ACTIVE revisions that no entry selects. Protected ones are meant to exist.
private func undeclared(_ desired: DesiredFamily, in snapshot: Snapshot, at now: Date) -> [Drift] {
    let active = snapshot.active[desired.family] ?? []
    let declared = desired.declared(among: active, snapshot.registrations, at: now)
    let extra = active.subtracting(declared).subtracting(desired.protect)
    return extra.isEmpty ? [] : [Drift(desired.family, extra, .undeclared)]
}

/// Revisions that are named by number and not ACTIVE: one difference for each entry and state. One that was ACTIVE when
/// it was looked up is fine: it was registered after the list was read.
private func declaredButNotActive(_ desired: DesiredFamily, in snapshot: Snapshot) -> [Drift] {
    guard let lookups = snapshot.lookups[desired.family] else { return [] }
    return desired.explicitRevisions().flatMap { named, location in
        [
            (lookups.revisions(.inactive), DriftReason.declaredInactive(location)),
            (lookups.revisions(.deleteInProgress), .declaredDeleting(location)),
            (lookups.missing, .declaredMissing(location)),
        ].compactMap { revisions, reason in
            let drifting = named.intersection(revisions)
            return drifting.isEmpty ? nil : Drift(desired.family, drifting, reason)
        }
    }
}

/// ACTIVE revisions of families that no manifest names.
private func unmanaged(in snapshot: Snapshot, beside desired: DesiredState) -> [Drift] {
    snapshot.active.compactMap { family, active in
        desired.families[family] == nil ? Drift(family, active, .unmanagedFamily) : nil
    }
}

/// Revisions that are used by number and deregistered: existing users keep running them, but nothing new can start from
/// them after the ten minutes in which they can still be picked up.
private func deregisteredInUse(in snapshot: Snapshot) -> [Drift] {
    snapshot.references.pinned.flatMap { id in
        guard let lookups = snapshot.lookups[id.family], lookups.isDeregistered(id.revision) else { return [Drift]() }
        return useDrift(of: id, by: snapshot.references(to: id), deregisteredAt: lookups.deregisteredAt(id.revision))
    }
}

/// The drift that the uses of a revision that is not ACTIVE amount to.
///
/// - Parameters:
///   - deregistration: when it was deregistered; nil if unknown.
///   - before: the reason for the uses that were there before, or do not say since when.
func useDrift(
    of id: RevisionID, by references: [Reference], deregisteredAt deregistration: Date?,
    before: ([Reference]) -> DriftReason = { .inactiveInUse($0) }
) -> [Drift] {
    let uses = UsesByDeregistration(references, since: deregistration)
    var reasons: [DriftReason] = uses.before.isEmpty ? [] : [before(uses.before)]
    if let deregistration, !uses.after.isEmpty {
        reasons.append(.takenUpAgain(uses.after, deregisteredAt: deregistration))
    }
    return reasons.map { Drift(id.family, [id.revision], $0) }
}
