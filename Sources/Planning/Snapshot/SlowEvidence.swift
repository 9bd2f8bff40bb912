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
    /// How long a burst may still take after it.
    package let margin: Duration
    /// Whether it is only about what the source has under way. That is read together with ECS's own sources, which must
    /// not grow too old meanwhile: their maximum age is the limit.
    package let isUnderWay: Bool

    package init(
        _ source: ReferenceSource, took: Duration, maximumAge: Duration, margin: Duration = .zero,
        isUnderWay: Bool = false
    ) {
        self.source = source
        self.took = took
        self.maximumAge = maximumAge
        self.margin = margin
        self.isUnderWay = isUnderWay
    }

    /// The guardrail that limits it, as the configuration calls it.
    package var maximumAgeKey: String { (isUnderWay ? .services : source).maximumAgeKey }

    /// The maximum age that makes the reading young enough.
    package var advisedMaximumAge: Duration {
        max(Self.advisedMaximumAge(for: max(took, maximumAge)), (took + margin).roundedUp(to: 30))
    }

    /// Recommends a maximum age for a source that takes so long to read, with time left to act on it: 1.5 times that,
    /// rounded up to half a minute.
    package static func advisedMaximumAge(for age: Duration) -> Duration { (age * 1.5).roundedUp(to: 30) }
}

extension Coverage {
    /// The source that would exceed its maximum age most, relative to that age, if it were read again during a run,
    /// with what a burst may still take after it; nil if none would.
    func slowEvidence(under policy: GuardrailPolicy) -> SlowEvidence? {
        readings.compactMap { reading in
            guard case .complete(_, _, let again, _, _) = reading.state else { return nil }
            let (source, maximumAge) = (reading.source, policy.maximumAge(of: reading.source))
            guard again + policy.margin(after: source) > maximumAge else { return nil }
            let margin = source.belongsToECS ? .zero : policy.evidenceMaximumAge
            return SlowEvidence(source, took: again, maximumAge: maximumAge, margin: margin)
        }.slowest
    }

    /// Of the sources that are too old to act on, the one that used most of its maximum age for being read; nil if none
    /// is too old. If it is one of ECS's own, the looks at what is under way count as well.
    func slowestExpired(under policy: GuardrailPolicy, at now: Moment) -> SlowEvidence? {
        // At the very end of its age nothing can be sent either.
        let expired = Set(expired(under: policy, at: now, within: .nanoseconds(1)))
        let read = readings.filter { expired.contains($0.source) }.compactMap { reading in
            reading.took.map {
                SlowEvidence(reading.source, took: $0, maximumAge: policy.maximumAge(of: reading.source))
            }
        }
        guard expired.contains(where: \.belongsToECS) else { return read.slowest }
        let looked = looks.compactMap { look in
            look.took.map {
                SlowEvidence(look.source, took: $0, maximumAge: policy.evidenceMaximumAge, isUnderWay: true)
            }
        }
        return (read + looked).slowest
    }
}

extension SourceReading {
    /// How long the reading took; nil if the source was not read completely.
    fileprivate var took: Duration? {
        guard case .complete(_, let took, _, _, _) = state else { return nil }
        return took
    }
}

extension [SlowEvidence] {
    /// The one that used most of its maximum age.
    fileprivate var slowest: SlowEvidence? { self.max { $0.took / $0.maximumAge < $1.took / $1.maximumAge } }
}

extension Duration {
    /// Rounds up to a multiple of that many seconds.
    package func roundedUp(to step: Int64) -> Duration {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return .seconds((seconds + step - 1) / step * step)
    }
}
