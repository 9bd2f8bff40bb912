import Foundation
import Model

/// The revisions that were removed a moment ago, each until somebody looked at its references after its window closed:
/// for up to ten minutes after a deregistration the revision can still be taken up
/// ([DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)).
package struct RemovalWatch: Equatable, Sendable {
    /// How long a deregistration may not have taken effect.
    package static let window: Duration = .seconds(600)
    /// How long it takes at most from one look to the next while a window is open.
    package static let interval: Duration = .seconds(60)

    /// The registry that they were removed from.
    package private(set) var scope: RegistryScope?
    private var removals: [RevisionID: Date] = [:]

    /// Nothing to watch.
    package init() {}

    /// Watches what a report says was removed, or may have been.
    package mutating func record(_ report: Report) {
        for outcome in report.outcomes {
            guard let removedAt = outcome.removedAt else { continue }
            removals[outcome.id] = removedAt
            scope = report.plan.scope
        }
    }

    /// Whether there is nothing to watch.
    package var isEmpty: Bool { removals.isEmpty }

    /// The families to look at.
    package var families: Set<Family> { Set(removals.keys.map(\.family)) }

    /// When the last of the windows closes; nil when there is nothing to watch.
    package var until: Date? { removals.values.max()?.addingTimeInterval(Self.window.seconds) }

    /// What is watched, in order.
    package var revisions: [RevisionID] { removals.keys.sorted() }

    /// Takes in a look. What was looked at after its window had closed is watched no longer; a look that was not whole
    /// tells what it saw, and ends nothing.
    ///
    /// - Parameters:
    ///   - references: of the registry that the revisions were removed from.
    ///   - readAt: when the look began.
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

/// What a look at the references said of revisions that had been removed.
package struct WatchReading: Equatable, Sendable {
    /// When it began.
    package let readAt: Date
    /// When the last of the windows closes, or closed.
    package let until: Date
    /// What is still watched after it, in order.
    package let open: [RevisionID]
    /// What uses a removed revision, one for each revision.
    package let takenUp: [Drift]
    /// How the references were read.
    package let coverage: Coverage

    /// Whether all windows had closed when it began: nothing that comes later can be taken up again.
    package var isLast: Bool { readAt >= until }

    /// Whether something was taken up again, or may have been without being seen.
    package var needsAttention: Bool { !takenUp.isEmpty || !coverage.isComplete }

    /// The same, and what an earlier look saw of revisions that nothing uses any longer.
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
