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
    package mutating func note(_ report: Report) {
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

    /// What is still to be watched; nil when nothing is.
    package var message: String? { until.map { Self.message(removals.count, until: $0) } }

    fileprivate static func message(_ open: Int, until: Date) -> String {
        "\(counted(open, "removed revision")) can be taken up again until \(until.iso8601): 'roster drift' will tell"
    }

    fileprivate var revisions: [RevisionID] { removals.keys.sorted() }

    /// Takes in a look. What was looked at after its window had closed is watched no longer; a look that was not whole
    /// tells what it saw, and ends nothing.
    ///
    /// - Parameters:
    ///   - references: of the registry that the revisions were removed from.
    ///   - readAt: when the look began.
    package mutating func look(
        at references: ReferenceIndex, _ coverage: Coverage, readAt: Date
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
    package var isAlarming: Bool { !takenUp.isEmpty || !coverage.isComplete }

    /// The same, and what an earlier look saw of revisions that nothing uses any longer.
    func after(_ earlier: WatchReading) -> WatchReading {
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

    /// What is still to be watched, or was not seen; nil when all is done and was seen.
    package var message: String? {
        guard coverage.isComplete else {
            return "what was removed may have been taken up again: \(coverage.failures.summary); see 'roster drift'"
        }
        return open.isEmpty ? nil : RemovalWatch.message(open.count, until: until)
    }
}

/// A look in JSON; what it found is among the drift.
package struct WatchDocument: Encodable {
    /// Nil where the run was told to end before it could look.
    let readAt: String?
    let until: String
    let open: [String]
    let coverage: [ReadingDocument]

    /// The document of a look.
    package init(_ reading: WatchReading) {
        readAt = reading.readAt.iso8601
        until = reading.until.iso8601
        open = reading.open.map(\.description)
        coverage = reading.coverage.readings.map { ReadingDocument($0, withTime: true) }
    }

    /// The document of what was removed and never looked at; nil when there is none.
    init?(_ watch: RemovalWatch) {
        guard let until = watch.until else { return nil }
        readAt = nil
        self.until = until.iso8601
        open = watch.revisions.map(\.description)
        coverage = []
    }
}
