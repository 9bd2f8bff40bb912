import Foundation
import Model

extension DesiredFamily {
    /// The ACTIVE revisions that the manifest selects: the union of its entries.
    ///
    /// - Parameters:
    ///   - dates: what `registeredWithin` is measured by; a revision whose age they leave open is declared.
    ///   - now: the time from which ages are measured.
    func declared(among active: RevisionSet, _ dates: Registrations, at now: Date) -> RevisionSet {
        declared(among: active) { selector in selector.selected(among: active, of: family, dates, at: now) }
    }

    /// The ACTIVE revisions whose declaration depends on age alone, since neither another entry nor `protect` names
    /// them; and the cutoff: those registered after it are declared. Nil if no entry selects by age.
    func ageDependentRevisions(among active: RevisionSet, at now: Date) -> (cutoff: Date, candidates: RevisionSet)? {
        // Entries add up, so that the longest time decides.
        let times = self.active.compactMap { entry in
            if case .registeredWithin(let time) = entry.selector { time } else { nil }
        }
        guard let longest = times.max() else { return nil }
        let others = declared(among: active) { selector in
            switch selector {
            case .revisions, .latest: selector.selected(among: active, of: family, .init(), at: now)
            case .registeredWithin: []
            }
        }
        return (now.before(longest), active.subtracting(others).subtracting(protect))
    }

    private func declared(among active: RevisionSet, by select: (ActiveSelector) -> RevisionSet) -> RevisionSet {
        self.active.reduce(into: RevisionSet()) { declared, entry in
            declared = declared.union(select(entry.selector))
        }
    }

    /// The revisions that the manifest names by number, whether they exist or not, each with the location of the first
    /// entry that names it.
    package func explicitRevisions() -> [(revisions: RevisionSet, location: SourceLocation)] {
        var seen = RevisionSet()
        return active.compactMap { entry in
            guard case .revisions(let revisions) = entry.selector else { return nil }
            let new = revisions.subtracting(seen)
            seen = seen.union(new)
            return new.isEmpty ? nil : (new, entry.location)
        }
    }

    /// How many of the newest ACTIVE revisions decide what the entries and `keepNewest` keep, and which one callers get
    /// that name only the family. Older ones change neither.
    package func decisiveNewest(keepNewest: Int) -> Int {
        let counts = active.map { entry in
            if case .latest(let count) = entry.selector { count } else { 1 }
        }
        return max(counts.max() ?? 1, retire ? 1 : keepNewest)
    }

    /// The newest ACTIVE revisions, which stay whatever the entries say, because callers that name only the family get
    /// the newest. Empty for a family that may retire.
    package func newestToKeep(among active: RevisionSet, keepNewest: Int) -> RevisionSet {
        retire ? [] : active.newest(keepNewest)
    }
}

extension ActiveSelector {
    /// The ACTIVE revisions of a family that it selects; see ``DesiredFamily/declared(among:_:at:)``.
    func selected(
        among active: RevisionSet, of family: Family, _ dates: Registrations, at now: Date
    ) -> RevisionSet {
        switch self {
        case .revisions(let revisions): revisions.intersection(active)
        case .latest(let count): active.newest(count)
        case .registeredWithin(let time): dates.ages(of: family, against: now.before(time)).possiblyYoung(among: active)
        }
    }
}

extension Date {
    /// The time that long before this one.
    func before(_ duration: Duration) -> Date { addingTimeInterval(-duration.seconds) }
}
