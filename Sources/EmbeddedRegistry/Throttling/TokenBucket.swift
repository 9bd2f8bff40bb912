import Foundation

/// A bucket of tokens, full at first, that fills up at a steady rate; each call takes one. Pure.
struct TokenBucket: Sendable {
    /// How large a bucket is and how fast it fills.
    struct Rate: Equatable, Sendable {
        let burst: Int64
        let perSecond: Int64
    }

    /// Millionths of tokens, as microseconds are counted: no fraction gets lost, whenever one looks.
    private var tokens: Int64
    private var microseconds: Int64
    private let rate: Rate

    /// A full bucket.
    init(_ rate: Rate, at now: Date) {
        self.rate = rate
        tokens = Self.capacity(rate)
        microseconds = Self.microseconds(now)
    }

    /// Takes a token; false when there is no whole one.
    mutating func take(at now: Date) -> Bool {
        fill(at: now)
        guard tokens >= Self.one else { return false }
        tokens -= Self.one
        return true
    }

    /// Whether it is as it was at first.
    func isFull(at now: Date) -> Bool {
        var later = self
        later.fill(at: now)
        return later.tokens == Self.capacity(rate)
    }

    private static let one: Int64 = 1_000_000

    /// A clock that was set back adds nothing, and the bucket goes on from there.
    private mutating func fill(at now: Date) {
        let elapsed = max(0, Self.microseconds(now) - microseconds)
        microseconds = Self.microseconds(now)
        let room = Self.capacity(rate) - tokens
        // Compared before it is multiplied: the clock may have been moved by years.
        tokens = elapsed > room / rate.perSecond ? Self.capacity(rate) : tokens + elapsed * rate.perSecond
    }

    private static func capacity(_ rate: Rate) -> Int64 { rate.burst * one }

    private static func microseconds(_ date: Date) -> Int64 { Int64((date.timeIntervalSince1970 * 1e6).rounded()) }
}
