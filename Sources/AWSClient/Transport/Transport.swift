import AWSWire

/// The way of a signed request to a service and of the answer back.
package protocol Transport: Sendable {
    /// One attempt: the whole answer, or an error. It never repeats a request and never follows a redirect.
    /// - Parameter timeout: from the first byte of the connection to the last byte of the answer. A wait for a free
    ///   connection does not count.
    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse
}

/// Why there is no answer.
package enum TransportError: Error, Equatable, Sendable {
    /// There was no connection: refused, no such host. What the system says about it.
    case notConnected(String)
    /// There was a connection, and no TLS on it; why.
    case tlsFailed(String)
    /// There was no connection, or no TLS, within this time.
    case connectTimedOut(Duration)
    /// The proxy wants a user and a password, or others than these.
    case proxyAuthentication
    /// The connection broke before the answer was whole.
    case interrupted(String)
    /// No byte of the answer came for this time.
    case stalled(Duration)
    /// The answer was not whole within this time.
    case timedOut(Duration)
    /// The answer is longer than this many bytes.
    case tooLong(limit: Int)
    /// What answered is no embedded registry, where one was meant.
    case notEmbedded
    /// What answers verifies signatures, where an embedded registry was meant that does not.
    case verifiesSignatures
    /// The transport was shut down.
    case shutDown
    /// The task was cancelled.
    case cancelled
}

extension TransportError {
    /// Whether the request may have reached the one it was for: then nobody can say what became of it.
    package var mayHaveArrived: Bool {
        switch self {
        case .tlsFailed, .connectTimedOut, .proxyAuthentication, .verifiesSignatures, .shutDown: false
        // What is not told apart otherwise counts as no connection.
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
