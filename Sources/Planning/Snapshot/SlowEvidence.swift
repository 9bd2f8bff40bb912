import Model

/// A reading that is older than it may be when a removal is sent, or would be in a run.
///
/// A run reads at the rates that last, without the burst that a plan's first reading has: an account's token buckets
/// are then empty. What a reader keeps from one reading to the next counts in its favor.
package struct SlowEvidence: Equatable, Sendable {
    /// The source.
    package let source: ReferenceSource
    /// How long reading it takes, or took.
    package let took: Duration
    /// How old its reading may be.
    package let maximumAge: Duration

    package init(_ source: ReferenceSource, took: Duration, maximumAge: Duration) {
        self.source = source
        self.took = took
        self.maximumAge = maximumAge
    }

    /// Recommends a maximum age for a source that takes so long to read, with time left to act on it: 1.5 times that,
    /// rounded up to half a minute.
    package static func advisedMaximumAge(for age: Duration) -> Duration { (age * 1.5).roundedUp(to: 30) }
}

extension Coverage {
    /// The source that would exceed its maximum age most, relative to that age, if it were read again during a run; nil
    /// if none would.
    func slowEvidence(under policy: GuardrailPolicy) -> SlowEvidence? {
        worst(under: policy) { state in
            if case .complete(_, _, let again, _, _) = state { again } else { nil }
        }.flatMap { $0.took > $0.maximumAge ? $0 : nil }
    }

    /// Of the sources that are too old to act on, the one that used most of its maximum age for being read; nil if none
    /// is too old.
    func slowestExpired(under policy: GuardrailPolicy, at now: Moment) -> SlowEvidence? {
        let expired = expired(under: policy, at: now)
        return Coverage(readings.filter { expired.contains($0.source) }).worst(under: policy) { state in
            if case .complete(_, let took, _, _, _) = state { took } else { nil }
        }
    }

    private func worst(
        under policy: GuardrailPolicy, _ duration: (SourceReading.State) -> Duration?
    ) -> SlowEvidence? {
        readings.compactMap { reading in
            duration(reading.state).map {
                SlowEvidence(reading.source, took: $0, maximumAge: policy.maximumAge(of: reading.source))
            }
        }.max { $0.took / $0.maximumAge < $1.took / $1.maximumAge }
    }
}

extension Duration {
    /// Rounds up to a multiple of that many seconds.
    package func roundedUp(to step: Int64) -> Duration {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return .seconds((seconds + step - 1) / step * step)
    }
}
