import ECSWire

/// When to retry a failed attempt, and after how long: the AWS SDKs' standard mode, whichever mode is set.
///
/// What retries cost and how calls are held back is decided by token buckets of our own in every mode: ``RetryQuota``
/// and ``RateLimiter``.
///
/// [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
package struct RetryPolicy: Sendable {
    /// Including the first one.
    package var maximumAttempts: Int
    /// The longest wait before any attempt.
    package let longestWait: Duration

    /// Three attempts, at most 20 seconds apart.
    package init(maximumAttempts: Int = 3, longestWait: Duration = .seconds(20)) {
        self.maximumAttempts = maximumAttempts
        self.longestWait = longestWait
    }

    /// Why a retry may succeed.
    package enum Reason: Equatable, Sendable {
        /// Too many calls, or concurrent changes.
        case throttled
        /// The service or the connection failed.
        case transient
        /// There was no response in time.
        case timedOut
    }

    /// Nil if a retry would fail in the same way.
    package func reason(for error: TransportError) -> Reason? {
        switch error {
        case .notConnected, .tlsFailed, .interrupted: .transient
        case .connectTimedOut, .stalled, .timedOut: .timedOut
        case .proxyAuthentication, .tooLong, .notEmbedded, .verifiesSignatures, .shutDown, .cancelled: nil
        }
    }

    /// Nil if a retry would fail in the same way.
    /// - Parameter error: nil if the response names none, such as that of a load balancer.
    package func reason(forStatus status: Int, _ error: ServiceError?) -> Reason? {
        if let error {
            if Self.throttleCodes.contains(error.code) { return .throttled }
            if Self.transientCodes.contains(error.code) { return .transient }
            // Its code is ClientException; it is the only transient one.
            if error.message.contains(Self.concurrentRegistration) { return .throttled }
        }
        return switch status {
        case 429: .throttled
        case 500, 502, 503, 504: .transient
        default: nil
        }
    }

    /// The wait before the next attempt: a random part of a limit that starts at one second and doubles. Nil if the
    /// service wants more than ``longestWait``: an earlier attempt would be futile.
    /// - Parameters:
    ///   - attempts: the number made so far, at least 1.
    ///   - random: from 0 to 1.
    ///   - retryAfter: the wait that the service asked for; used if it is longer.
    package func wait(after attempts: Int, random: Double, retryAfter: Duration?) -> Duration? {
        guard retryAfter ?? .zero <= longestWait else { return nil }
        let limit = min(.seconds(1 << min(attempts - 1, 30)), longestWait)
        return max(limit * random, retryAfter ?? .zero)
    }

    private static let throttleCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "EC2ThrottledException",
        "KmsThrottlingException", "SlowDown", "PriorRequestNotComplete",
    ]
    private static let transientCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError", ECSErrorCode.server.rawValue,
    ]
    private static let concurrentRegistration =
        "Too many concurrent attempts to create a new revision of the specified family."
}
