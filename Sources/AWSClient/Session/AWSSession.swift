import Foundation
import Logging
import Model
import SwiftExtensions

/// What all calls to one account and Region share: credentials, transport, rate limits and the count of calls.
///
/// It makes a ``ServiceClient`` for each service. The STS calls that get its credentials belong to another session:
/// they may be made in another account, with its own quotas, and their number depends on when credentials expire.
package struct AWSSession: Sendable {
    /// Finds the endpoint of a service.
    package typealias Endpoints = @Sendable (AWSService) throws(EndpointError) -> Endpoint

    /// The Region that the signatures are for.
    package let region: Region
    let credentials: any CredentialsProvider
    let transport: any Transport
    let endpoints: Endpoints
    let policy: RetryPolicy
    let timeout: Duration
    /// For its clients' waits, and those between calls.
    package let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    private(set) var counter = CallCounter()
    let rateLimits: SessionRateLimits

    /// Makes a session; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - timeout: for each attempt.
    ///   - random: from 0 to 1, for the waits between attempts.
    package init(
        region: Region, endpoints: @escaping Endpoints, credentials: any CredentialsProvider,
        transport: any Transport, policy: RetryPolicy = RetryPolicy(), timeout: Duration = .seconds(30),
        time: TimeSource = .system, random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        logger: Logger? = nil
    ) {
        self.region = region
        self.endpoints = endpoints
        self.credentials = credentials
        self.transport = transport
        self.policy = policy
        self.timeout = timeout
        self.time = time
        rateLimits = SessionRateLimits(time: time)
        self.random = random
        self.logger = logger
    }

    /// A client of a service.
    /// - Throws: if the configured endpoint is not a valid URL.
    package func client(_ service: AWSService) throws(EndpointError) -> ServiceClient {
        ServiceClient(service, at: try endpoints(service), of: self)
    }

    /// The same session, whose clients' calls are also counted on their own.
    package func countingSeparately() -> AWSSession {
        var copy = self
        copy.counter = CallCounter(partOf: counter)
        return copy
    }

    /// The calls of its clients so far.
    package var callCount: CallCount { counter.current }

    /// So many calls of one operation.
    package typealias Calls = (service: AWSService, operation: String, count: Int)

    /// How long calls take side by side at the rates that last, without a burst: as long as those that share the
    /// slowest bucket. Buckets without a known limit do not count.
    package func lastingTime(of calls: [Calls]) -> Duration {
        var times: [RequestQuota: Duration] = [:]
        for (service, operation, count) in calls where count > 0 {
            guard let endpoint = try? endpoints(service),
                let rate = rateLimits.limiter(for: operation, of: service, at: endpoint).perSecond
            else { continue }
            times[RequestQuota(of: operation, in: service), default: .zero] += .seconds(Double(count) / rate)
        }
        return times.values.max() ?? .zero
    }
}
