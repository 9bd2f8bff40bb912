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
    let credentials: any CredentialsProvider
    let transport: any Transport
    private(set) var policy: RetryPolicy
    private(set) var timeout: Duration
    /// How long a call may wait for its turn and its credentials; nil when they may take as long as they do.
    private(set) var patience: Duration?
    let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    let pacing: Pacing
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
        pacing = session.pacing
        quota = session.pacing.quota(of: service)
        counter = session.counter
    }

    /// The same client with one attempt a call: for calls that are only right now, and must be thought over before they
    /// are sent again.
    ///
    /// - Parameters:
    ///   - patience: a call that is not on its way by then, for want of its turn or of credentials, is not sent.
    ///   - timeout: for the answer to one that is.
    package func once(sentWithin patience: Duration, answeredWithin timeout: Duration) -> ServiceClient {
        var copy = self
        copy.policy.maximumAttempts = 1
        copy.timeout = timeout
        copy.patience = patience
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
