import Foundation
import Logging
import SwiftExtensions

/// What all calls of a process to one account and Region share: who signs, the way there, the pace and the count.
///
/// It makes a ``ServiceClient`` for each service that is called. The calls to STS with which its credentials are got are
/// none of its own: whoever makes them may be of another account, with quotas of its own, and how many there are depends
/// on when credentials end, where the count of a session depends on what is read.
package struct AWSSession: Sendable {
    /// Finds where a service listens.
    package typealias Endpoints = @Sendable (AWSService) throws(EndpointError) -> Endpoint

    /// The Region that the signatures are for.
    package let region: Region
    let credentials: any CredentialsProvider
    let transport: any Transport
    let endpoints: Endpoints
    let policy: RetryPolicy
    let timeout: Duration
    let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    let counter = CallCounter()
    let rateLimits: SessionRateLimits

    /// A session in which nothing was called yet.
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
    /// - Throws: when the settings name an endpoint that is none.
    package func client(_ service: AWSService) throws(EndpointError) -> ServiceClient {
        ServiceClient(service, at: try endpoints(service), of: self)
    }

    /// How often its clients have called so far.
    package var callCount: CallCount { counter.current }
}
