import Foundation
import Model

/// Recently removed revisions, each watched until its references were checked after its window closed: for up to ten
/// minutes after its deregistration a revision can still be picked up
/// ([DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)).
package struct RemovalWatch: Equatable, Sendable {
    /// How long it can take for a deregistration to take effect.
    package static let window: Duration = .seconds(600)
    /// The longest time between two checks while a window is open.
    package static let interval: Duration = .seconds(60)

    /// The registry they were removed from.
    package private(set) var scope: RegistryScope?
    private var removals: [RevisionID: Date] = [:]

    /// An empty watch.
    package init() {}

    /// Starts watching what a report says was removed, or may have been.
    ///
    /// - Parameter time: only what was removed after it; nil for everything.
    package mutating func record(_ report: Report, after time: Date? = nil) {
        for outcome in report.outcomes where time.map({ outcome.removedAt ?? $0 > $0 }) ?? true {
            record(outcome, in: report.plan.scope)
        }
    }

    /// Starts watching one revision if it was removed, or may have been.
    package mutating func record(_ outcome: RevisionOutcome, in scope: RegistryScope?) {
        guard let removedAt = outcome.removedAt else { return }
        removals[outcome.id] = removedAt
        self.scope = scope
    }

    /// Whether there is nothing to watch.
    package var isEmpty: Bool { removals.isEmpty }

    /// The families to check.
    package var families: Set<Family> { Set(removals.keys.map(\.family)) }

    /// When the last window closes; nil if nothing is watched.
    package var until: Date? { removals.values.max()?.addingTimeInterval(Self.window.seconds) }

    /// What is watched, in order.
    package var revisions: [RevisionID] { removals.keys.sorted() }

    /// The watched revisions that something uses by number, in order: their descriptions decide since when they do.
    package func used(in references: ReferenceIndex) -> [RevisionID] {
        revisions.filter { references[$0.family].pinned[$0.revision] != nil }
    }

    /// Records a check. A revision that was checked after its window had closed is no longer watched; an incomplete
    /// check reports what it found and ends nothing.
    ///
    /// - Parameters:
    ///   - references: of the registry that the revisions were removed from.
    ///   - descriptions: of those that ``used(in:)`` names, read after the references; absent where that failed.
    ///   - readAt: when the check began.
    package mutating func check(
        against references: ReferenceIndex, described descriptions: [RevisionID: RevisionDescription] = [:],
        _ coverage: Coverage, readAt: Date
    ) -> WatchReading {
        let found = used(in: references).flatMap { id in
            useAfterRemoval(
                of: id, by: references[id.family].pinned[id.revision] ?? [], described: descriptions[id])
        }
        let until = until ?? readAt
        if coverage.isComplete {
            removals = removals.filter { $0.value.addingTimeInterval(Self.window.seconds) > readAt }
        }
        return WatchReading(
            readAt: readAt, until: until, open: revisions, found: found.sorted(), coverage: coverage)
    }
}

/// What one check of the references found out about removed revisions.
package struct WatchReading: Equatable, Sendable {
    /// When the check began.
    package let readAt: Date
    /// When the last window closes or closed.
    package let until: Date
    /// The revisions that are still watched after it, in order.
    package let open: [RevisionID]
    /// The uses of removed revisions, in order: one item for each revision and reason.
    package let found: [Drift]
    /// How the references were read.
    package let coverage: Coverage

    /// Whether all windows had closed when it began: nothing can be picked up after that.
    package var isLast: Bool { readAt >= until }

    /// The uses that began after the removal.
    package var takenUp: [Drift] { found.filter { $0.reason.code == .takenUpAgain } }

    /// The uses that were there before the removal, or do not say since when.
    package var removedInUse: [Drift] { found.filter { $0.reason.code == .removedInUse } }

    /// The users of what was removed while it was in use.
    var usersOfRemoved: [RevisionID: [Reference]] {
        found.reduce(into: [:]) { users, drift in
            guard case .removedInUse(let references, _) = drift.reason else { return }
            for revision in drift.revisions { users[RevisionID(drift.family, revision)] = references }
        }
    }

    /// Whether something uses a removed revision, or may without being seen.
    package var needsAttention: Bool { !found.isEmpty || !coverage.isComplete }

    /// A copy that keeps what an earlier check found for revisions that are no longer used.
    package func merging(_ earlier: WatchReading) -> WatchReading {
        let seen = Set(found.map { RevisionKey($0) })
        return WatchReading(
            readAt: readAt, until: until, open: open,
            found: (found + earlier.found.filter { !seen.contains(RevisionKey($0)) }).sorted(), coverage: coverage)
    }

    private struct RevisionKey: Hashable {
        let family: Family
        let revisions: RevisionSet
        let code: DriftReason.Code

        init(_ drift: Drift) { (family, revisions, code) = (drift.family, drift.revisions, drift.reason.code) }
    }
}
