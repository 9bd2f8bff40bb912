import Foundation
import Model

/// What is known about registrations: when revisions were registered, and by whom. Neither ever changes, so that it may
/// be kept forever.
package struct Registrations: Equatable, Sendable {
    private var known: [Family: [Revision: Date]] = [:]
    private var registrars: [Family: [Revision: Registrar]] = [:]

    /// Nothing is known.
    package init() {}

    /// Records what a description says about a revision's registration.
    package mutating func record(_ description: RevisionDescription, of id: RevisionID) {
        record(id, by: description.registrar)
        if let date = description.registeredAt { record(id, registeredAt: date) }
    }

    /// Records a date.
    package mutating func record(_ id: RevisionID, registeredAt date: Date) {
        known[id.family, default: [:]][id.revision] = date
    }

    /// Records who registered a revision.
    package mutating func record(_ id: RevisionID, by registrar: Registrar) {
        registrars[id.family, default: [:]][id.revision] = registrar
    }

    /// Who registers the revisions of a family: AWS Batch if it registered any of those described, which has its
    /// own families. Nil if none was described.
    package func registrar(of family: Family) -> Registrar? {
        let known = registrars[family] ?? [:]
        return known.values.contains(.batch) ? .batch : known.isEmpty ? nil : .other
    }

    /// Whether it is known of any of these revisions who registered it.
    func namesRegistrar(ofAnyOf revisions: RevisionSet, in family: Family) -> Bool {
        registrars[family]?.keys.contains { revisions.contains($0) } ?? false
    }

    /// What the known dates of a family say about a cutoff. Linear in the number of known dates.
    package func ages(of family: Family, against cutoff: Date) -> FamilyAges {
        var ages = FamilyAges()
        for (revision, date) in known[family] ?? [:] { ages.record(revision, date, cutoff: cutoff) }
        return ages
    }
}

/// Which revisions of a family were registered at or before a cutoff, as far as is known: within a family lower
/// revisions are never newer, so that a few dates decide all the others.
package struct FamilyAges: Equatable, Sendable {
    /// At or before the cutoff, and so are all lower ones.
    private var newestOld: Revision?
    /// After the cutoff, and so are all higher ones.
    private var oldestYoung: (revision: Revision, date: Date)?

    fileprivate mutating func record(_ revision: Revision, _ date: Date, cutoff: Date) {
        if date <= cutoff {
            newestOld = max(newestOld ?? revision, revision)
        } else if oldestYoung.map({ revision < $0.revision }) ?? true {
            oldestYoung = (revision, date)
        }
    }

    /// What is known about one revision's age.
    package func status(of revision: Revision) -> AgeStatus {
        // Young wins: if dates ever contradict the numbers, nothing is removed because of them.
        if let oldestYoung, revision >= oldestYoung.revision { return .tooYoung(since: oldestYoung.date) }
        if let newestOld, revision <= newestOld { return .oldEnough }
        return .unknown
    }

    /// The revisions that no date shows to be registered at or before the cutoff. Linear in the number of ranges.
    func possiblyYoung(among revisions: RevisionSet) -> RevisionSet {
        // Young wins, see above: from there on, nothing is old.
        let oldest = min(
            newestOld.map { $0.number + 1 } ?? 1, oldestYoung?.revision.number ?? Revision.highest.number + 1)
        guard let oldest = Revision(oldest) else { return [] }
        return revisions.intersection(RevisionSet(oldest...Revision.highest))
    }

    /// The candidate whose date is most informative; nil if every age is known.
    ///
    /// The newest comes first: if it is old enough, one date decides the family. Otherwise it bisects what is still
    /// open: at most log2(candidates) + 2 dates.
    package func nextLookup(among candidates: RevisionSet) -> Revision? {
        let open = candidates.filter { status(of: $0) == .unknown }
        return oldestYoung == nil ? open.last : open.isEmpty ? nil : open[open.count / 2]
    }

    package static func == (left: FamilyAges, right: FamilyAges) -> Bool {
        left.newestOld == right.newestOld && left.oldestYoung?.revision == right.oldestYoung?.revision
            && left.oldestYoung?.date == right.oldestYoung?.date
    }

    /// What is known about a revision's age.
    package enum AgeStatus: Equatable, Sendable {
        /// Registered at or before the cutoff.
        case oldEnough
        /// Registered after the cutoff: at this time or later.
        case tooYoung(since: Date)
        /// No date decides it.
        case unknown
    }
}
