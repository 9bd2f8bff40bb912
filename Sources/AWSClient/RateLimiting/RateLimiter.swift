import SwiftExtensions
import Synchronization

/// A token bucket with a queue: callers wait for tokens and get them in order of arrival.
package final class RateLimiter: Sendable {
    private let bucket: Mutex<AdaptiveTokenBucket>
    private let semaphore = AsyncSemaphore(1)
    private let time: TimeSource

    /// A fixed rate in calls a second, without a burst: calls are never closer together than the rate allows, even
    /// after a pause.
    ///
    /// Nil unless the rate is between 0.000001 (one call in eleven days) and a million calls a second.
    package convenience init?(perSecond rate: Double, time: TimeSource = .system) {
        guard rate >= 1e-6, rate <= 1e6 else { return nil }
        self.init(AdaptiveTokenBucket(burst: 1, perSecond: rate, at: time.uptime()), time: time)
    }

    init(_ bucket: AdaptiveTokenBucket, time: TimeSource) {
        self.bucket = Mutex(bucket)
        self.time = time
    }

    /// Takes a token, waiting for it if necessary. A caller that is cancelled while it waits takes none.
    /// - Throws: if the task is cancelled, before or while it waits.
    package func take() async throws(CancellationError) { _ = try await take(within: nil) }

    /// Takes a token and returns the uptime at which it became available; nil, without taking one, if that would take
    /// longer than the limit.
    /// - Throws: if the task is cancelled, before or while it waits.
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
            // Even if the clock disagrees: no caller waits twice for one token.
            now += wait
        }
    }

    /// Records that the service throttled a call.
    /// - Parameters:
    ///   - sent: what ``take(within:)`` returned for the call.
    ///   - retryAfter: how long the service wants no calls.
    func throttled(sent: Duration, retryAfter: Duration?) {
        bucket.withLock { $0.throttle(at: time.uptime(), sent: sent, retryAfter: retryAfter) }
    }
}
