import SwiftExtensions
import Synchronization

/// A token bucket with a queue: callers wait for tokens and get them in order of arrival.
final class RateLimiter: Sendable {
    private let bucket: Mutex<AdaptiveTokenBucket>
    private let semaphore = AsyncSemaphore(1)
    private let time: TimeSource

    init(_ bucket: AdaptiveTokenBucket, time: TimeSource) {
        self.bucket = Mutex(bucket)
        self.time = time
    }

    /// Takes a token if there is one now, whoever else is waiting, and returns the uptime; otherwise nil.
    func takeAtOnce() -> Duration? {
        let now = time.uptime()
        return bucket.withLock { $0.take(at: now) } == nil ? now : nil
    }

    /// The current rate in calls a second; nil while there is no limit.
    var perSecond: Double? { bucket.withLock { $0.perSecond } }

    /// Takes a token, waiting for it if necessary, and returns the uptime at which it became available. A caller that
    /// is cancelled while it waits takes none.
    ///
    /// - Parameter due: the latest uptime for the token; nil for no limit. Whoever is first in the queue does not wait
    ///   for a token that would come later. The time in the queue is not limited.
    /// - Returns: nil if there is no token in time.
    /// - Throws: if the task is cancelled, before or while it waits.
    func take(by due: Duration? = nil) async throws(CancellationError) -> Duration? {
        var now = time.uptime()
        try await semaphore.wait()
        defer { semaphore.signal() }
        while true {
            now = max(now, time.uptime())
            if let due, now > due { return nil }
            let wait = bucket.withLock { $0.take(at: now) }
            guard let wait else { return now }
            if let due, now + wait > due { return nil }
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
    ///   - sent: what ``take()`` or ``takeAtOnce()`` returned for the call.
    ///   - retryAfter: how long the service wants no calls.
    func throttled(sent: Duration, retryAfter: Duration?) {
        bucket.withLock { $0.throttle(at: time.uptime(), sent: sent, retryAfter: retryAfter) }
    }
}
