import AWSWire

/// Sends signed requests to a service.
package protocol Transport: Sendable {
    /// Makes one attempt, and returns the complete response. It never repeats a request and never follows a redirect.
    /// - Parameter timeout: from the first byte of the connection to the last byte of the response. Waiting for a free
    ///   connection does not count.
    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse
}

/// Why there is no response.
package enum TransportError: Error, Equatable, Sendable {
    /// There was no connection, such as refused or no such host; the system's reason.
    case notConnected(String)
    /// There was a connection, but the TLS handshake failed; why.
    case tlsFailed(String)
    /// There was no connection or no TLS session within this time.
    case connectTimedOut(Duration)
    /// The proxy requires a user and a password, or rejected these.
    case proxyAuthentication
    /// The connection closed before the response was complete.
    case interrupted(String)
    /// No data was received for this time.
    case stalled(Duration)
    /// The response was not complete within this time.
    case timedOut(Duration)
    /// The response is longer than this many bytes.
    case tooLong(limit: Int)
    /// The endpoint is not an embedded registry, although it should be.
    case notEmbedded
    /// The endpoint verifies signatures, which an embedded registry without access keys does not.
    case verifiesSignatures
    /// The transport was shut down.
    case shutDown
    /// The task was cancelled.
    case cancelled
}

extension TransportError {
    /// Whether the request may have reached the service, so that its outcome is unknown.
    package var mayHaveArrived: Bool {
        switch self {
        case .tlsFailed, .connectTimedOut, .proxyAuthentication, .verifiesSignatures, .shutDown: false
        // Every unrecognized error is reported as `notConnected`.
        case .notConnected, .interrupted, .stalled, .timedOut, .tooLong, .notEmbedded, .cancelled: true
        }
    }
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notConnected(let reason): "no connection: \(reason)"
        case .tlsFailed(let reason): "TLS handshake failed: \(reason)"
        case .connectTimedOut(let limit): "no connection within \(limit.inSeconds)"
        case .proxyAuthentication: "the proxy requires a user and a password, or rejected those given"
        case .interrupted(let reason): "the connection closed before the response was complete: \(reason)"
        case .stalled(let limit): "no data received for \(limit.inSeconds)"
        case .timedOut(let limit): "no complete response within \(limit.inSeconds)"
        case .tooLong(let limit): "the response is longer than \(limit) bytes"
        case .notEmbedded:
            """
            the endpoint is not a Roster embedded registry, so rules, schedules and state machines would go unread; \
            use --registry aws
            """
        case .verifiesSignatures:
            """
            the endpoint verifies signatures, and --registry embedded signs with a key that it does not know; use \
            --registry aws with credentials of that registry
            """
        case .shutDown: "the transport was shut down"
        case .cancelled: "cancelled"
        }
    }
}
