import SwiftExtensions
import Synchronization

/// The rate limits that the calls of a session share to stay within the account's quotas: a ``RateLimiter`` for each
/// group of operations and a ``RetryQuota`` for each service.
final class SessionRateLimits: Sendable {
    private struct State {
        var limiters: [RequestQuota: RateLimiter] = [:]
        var quotas: [AWSService: RetryQuota] = [:]
    }

    private let state = Mutex(State())
    private let time: TimeSource

    init(time: TimeSource) { self.time = time }

    /// The limiter of an operation's group.
    /// - Parameter endpoint: the endpoint of the service. Any endpoint but a loopback address may lead to an account,
    ///   through a private name or a gateway, and therefore gets the documented quotas.
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

    /// The retry quota of a service.
    func quota(of service: AWSService) -> RetryQuota {
        state.withLock { state in
            if let quota = state.quotas[service] { return quota }
            let quota = RetryQuota()
            state.quotas[service] = quota
            return quota
        }
    }
}
