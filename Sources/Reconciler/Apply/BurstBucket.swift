/// How fast removals may be sent.
package struct Pacing: Equatable, Sendable {
    /// How many may be sent side by side, on one reading of what is in use.
    package let burst: Int
    /// On average; nil for no limit.
    package let perSecond: Double?

    package init(burst: Int, perSecond: Double?) {
        self.burst = max(1, burst)
        self.perSecond = perSecond
    }
}

/// The token bucket of the bursts: full at first, one token for each removal. Pure: time goes in, a wait comes out.
///
/// A burst waits for all of its tokens, since each burst costs a reading of everything that runs. After a burst in
/// which a call was throttled the bucket is empty and the next burst half as large; each burst without one is larger by
/// one again, up to the full size. Meanwhile the rate is at most ECS's own, which all that register share.
struct BurstBucket: Sendable {
    /// What an account allows for registrations and deregistrations together
    /// ([request throttling](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html)).
    private static let accountsRate = 1.0

    private let pacing: Pacing
    /// The size of the next burst.
    private(set) var size: Int
    /// Whether it has not grown back since the last throttle.
    private var isSlowed = false
    private var tokens: Double
    /// The uptime at which the tokens were last counted.
    private var counted: Duration

    init(_ pacing: Pacing, at now: Duration) {
        self.pacing = pacing
        size = pacing.burst
        tokens = Double(pacing.burst)
        counted = now
    }

    /// Tokens per second; nil for no limit.
    private var rate: Double? {
        isSlowed ? min(pacing.perSecond ?? Self.accountsRate, Self.accountsRate) : pacing.perSecond
    }

    /// What became of a request for tokens.
    enum Taken: Equatable {
        /// So many were taken.
        case tokens(Int)
        /// None were taken: there are enough after this time.
        case after(Duration)
    }

    /// Takes the tokens of one burst.
    ///
    /// - Parameter count: how many removals there are.
    mutating func take(upTo count: Int, at now: Duration) -> Taken {
        let wanted = min(count, size)
        guard let rate else { return .tokens(wanted) }
        tokens = min(Double(pacing.burst), tokens + max(.zero, now - counted) / .seconds(1) * rate)
        counted = max(counted, now)
        let missing = Double(wanted) - tokens
        // Waits are rounded: after one, a tiny fraction of a token may be missing.
        guard missing < 1e-9 else { return .after(.seconds(missing / rate)) }
        tokens -= Double(wanted)
        return .tokens(wanted)
    }

    /// Returns the tokens of what was not sent.
    mutating func giveBack(_ count: Int) { tokens = min(Double(pacing.burst), tokens + Double(count)) }

    /// Records that calls of a burst were throttled.
    mutating func slowDown(at now: Duration) {
        size = max(1, size / 2)
        isSlowed = true
        tokens = 0
        counted = now
    }

    /// Records a burst that was sent without a throttled call.
    mutating func speedUp() {
        size = min(pacing.burst, size + 1)
        isSlowed = size < pacing.burst
    }
}
