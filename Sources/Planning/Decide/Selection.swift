import Foundation
import Model

extension DesiredFamily {
    /// The ACTIVE revisions that the manifest selects: the union of its entries.
    ///
    /// - Parameters:
    ///   - dates: what `registeredWithin` goes by; a revision whose age they do not settle is declared.
    ///   - now: what ages are measured against.
    func declared(among active: RevisionSet, _ dates: RegistrationDates, at now: Date) -> RevisionSet {
        declared(among: active) { selector in selector.selected(among: active, of: family, dates, at: now) }
    }

    /// The ACTIVE revisions of which age alone decides whether the manifest selects them: neither another entry nor
    /// `protect` names them. With the moment that they must have been registered after; nil where no entry goes by age.
    func ageDependentRevisions(among active: RevisionSet, at now: Date) -> (cutoff: Date, candidates: RevisionSet)? {
        // The entries add up: the longest of the times is the one that counts.
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

    /// The revisions that the manifest names by number, there or not, each with the location of the first entry
    /// that names it.
    package func explicitRevisions() -> [(revisions: RevisionSet, location: SourceLocation)] {
        var seen = RevisionSet()
        return active.compactMap { entry in
            guard case .revisions(let revisions) = entry.selector else { return nil }
            let new = revisions.subtracting(seen)
            seen = seen.union(new)
            return new.isEmpty ? nil : (new, entry.location)
        }
    }

    /// The newest ACTIVE revisions that stay whatever the entries say, because callers that name the family
    /// alone get the newest: none for a family that may retire.
    package func newestToKeep(among active: RevisionSet, keepNewest: Int) -> RevisionSet {
        retire ? [] : active.newest(keepNewest)
    }
}

extension ActiveSelector {
    /// Those of a family's ACTIVE revisions that it selects, see ``DesiredFamily/declared(among:_:at:)``.
    func selected(
        among active: RevisionSet, of family: Family, _ dates: RegistrationDates, at now: Date
    ) -> RevisionSet {
        switch self {
        case .revisions(let revisions): revisions.intersection(active)
        case .latest(let count): active.newest(count)
        case .registeredWithin(let time): dates.ages(of: family, against: now.before(time)).possiblyYoung(among: active)
        }
    }
}

extension Date {
    /// So long before it.
    func before(_ duration: Duration) -> Date { addingTimeInterval(-duration.seconds) }
}
