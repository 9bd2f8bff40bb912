import Model

/// The source that took longest to read, which `guardrails.evidenceMaximumAge` must allow for.
package struct SlowestReading: Equatable, Sendable {
    /// The source.
    package let source: ReferenceSource
    /// How long reading it took.
    package let took: Duration

    /// Nil for a source that was not read completely, which refuses the plan by itself.
    package init?(_ reading: SourceReading) {
        guard case .complete(_, let took, _, _) = reading.state else { return nil }
        self.source = reading.source
        self.took = took
    }

    /// Recommends a `guardrails.evidenceMaximumAge` for evidence of that age, with time left to act on it: 1.5 times
    /// the age, rounded up to half a minute.
    package static func advisedMaximumAge(for age: Duration) -> Duration { (age * 1.5).roundedUp(to: 30) }
}

extension Duration {
    /// Rounds up to a multiple of that many seconds.
    package func roundedUp(to step: Int64) -> Duration {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return .seconds((seconds + step - 1) / step * step)
    }
}

/// A reading that took longer than evidence may be old: nothing may be removed although the plan is not refused yet,
/// since the references must be read again first.
package struct SlowEvidence: Equatable, Sendable {
    /// The slowest reading.
    package let reading: SlowestReading
    /// `guardrails.evidenceMaximumAge`.
    package let maximumAge: Duration

    package init(reading: SlowestReading, maximumAge: Duration) {
        self.reading = reading
        self.maximumAge = maximumAge
    }
}
