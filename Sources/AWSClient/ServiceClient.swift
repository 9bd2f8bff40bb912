import Foundation
import Logging

/// The client of one service: it signs a call, sends it, tries again as the policy says, and gives the answer's body.
///
/// A value that may be copied: copies share the retry quota and the count of calls. Parameters and answers are never
/// logged; a retry is, at the level `debug`. An ``AWSSession`` makes one.
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
    let time: TimeSource
    let random: @Sendable () -> Double
    let logger: Logger?
    let quota = RetryQuota()
    let counter: CallCounter

    /// A client with a full retry quota; nothing is sent yet.
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
        counter = session.counter
    }

    /// The same client with one attempt a call, which may take so long: for calls that are only right now, and
    /// must be thought over before they are sent again.
    package func once(within timeout: Duration) -> ServiceClient {
        var copy = self
        copy.policy.maximumAttempts = 1
        copy.timeout = timeout
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
