import SwiftExtensions
import Synchronization

/// A bucket of tokens that callers wait at, and get their tokens from in the order in which they came.
package final class RateLimiter: Sendable {
    private let bucket: Mutex<AdaptiveTokenBucket>
    private let semaphore = AsyncSemaphore(1)
    private let time: TimeSource

    /// A plain rate in calls a second, without a burst: callers are never closer together than the rate allows, and
    /// after a pause no two of them go at once.
    ///
    /// Nil unless the rate is at least one call in eleven days (0.000001) and at most a million a second.
    package convenience init?(perSecond rate: Double, time: TimeSource = .system) {
        guard rate >= 1e-6, rate <= 1e6 else { return nil }
        self.init(AdaptiveTokenBucket(burst: 1, perSecond: rate, at: time.uptime()), time: time)
    }

    init(_ bucket: AdaptiveTokenBucket, time: TimeSource) {
        self.bucket = Mutex(bucket)
        self.time = time
    }

    /// Returns when the caller may go. One that is cancelled while it waits takes nothing.
    /// - Throws: when the task is cancelled, before or while it waits.
    package func take() async throws(CancellationError) { _ = try await take(within: nil) }

    /// The caller's turn: the time since which it may go; nil, and nothing is taken, when that would be later than the
    /// limit from now on.
    /// - Throws: when the task is cancelled, before or while it waits.
    func take(within limit: Duration?) async throws(CancellationError) -> Duration? {
        let begin = time.uptime()
        try await semaphore.wait()
        defer { semaphore.signal() }
        var now = begin
        while true {
            now = max(now, time.uptime())
            let wait = bucket.withLock { $0.take(at: now) }
            guard let wait else { return now }
            if let limit, now + wait > begin + limit { return nil }
            do {
                try await time.sleep(wait)
            } catch {
                throw CancellationError()
            }
            // Even if the clock says otherwise: nobody waits twice for one token.
            now += wait
        }
    }

    /// A call was refused because there were too many.
    /// - Parameters:
    ///   - sent: what ``take(within:)`` gave the call.
    ///   - retryAfter: for how long the service wants no call.
    func throttled(sent: Duration, retryAfter: Duration?) {
        bucket.withLock { $0.throttle(at: time.uptime(), sent: sent, retryAfter: retryAfter) }
    }
}
