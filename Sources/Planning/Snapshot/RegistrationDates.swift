import Foundation
import Model

/// The dates of registration that are known.
package struct RegistrationDates: Equatable, Sendable {
    private var known: [Family: [Revision: Date]] = [:]

    /// No date known.
    package init() {}

    /// Notes a date. A revision's date never changes, so that it may be kept for ever.
    package mutating func record(_ id: RevisionID, registeredAt date: Date) {
        known[id.family, default: [:]][id.revision] = date
    }

    /// What the known dates of a family say about a moment. Linear in the number of known dates.
    package func ages(of family: Family, against cutoff: Date) -> FamilyAges {
        var ages = FamilyAges()
        for (revision, date) in known[family] ?? [:] { ages.record(revision, date, cutoff: cutoff) }
        return ages
    }
}

/// Which revisions of a family were registered at or before a moment, as far as it is known: within a family
/// a lower revision is never the younger one, so that a few dates settle all the others.
package struct FamilyAges: Equatable, Sendable {
    /// At or before the moment, and so are all below.
    private var newestOld: Revision?
    /// After the moment, and so are all above.
    private var oldestYoung: (revision: Revision, date: Date)?

    fileprivate mutating func record(_ revision: Revision, _ date: Date, cutoff: Date) {
        if date <= cutoff {
            newestOld = max(newestOld ?? revision, revision)
        } else if oldestYoung.map({ revision < $0.revision }) ?? true {
            oldestYoung = (revision, date)
        }
    }

    /// What is known of one revision.
    package func status(of revision: Revision) -> AgeStatus {
        // Young wins: should dates ever contradict the numbers, nothing is removed on their word.
        if let oldestYoung, revision >= oldestYoung.revision { return .tooYoung(since: oldestYoung.date) }
        if let newestOld, revision <= newestOld { return .oldEnough }
        return .unknown
    }

    /// Those that no date shows to be registered at or before the moment. Linear in the number of ranges.
    func possiblyYoung(among revisions: RevisionSet) -> RevisionSet {
        // Young wins, see above: from there on nothing is old.
        let oldest = min(
            newestOld.map { $0.number + 1 } ?? 1, oldestYoung?.revision.number ?? Revision.highest.number + 1)
        guard let oldest = Revision(oldest) else { return [] }
        return revisions.intersection(RevisionSet(oldest...Revision.highest))
    }

    /// The candidate whose date tells most, or nil when nothing is left to find out.
    ///
    /// First the newest: where it is old enough, one date settles the family. Otherwise the middle of what is
    /// still open, again and again: at most log2(candidates) + 2 dates.
    package func nextLookup(among candidates: RevisionSet) -> Revision? {
        let open = candidates.filter { status(of: $0) == .unknown }
        return oldestYoung == nil ? open.last : open.isEmpty ? nil : open[open.count / 2]
    }

    package static func == (left: FamilyAges, right: FamilyAges) -> Bool {
        left.newestOld == right.newestOld && left.oldestYoung?.revision == right.oldestYoung?.revision
            && left.oldestYoung?.date == right.oldestYoung?.date
    }

    /// What is known of a revision's age.
    package enum AgeStatus: Equatable, Sendable {
        /// Registered at or before the moment.
        case oldEnough
        /// Registered after the moment: at this time or later.
        case tooYoung(since: Date)
        /// No date settles it.
        case unknown
    }
}
