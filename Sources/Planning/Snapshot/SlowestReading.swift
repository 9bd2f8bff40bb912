import Model

/// The source that took longest to read: what `guardrails.evidenceMaximumAge` has to leave time for.
package struct SlowestReading: Equatable, Sendable {
    /// Which source.
    package let source: ReferenceSource
    /// How long it took.
    package let took: Duration

    /// Nil for a source that was not read whole: it stands in the way by itself.
    package init?(_ reading: SourceReading) {
        guard case .complete(_, let took, _, _) = reading.state else { return nil }
        self.source = reading.source
        self.took = took
    }

    /// A `guardrails.evidenceMaximumAge` at which evidence of that age is young enough, with time left to act on it: half
    /// as long again, to the next half minute.
    package static func advisedMaximumAge(for age: Duration) -> Duration { (age * 1.5).roundedUp(to: 30) }
}

extension Duration {
    /// The next multiple of that many seconds.
    package func roundedUp(to step: Int64) -> Duration {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return .seconds((seconds + step - 1) / step * step)
    }
}

/// A reading that took longer than evidence may be old: nothing may be removed, although nothing stands against the plan
/// yet, since the references are read again first.
package struct SlowEvidence: Equatable, Sendable {
    /// The slowest source.
    package let reading: SlowestReading
    /// `guardrails.evidenceMaximumAge`.
    package let maximumAge: Duration

    /// A reading, and how old it may be.
    package init(reading: SlowestReading, maximumAge: Duration) {
        self.reading = reading
        self.maximumAge = maximumAge
    }
}
