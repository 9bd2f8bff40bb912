import Manifests
import TaskDefinitions

/// Every difference between what is declared and what is, in order; what can be repaired and what cannot.
func drift(of snapshot: Snapshot, from desired: DesiredState) -> [Drift] {
    let ofManaged = desired.families.values.flatMap { family in
        undeclared(family, in: snapshot) + declaredElsewise(family, in: snapshot)
    }
    return (ofManaged + unmanaged(in: snapshot, beside: desired) + inactiveInUse(in: snapshot)).sorted()
}

/// ACTIVE and selected by no entry. What the manifest protects is meant to be there.
private func undeclared(_ desired: DesiredFamily, in snapshot: Snapshot) -> [Drift] {
    let active = snapshot.active[desired.family] ?? []
    let extra = active.subtracting(desired.declared(among: active)).subtracting(desired.protect)
    return extra.isEmpty ? [] : [Drift(desired.family, extra, .undeclared)]
}

/// Named by number, and not ACTIVE: one difference for each entry and state.
private func declaredElsewise(_ desired: DesiredFamily, in snapshot: Snapshot) -> [Drift] {
    let active = snapshot.active[desired.family] ?? []
    return desired.named().flatMap { revisions, place in
        var byLookup: [RevisionLookup: RevisionSet] = [:]
        for revision in revisions.subtracting(active) {
            guard let lookup = snapshot.lookups[RevisionID(desired.family, revision)] else { continue }
            byLookup[lookup, default: []].insert(revision)
        }
        return byLookup.compactMap { lookup, revisions in
            lookup.drift(declaredAt: place).map { Drift(desired.family, revisions, $0) }
        }
    }
}

/// ACTIVE revisions of families that no manifest names.
private func unmanaged(in snapshot: Snapshot, beside desired: DesiredState) -> [Drift] {
    snapshot.active.compactMap { family, active in
        desired.families[family] == nil ? Drift(family, active, .unmanagedFamily) : nil
    }
}

/// Used by number, and deregistered: it runs on, but nothing new can start from it.
private func inactiveInUse(in snapshot: Snapshot) -> [Drift] {
    snapshot.references.pinned.compactMap { id in
        switch snapshot.lookups[id] {
        case .found(.inactive), .found(.deleteInProgress):
            Drift(id.family, [id.revision], .inactiveInUse(snapshot.references(to: id)))
        case .found(.active), .missing, nil:
            nil
        }
    }
}

extension RevisionLookup {
    /// What a state means for a revision that is declared; nil for ACTIVE, which is as it should be: it was
    /// registered after the list was read.
    fileprivate func drift(declaredAt place: Place) -> DriftReason? {
        switch self {
        case .found(.active): nil
        case .found(.inactive): .declaredInactive(place)
        case .found(.deleteInProgress): .declaredDeleting(place)
        case .missing: .declaredMissing(place)
        }
    }
}
