import AWSWire
import Foundation
import Logging
import SwiftExtensions

/// The client of one service: it signs a call, sends it, tries again as the policy says, and gives the answer's body.
///
/// A value that may be copied: copies, and the other clients of its session, share the pace, the retry quota of the
/// service and the count of calls. Parameters and answers are never logged; a retry is, at the level `debug`. An
/// ``AWSSession`` makes one.
package struct ServiceClient: Sendable {
    /// Which service.
    package let service: AWSService
    /// Where the calls go.
    package let endpoint: Endpoint
    /// The Region that the signatures are for.
    package let region: Region
    private let credentials: any CredentialsProvider
    private let transport: any Transport
    private var policy: RetryPolicy
    private var timeout: Duration
    /// How long a call may wait for its turn and its credentials; nil when they may take as long as they do.
    private var sendDeadline: Duration?
    private let time: TimeSource
    private let random: @Sendable () -> Double
    private let logger: Logger?
    private let rateLimits: SessionRateLimits
    let quota: RetryQuota
    let counter: CallCounter

    /// Over what the session has; nothing is sent yet.
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

    /// The same client with one attempt a call: for calls that are only right now, and must be thought over before they
    /// are sent again.
    ///
    /// - Parameters:
    ///   - sendDeadline: a call that is not on its way by then, for want of its turn or of credentials, is not sent.
    ///   - timeout: for the answer to one that is.
    package func once(sentWithin sendDeadline: Duration, answeredWithin timeout: Duration) -> ServiceClient {
        var copy = self
        copy.policy.maximumAttempts = 1
        copy.timeout = timeout
        copy.sendDeadline = sendDeadline
        return copy
    }

    /// One call, ready to be signed.
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
        AWSError(cause: cause, service: service, operation: operation, endpoint: endpoint, attempts: attempts)
    }
}

extension ServiceClient {
    /// The body of an answer of status 200.
    struct RawResponse {
        let body: Data
        let attempts: Int
    }

    /// An attempt without such an answer.
    private struct Failure: Error {
        let cause: AWSError.Cause
        var retry: RetryPolicy.Reason?
        var retryAfter: Duration?
        var wasSent = true
        /// What the request was signed with, when the service says that it has ended.
        var expired: Credentials?
    }

    /// Attempts, until one succeeds, another would be of no use, or the quota is used up.
    ///
    /// Credentials that the service calls expired are replaced once, at no cost of an attempt.
    func exchange(_ call: Call) async throws(AWSError) -> RawResponse {
        let operation = call.operation
        var attempts = 0
        var cost: Int?
        var expired: Credentials?
        let due = sendDeadline.map { time.uptime() + $0 }
        while true {
            do throws(Failure) {
                attempts += 1
                let body = try await attempt(call, replacing: expired, due)
                await quota.refund(cost)
                return RawResponse(body: body, attempts: attempts)
            } catch {
                if expired == nil, let ended = error.expired {
                    expired = ended
                    attempts -= 1
                    continue
                }
                guard let reason = error.retry, attempts < policy.maximumAttempts,
                    let wait = policy.wait(after: attempts, random: random(), retryAfter: error.retryAfter),
                    let price = await quota.withdraw(for: reason)
                else { throw self.error(error.cause, operation, attempts: error.wasSent ? attempts : attempts - 1) }
                cost = price
                log(error, operation, attempts, wait)
                try await pause(wait, operation, attempts)
            }
        }
    }

    /// - Parameter due: when it is too late to send it, by the time source's uptime: credentials can take long to get.
    private func attempt(
        _ call: Call, replacing expired: Credentials?, _ due: Duration?
    ) async throws(Failure) -> Data {
        let limiter = rateLimits.limiter(for: call.operation, of: service, at: endpoint)
        let sent = try await takeToken(from: limiter)
        let identity = try await identity(for: call, replacing: expired)
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
                limiter.throttled(sent: sent, retryAfter: failure.retryAfter.map { min($0, policy.longestWait) })
            }
            throw failure
        }
        return response.body
    }

    private func takeToken(from limiter: RateLimiter) async throws(Failure) -> Duration {
        let taken: Duration?
        do {
            taken = try await limiter.take(within: sendDeadline)
        } catch {
            throw Failure(cause: .cancelled, wasSent: false)
        }
        guard let taken else { throw Failure(cause: .deadlineExceeded(within: sendDeadline ?? .zero), wasSent: false) }
        return taken
    }

    /// Who signs the call; nil when nobody has to.
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
        // Some services repeat what they would have signed, the token included: hide it before a cut halves it.
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

    private func pause(_ wait: Duration, _ operation: String, _ attempts: Int) async throws(AWSError) {
        do {
            try await time.sleep(wait)
        } catch {
            throw self.error(.cancelled, operation, attempts: attempts)
        }
    }

    private func log(_ failure: Failure, _ operation: String, _ attempts: Int, _ wait: Duration) {
        logger?.debug(
            "\(error(failure.cause, operation, attempts: attempts)); trying again",
            metadata: ["attempt": "\(attempts + 1)", "after": "\(wait)"])
    }
}
