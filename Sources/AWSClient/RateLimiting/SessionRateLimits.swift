import SwiftExtensions
import Synchronization

/// What the calls of a session share to keep within the account's quotas: a ``RateLimiter`` for each group of operations, a
/// ``RetryQuota`` for each service.
final class SessionRateLimits: Sendable {
    private struct State {
        var limiters: [RequestQuota: RateLimiter] = [:]
        var quotas: [AWSService: RetryQuota] = [:]
    }

    private let state = Mutex(State())
    private let time: TimeSource

    init(time: TimeSource) { self.time = time }

    /// The one of an operation's group.
    /// - Parameter endpoint: where the service listens. Behind every name and address but this machine's own may be an
    ///   account, which has the documented quotas: a private name and a gateway lead to one.
    func limiter(for operation: String, of service: AWSService, at endpoint: Endpoint) -> RateLimiter {
        let group = RequestQuota(of: operation, in: service)
        return state.withLock { state in
            if let limiter = state.limiters[group] { return limiter }
            let bucket = AdaptiveTokenBucket(group, isKnown: !endpoint.isLoopback, at: time.uptime())
            let limiter = RateLimiter(bucket, time: time)
            state.limiters[group] = limiter
            return limiter
        }
    }

    /// The one of a service.
    func quota(of service: AWSService) -> RetryQuota {
        state.withLock { state in
            if let quota = state.quotas[service] { return quota }
            let quota = RetryQuota()
            state.quotas[service] = quota
            return quota
        }
    }
}
