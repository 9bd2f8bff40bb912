import Manifests
import TaskDefinitions

extension DesiredFamily {
    /// The ACTIVE revisions that the manifest selects: the union of its entries.
    package func declared(among active: RevisionSet) -> RevisionSet {
        self.active.reduce(into: RevisionSet()) { declared, entry in
            declared = declared.union(entry.selector.selected(among: active))
        }
    }

    /// The revisions that the manifest names by number, there or not, each with the place of the first entry
    /// that names it.
    package func named() -> [(revisions: RevisionSet, place: Place)] {
        var seen = RevisionSet()
        return active.compactMap { entry in
            guard case .revisions(let revisions) = entry.selector else { return nil }
            let new = revisions.subtracting(seen)
            seen = seen.union(new)
            return new.isEmpty ? nil : (new, entry.place)
        }
    }

    /// The newest ACTIVE revisions that stay whatever the entries say, because callers that name the family
    /// alone get the newest: none for a family that may retire.
    package func keptNewest(among active: RevisionSet, keepNewest: Int) -> RevisionSet {
        retire ? [] : active.newest(keepNewest)
    }
}

extension ActiveSelector {
    fileprivate func selected(among active: RevisionSet) -> RevisionSet {
        switch self {
        case .revisions(let revisions): revisions.intersection(active)
        case .latest(let count): active.newest(count)
        }
    }
}
