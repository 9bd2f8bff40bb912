import Foundation

/// A token bucket: full at first, refilled at a steady rate, one token per call. Pure.
struct TokenBucket: Sendable {
    /// The capacity of a bucket and how fast it refills.
    struct Rate: Equatable, Sendable {
        let burst: Int64
        let perSecond: Int64
    }

    /// In millionths of a token, as time is in microseconds: no fraction is lost, however often the bucket is used.
    private var tokens: Int64
    private var microseconds: Int64
    private let rate: Rate

    init(_ rate: Rate, at now: Date) {
        self.rate = rate
        tokens = Self.capacity(rate)
        microseconds = Self.microseconds(now)
    }

    /// Takes a token; false if less than one is left.
    mutating func take(at now: Date) -> Bool {
        fill(at: now)
        guard tokens >= Self.one else { return false }
        tokens -= Self.one
        return true
    }

    /// Whether it is as full as a new one.
    func isFull(at now: Date) -> Bool {
        var later = self
        later.fill(at: now)
        return later.tokens == Self.capacity(rate)
    }

    private static let one: Int64 = 1_000_000

    /// A clock that was set back adds nothing; the bucket continues from its time.
    private mutating func fill(at now: Date) {
        let elapsed = max(0, Self.microseconds(now) - microseconds)
        microseconds = Self.microseconds(now)
        let room = Self.capacity(rate) - tokens
        // Compared before multiplying: the clock may have been moved by years.
        tokens = elapsed > room / rate.perSecond ? Self.capacity(rate) : tokens + elapsed * rate.perSecond
    }

    private static func capacity(_ rate: Rate) -> Int64 { rate.burst * one }

    private static func microseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1e6).rounded()) }
}
