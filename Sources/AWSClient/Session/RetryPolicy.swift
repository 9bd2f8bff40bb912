import ECSWire

/// When a failed attempt is made again, and how long to wait before: the AWS SDKs' standard mode.
///
/// [Retry behavior](https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html)
package struct RetryPolicy: Sendable {
    /// The first one included.
    package var maximumAttempts: Int
    /// However many attempts there were.
    package let longestWait: Duration

    /// Three attempts, at most 20 seconds apart.
    package init(maximumAttempts: Int = 3, longestWait: Duration = .seconds(20)) {
        self.maximumAttempts = maximumAttempts
        self.longestWait = longestWait
    }

    /// Why another attempt may succeed.
    package enum Reason: Equatable, Sendable {
        /// Too many calls, or two changes at one time.
        case throttled
        /// The service or the connection failed.
        case transient
        /// There was no answer in time.
        case timedOut
    }

    /// Nil when another attempt would end like this one.
    package func reason(for error: TransportError) -> Reason? {
        switch error {
        case .notConnected, .tlsFailed, .interrupted: .transient
        case .connectTimedOut, .stalled, .timedOut: .timedOut
        case .proxyAuthentication, .tooLong, .notEmbedded, .verifiesSignatures, .shutDown, .cancelled: nil
        }
    }

    /// Nil when another attempt would end like this one.
    /// - Parameter error: nil when the answer names none, as that of a load balancer.
    package func reason(forStatus status: Int, _ error: ServiceError?) -> Reason? {
        if let error {
            if Self.throttleCodes.contains(error.code) { return .throttled }
            if Self.transientCodes.contains(error.code) { return .transient }
            // A ClientException by name, and the only one that passes by itself.
            if error.message.contains(Self.concurrentRegistration) { return .throttled }
        }
        return switch status {
        case 429: .throttled
        case 500, 502, 503, 504: .transient
        default: nil
        }
    }

    /// The wait before the next attempt: a random part of a limit that doubles from one second on. Nil when the
    /// service wants a longer one than ``longestWait``: an attempt before that would only be one more.
    /// - Parameters:
    ///   - attempts: made so far, at least 1.
    ///   - random: from 0 to 1.
    ///   - retryAfter: what the service asked for; taken when it is longer.
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
