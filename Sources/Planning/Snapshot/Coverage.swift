import Foundation
import Model

/// Which sources of references were read, and whether completely.
package struct Coverage: Equatable, Sendable {
    /// One reading for each source, sorted by the sources' names.
    package let readings: [SourceReading]
    /// The looks at what sources that start things later have under way. ECS's own sources are read at the same time,
    /// and age until the looks have ended.
    package let looks: [SourceReading]

    /// Sorts by the sources' names.
    ///
    /// - Parameter expected: all sources of the registry. One without a reading counts as failed.
    package init(
        _ readings: [SourceReading] = [], looks: [SourceReading] = [], expecting expected: Set<ReferenceSource> = []
    ) {
        self.looks = looks
        let missing = expected.subtracting(readings.map(\.source)).map { source in
            SourceReading(source, .failed(.notRead))
        }
        self.readings = (readings + missing).sorted { $0.source.rawValue < $1.source.rawValue }
    }

    /// The sources that were not read completely; while there is one, nothing is removed.
    package var failures: [SourceReading] {
        readings.filter { if case .failed = $0.state { true } else { false } }
    }

    /// When the newest reading began; nil if nothing was read.
    package var newestReading: Date? { begun.map(\.readAt.date).max() }

    /// The uptime at which the first of the readings is too old to act on; nil if nothing was read.
    func expiry(under policy: GuardrailPolicy) -> Duration? {
        begun.map { $0.readAt.uptime + policy.maximumAge(of: $0.source) }.min()
    }

    /// The sources whose readings are too old to act on, in order.
    ///
    /// - Parameter margin: those that will be within this time count as well.
    package func expired(
        under policy: GuardrailPolicy, at now: Moment, within margin: Duration = .zero
    ) -> [ReferenceSource] {
        begun.filter { $0.readAt.age(at: now) + margin > policy.maximumAge(of: $0.source) }.map(\.source)
    }

    /// The sources whose readings are too old to act on, or will be before a burst can be sent, in order.
    package func expiring(under policy: GuardrailPolicy, at now: Moment) -> [ReferenceSource] {
        begun.filter { source, readAt in
            readAt.age(at: now) + policy.margin(after: source) > policy.maximumAge(of: source)
        }.map(\.source)
    }

    /// When each source was read that was read completely.
    private var begun: [(source: ReferenceSource, readAt: Moment)] {
        readings.compactMap { reading in
            guard case .complete(let readAt, _, _, _, _) = reading.state else { return nil }
            return (reading.source, readAt)
        }
    }

    /// The reading of a source; nil if there is none.
    package subscript(source: ReferenceSource) -> SourceReading? { readings.first { $0.source == source } }

    /// Whether every source was read completely or waived. The sources that cannot be waived, which every registry has,
    /// must have been read.
    package var isComplete: Bool {
        failures.isEmpty && ReferenceSource.allCases.allSatisfy { $0.isWaivable || isFullyRead($0) }
    }

    /// Whether a source was read completely.
    func isFullyRead(_ source: ReferenceSource) -> Bool {
        readings.contains { reading in
            guard reading.source == source, case .complete = reading.state else { return false }
            return true
        }
    }
}

/// How reading one source ended.
package struct SourceReading: Equatable, Sendable {
    /// The source.
    package let source: ReferenceSource
    /// How its reading ended.
    package let state: State

    /// The ways a reading can end.
    package enum State: Equatable, Sendable {
        /// Every page and every response was read: when the reading began, how long it took, how long another one
        /// would take at the rates that last (see ``SlowEvidence``), and how many references it found. If references to
        /// other families were skipped, `of` names the families that were covered.
        case complete(
            readAt: Moment, took: Duration = .zero, again: Duration = .zero, references: Int, of: Set<Family>? = nil)
        /// Incomplete, so that nothing is known.
        case failed(SourceFailure)
        /// Not read: the configuration's reason, and its location.
        case waived(reason: String, at: SourceLocation)
    }

    package init(_ source: ReferenceSource, _ state: State) {
        self.source = source
        self.state = state
    }

    /// When the reading began; nil if the source was not read completely.
    package var readAt: Moment? {
        guard case .complete(let readAt, _, _, _, _) = state else { return nil }
        return readAt
    }
}

/// Why a source was not read completely.
package enum SourceFailure: Equatable, Sendable {
    /// A call failed, or its response was unreadable. Carries the adapter's error: what failed, where, and the remedy.
    case call(String)
    /// Nothing read it although it was expected: a bug in Roster.
    case notRead
    /// The resource of that name uses a task definition in another account or Region than the registry's: two accounts'
    /// data were mixed up.
    case foreignReference(by: String)
}

extension GuardrailPolicy {
    /// How long a burst may still take after the reading of a source, until it is sent: after one that starts things
    /// later everything that runs is read, which may take as long as that may be old. No more than half of the age that
    /// the source's own reading may have: otherwise every burst would read it again.
    package func margin(after source: ReferenceSource) -> Duration {
        source.belongsToECS ? .zero : min(evidenceMaximumAge, referenceMaximumAge / 2)
    }
}
