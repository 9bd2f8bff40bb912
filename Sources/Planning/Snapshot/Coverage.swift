import Foundation
import Model

/// Which sources of references were read, and whether each was read whole.
package struct Coverage: Equatable, Sendable {
    /// One reading for each source, in the order of their names.
    package let readings: [SourceReading]

    /// Sorts by the sources' names.
    ///
    /// - Parameter expected: the sources that there are. One that nobody asked is as unknown as one that failed.
    package init(_ readings: [SourceReading] = [], expecting expected: Set<ReferenceSource> = []) {
        let missing = expected.subtracting(readings.map(\.source)).map { source in
            SourceReading(source, .failed(.notRead))
        }
        self.readings = (readings + missing).sorted { $0.source.rawValue < $1.source.rawValue }
    }

    /// The sources that were not read whole; while there is one, nothing is removed.
    package var failures: [SourceReading] {
        readings.filter { if case .failed = $0.state { true } else { false } }
    }

    /// When the oldest of the readings began; nil when nothing was read.
    package var oldestReading: Date? {
        readings.compactMap { if case .complete(let readAt, _, _, _) = $0.state { readAt } else { nil } }.min()
    }

    /// The reading that took longest; nil when nothing was read.
    package var slowest: SlowestReading? {
        readings.compactMap(SlowestReading.init).max { $0.took < $1.took }
    }

    /// Whether the sources that cannot be waived, which every registry has, were read completely, and every other source
    /// that was expected was read completely or waived.
    package var isComplete: Bool {
        failures.isEmpty && ReferenceSource.allCases.allSatisfy { $0.isWaivable || isFullyRead($0) }
    }

    /// Whether a source was read, and read whole.
    func isFullyRead(_ source: ReferenceSource) -> Bool {
        readings.contains { reading in
            guard reading.source == source, case .complete = reading.state else { return false }
            return true
        }
    }
}

/// What became of reading one source.
package struct SourceReading: Equatable, Sendable {
    /// Which source.
    package let source: ReferenceSource
    /// How it went.
    package let state: State

    /// The ways in which a reading ends.
    package enum State: Equatable, Sendable {
        /// Every page and every answer; begun at that time, over so long after, so many references found. Where what
        /// uses other families was left out, they are counted for those that were read.
        case complete(readAt: Date, took: Duration = .zero, references: Int, of: Set<Family>? = nil)
        /// Not complete, so that nothing is known.
        case failed(SourceFailure)
        /// Not asked: the configuration's reason, and where it stands.
        case waived(reason: String, at: SourceLocation)
    }

    /// States how a reading went.
    package init(_ source: ReferenceSource, _ state: State) {
        self.source = source
        self.state = state
    }
}

/// Why a source was not read completely.
package enum SourceFailure: Equatable, Sendable {
    /// A call failed, or its response could not be read. Carries the adapter's error: what failed, where, and the remedy.
    case call(String)
    /// Nothing read it, although it was expected: a mistake in Roster itself.
    case notRead
    /// Something of that name uses a task definition of another account or Region than the registry's, so that two
    /// pictures were mixed up.
    case foreignReference(by: String)
}
