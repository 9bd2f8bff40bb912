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
    package mutating func record(_ report: Report) {
        for outcome in report.outcomes {
            guard let removedAt = outcome.removedAt else { continue }
            removals[outcome.id] = removedAt
            scope = report.plan.scope
        }
    }

    /// Whether there is nothing to watch.
    package var isEmpty: Bool { removals.isEmpty }

    /// The families to check.
    package var families: Set<Family> { Set(removals.keys.map(\.family)) }

    /// When the last window closes; nil if nothing is watched.
    package var until: Date? { removals.values.max()?.addingTimeInterval(Self.window.seconds) }

    /// What is watched, in order.
    package var revisions: [RevisionID] { removals.keys.sorted() }

    /// Records a check. A revision that was checked after its window had closed is no longer watched; an incomplete
    /// check reports what it found and ends nothing.
    ///
    /// - Parameters:
    ///   - references: of the registry that the revisions were removed from.
    ///   - readAt: when the check began.
    package mutating func check(
        against references: ReferenceIndex, _ coverage: Coverage, readAt: Date
    ) -> WatchReading {
        let takenUp = takenUpAgain(removals, by: references)
        let until = until ?? readAt
        if coverage.isComplete {
            removals = removals.filter { $0.value.addingTimeInterval(Self.window.seconds) > readAt }
        }
        return WatchReading(
            readAt: readAt, until: until, open: revisions, takenUp: takenUp, coverage: coverage)
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
    /// The uses of removed revisions, one item for each revision.
    package let takenUp: [Drift]
    /// How the references were read.
    package let coverage: Coverage

    /// Whether all windows had closed when it began: nothing can be picked up after that.
    package var isLast: Bool { readAt >= until }

    /// Whether something was picked up again, or may have been without being seen.
    package var needsAttention: Bool { !takenUp.isEmpty || !coverage.isComplete }

    /// A copy that keeps what an earlier check found for revisions that are no longer used.
    func merging(_ earlier: WatchReading) -> WatchReading {
        let seen = Set(takenUp.map { RevisionKey($0) })
        return WatchReading(
            readAt: readAt, until: until, open: open,
            takenUp: (takenUp + earlier.takenUp.filter { !seen.contains(RevisionKey($0)) }).sorted(),
            coverage: coverage)
    }

    private struct RevisionKey: Hashable {
        let family: Family
        let revisions: RevisionSet

        init(_ drift: Drift) { (family, revisions) = (drift.family, drift.revisions) }
    }
}
