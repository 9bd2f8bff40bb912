/// A bucket of tokens, full at first, that fills up at a rate; each call takes one. Pure: time goes in, a wait comes
/// out.
///
/// The rate follows what the service says: a throttle empties the bucket and cuts the rate to 0.7 of what it was, and
/// every second without one gives a hundredth of the documented rate back, until it is what it was at first.
struct TokenBucket: Sendable {
    /// Above this share of a quota there is nothing left for anyone else.
    private static let share = 0.9
    private static let cut = 0.7
    /// The lowest rate, and what a second gives back; both as a share of the documented rate.
    private static let lowest = 0.1, recovery = 0.01

    private let burst: Double
    /// What the rate rises to, what a throttle reckons from and the least it leaves, in calls a second.
    private let highest, documented, floor: Double
    /// Calls a second now; nil while there is no limit.
    private(set) var perSecond: Double?
    private var tokens: Double
    /// Until when the bucket was filled; in the future, while nobody may go.
    private var filled: Duration
    private var slowed: Duration?

    /// A rate that is not to be exceeded by however little, and that nothing changes unless a throttle does.
    init(burst: Double, perSecond: Double, at now: Duration) {
        self.burst = burst
        highest = perSecond
        documented = perSecond
        floor = perSecond * Self.lowest
        self.perSecond = perSecond
        tokens = burst
        filled = now
    }

    /// Nine tenths of a group's quota; or, where it is not known whether the quota holds, no limit before the first
    /// throttle, which shows that there is one.
    init(_ group: RateGroup, isKnown: Bool, at now: Duration) {
        burst = max(1, group.burst * Self.share)
        highest = group.perSecond * Self.share
        documented = group.perSecond
        floor = group.perSecond * Self.lowest
        perSecond = isKnown ? highest : nil
        tokens = burst
        filled = now
    }

    /// Takes a token.
    /// - Returns: nil when it was there; else nothing is taken, and this is the wait until it is.
    mutating func take(at now: Duration) -> Duration? {
        guard let rate = perSecond else { return nil }
        fill(at: now, rate)
        // A wait is a rounded number: what is missing after it is none.
        guard tokens < 1 - 1e-9 else {
            tokens -= 1
            return nil
        }
        return max(.zero, filled - now) + .seconds((1 - tokens) / (perSecond ?? rate))
    }

    /// The service refused a call because there were too many.
    ///
    /// - Parameters:
    ///   - sent: when the call went. One that went before the rate was last cut says nothing new.
    ///   - retryAfter: for how long the service wants no call.
    mutating func throttle(at now: Duration, sent: Duration, retryAfter: Duration?) {
        if let rate = perSecond { fill(at: now, rate) }
        if slowed.map({ sent >= $0 }) ?? true {
            slowed = now
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
