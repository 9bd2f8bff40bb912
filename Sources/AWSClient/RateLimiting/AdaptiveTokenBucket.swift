/// A token bucket, full at first, whose rate adapts to throttling; each call takes a token. Pure: time goes in, a wait
/// comes out.
///
/// A throttled call empties the bucket and cuts the rate to 0.7 of what it was. Each second without one gives back a
/// hundredth of the documented rate, up to the initial rate.
struct AdaptiveTokenBucket: Sendable {
    /// Use no more than this share of a quota, to leave some for other callers.
    private static let share = 0.9
    private static let cut = 0.7
    /// The lowest rate, and what each second gives back, as shares of the documented rate.
    private static let lowest = 0.1, recovery = 0.01

    private let burst: Double
    /// The maximum, the documented and the minimum rate, in calls a second.
    private let highest, documented, floor: Double
    /// The current rate in calls a second; nil while there is no limit.
    private(set) var perSecond: Double?
    private var tokens: Double
    /// When the bucket was last filled; in the future while no call is allowed.
    private var filled: Duration
    /// When the rate was last cut.
    private var lastCut: Duration?

    /// A bucket for nine tenths of a quota. If it is not known whether the quota applies, there is no limit until the
    /// first throttled call.
    init(_ quota: RequestQuota, isKnown: Bool, at now: Duration) {
        burst = max(1, quota.burst * Self.share)
        highest = quota.perSecond * Self.share
        documented = quota.perSecond
        floor = quota.perSecond * Self.lowest
        perSecond = isKnown ? highest : nil
        tokens = burst
        filled = now
    }

    /// Takes a token.
    /// - Returns: nil if there was one; otherwise the time until there is one, and nothing is taken.
    mutating func take(at now: Duration) -> Duration? {
        guard let rate = perSecond else { return nil }
        fill(at: now, rate)
        // Waits are rounded: after one, a tiny fraction of a token may be missing.
        guard tokens < 1 - 1e-9 else {
            tokens -= 1
            return nil
        }
        return max(.zero, filled - now) + .seconds((1 - tokens) / (perSecond ?? rate))
    }

    /// Records that the service throttled a call.
    ///
    /// - Parameters:
    ///   - sent: when the call was sent. A call sent before the last cut does not cut the rate again.
    ///   - retryAfter: how long the service wants no calls.
    mutating func throttle(at now: Duration, sent: Duration, retryAfter: Duration?) {
        if let rate = perSecond { fill(at: now, rate) }
        if lastCut.map({ sent >= $0 }) ?? true {
            lastCut = now
            perSecond = max(floor, (perSecond ?? documented) * Self.cut)
            tokens = 0
            filled = max(filled, now)
        }
        guard let retryAfter else { return }
        tokens = 0
        filled = max(filled, now + retryAfter)
    }

    private mutating func fill(at now: Duration, _ rate: Double) {
        guard now > filled else { return }
        let seconds = (now - filled) / .seconds(1)
        tokens = min(burst, tokens + seconds * rate)
        perSecond = min(highest, rate + seconds * documented * Self.recovery)
        filled = now
    }
}
