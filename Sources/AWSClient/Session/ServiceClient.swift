import AWSWire
import Foundation
import Logging
import SwiftExtensions

/// The client of one service: it signs calls, sends them and retries as the policy says.
///
/// Copies, and the other clients of its session, share the rate limits, the service's retry quota and the count of
/// calls. Inputs and responses are never logged; retries are, at level `debug`. ``AWSSession/client(_:)`` makes one.
package struct ServiceClient: Sendable {
    /// The service that it calls.
    package let service: AWSService
    /// The endpoint that it calls.
    package let endpoint: Endpoint
    /// The Region that the signatures are for.
    package let region: Region
    private let credentials: any CredentialsProvider
    private let transport: any Transport
    private(set) var policy: RetryPolicy
    private var timeout: Duration
    /// How long a call may wait for credentials before it is sent, and then it does not wait for the rate limit at all;
    /// nil for no limit on either.
    private(set) var sendDeadline: Duration?
    let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    private let rateLimits: SessionRateLimits
    let quota: RetryQuota
    let counter: CallCounter

    /// Makes a client; nothing is sent yet.
    init(_ service: AWSService, at endpoint: Endpoint, of session: AWSSession) {
        self.service = service
        self.endpoint = endpoint
        region = session.region
        credentials = session.credentials
        transport = session.transport
        policy = session.policy
        timeout = session.timeout
        time = session.time
        random = session.random
        logger = session.logger
        rateLimits = session.rateLimits
        quota = session.rateLimits.quota(of: service)
        counter = session.counter
    }

    /// The same client with one attempt a call: for calls that are valid only now, and need a new decision before they
    /// are repeated.
    ///
    /// - Parameters:
    ///   - sendDeadline: a call that missing credentials hold back for longer is not sent, and neither is one that the
    ///     rate limit does not admit at once.
    ///   - timeout: for the response to a call that was sent.
    package func once(sentWithin sendDeadline: Duration, timeout: Duration) -> ServiceClient {
        var copy = self
        copy.policy.maximumAttempts = 1
        copy.timeout = timeout
        copy.sendDeadline = sendDeadline
        return copy
    }

    /// A call, ready to be signed.
    struct Call {
        let operation: String
        var method = "POST"
        /// Percent-encoded, with the query after a `?`.
        var path = "/"
        /// In lower case; `host` is added.
        var headers: [String: String] = [:]
        var body = Data()
        var isSigned = true
    }

    func error(_ cause: AWSError.Cause, _ operation: String, attempts: Int) -> AWSError {
        AWSError(
            cause: cause, service: service, operation: operation, endpoint: endpoint, attempts: attempts,
            origin: credentials.origin)
    }
}

extension ServiceClient {
    /// The body of a response of status 200.
    struct RawResponse {
        let body: Data
        let attempts: Int
    }

    /// A failed attempt.
    struct Failure: Error {
        let cause: AWSError.Cause
        var retry: RetryPolicy.Reason?
        var retryAfter: Duration?
        var wasSent = true
        /// The credentials that the request was signed with, if the service says that they have expired.
        var expired: Credentials?
        /// Why a throttled read waits no longer.
        var throttle: AWSError.Throttle?
    }

    /// Makes one attempt.
    /// - Parameters:
    ///   - course: of the call so far.
    ///   - due: the latest uptime at which to send it: credentials can take long to get.
    func attempt(_ call: Call, after course: Course, _ due: Duration?) async throws(Failure) -> Data {
        let limiter = rateLimits.limiter(for: call.operation, of: service, at: endpoint)
        let sent = try await takeToken(from: limiter, after: course)
        let identity = try await identity(for: call, replacing: course.expired)
        if let due, time.uptime() > due {
            throw Failure(cause: .deadlineExceeded(within: sendDeadline ?? .zero), wasSent: false)
        }
        var request = unsigned(call)
        if let identity {
            request = SigV4.sign(
                request, key: identity.key, region: region.name, service: service.signingName, at: time.now())
        }
        let response: WireResponse
        do {
            response = try await transport.send(request, to: endpoint, timeout: timeout)
        } catch {
            throw failure(error)
        }
        guard response.status == 200 else {
            let failure = failure(response, identity)
            if failure.retry == .throttled {
                // A day without a call is too long for the others. Whoever waits for it keeps to it, however.
                let longest = max(policy.longestWait, course.patience(at: time.uptime()))
                let retryAfter = failure.retryAfter.map { $0 <= longest ? $0 : policy.longestWait }
                limiter.throttled(sent: sent, retryAfter: retryAfter)
            }
            throw failure
        }
        return response.body
    }

    private func takeToken(from limiter: RateLimiter, after course: Course) async throws(Failure) -> Duration {
        guard sendDeadline == nil else {
            guard let taken = limiter.takeAtOnce() else { throw Failure(cause: .rateLimited, wasSent: false) }
            return taken
        }
        let taken: Duration?
        do {
            taken = try await limiter.take(by: course.throttled?.due)
        } catch {
            throw Failure(cause: .cancelled, wasSent: false)
        }
        if let taken { return taken }
        throw Failure(
            cause: course.throttled?.cause ?? .rateLimited, wasSent: false, throttle: .outlasted(Course.longestThrottle)
        )
    }

    /// The credentials that sign the call; nil for an unsigned call.
    private func identity(
        for call: Call, replacing expired: Credentials?
    ) async throws(Failure) -> Credentials? {
        guard call.isSigned else { return nil }
        do {
            if let expired, let replacement = try await credentials.replacement(for: expired) { return replacement }
            return try await credentials.credentials()
        } catch {
            throw Failure(cause: Task.isCancelled ? .cancelled : .credentials(error), wasSent: false)
        }
    }

    private func unsigned(_ call: Call) -> WireRequest {
        let own = ["host": endpoint.hostHeader, "user-agent": "roster"]
        return WireRequest(
            method: call.method, path: call.path, headers: own.merging(call.headers) { $1 }, body: call.body)
    }

    private func failure(_ error: TransportError) -> Failure {
        let cause: AWSError.Cause =
            switch error {
            case .timedOut(let limit): .timedOut(limit)
            case .cancelled: .cancelled
            case .notConnected, .tlsFailed, .connectTimedOut, .proxyAuthentication, .interrupted, .stalled, .tooLong,
                .notEmbedded, .verifiesSignatures, .shutDown:
                .transport(error)
            }
        return Failure(cause: cause, retry: policy.reason(for: error))
    }

    private func failure(_ response: WireResponse, _ identity: Credentials?) -> Failure {
        // Some services repeat the string to sign, including the token: redact it before truncation splits it.
        let clean = { (text: String) in printable(identity?.redact(text) ?? text) }
        let error = ServiceError(response)
        let cause: AWSError.Cause =
            if let error {
                .service(error.map(clean), requestID: response.headers["x-amzn-requestid"].map(clean))
            } else {
                .unexpectedResponse(status: response.status)
            }
        return Failure(
            cause: cause, retry: policy.reason(forStatus: response.status, error),
            retryAfter: response.retryAfter(at: time.now()), expired: error?.isExpired == true ? identity : nil)
    }
}
