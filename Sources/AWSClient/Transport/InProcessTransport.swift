import AWSWire

/// Passes signed requests to a registry in the same process.
///
/// Nothing can get lost, so the endpoint and the time-out are ignored.
package struct InProcessTransport: Transport {
    private let handler: @Sendable (WireRequest) async -> WireResponse

    /// Makes a transport to a registry.
    /// - Parameter handler: the registry; it sees the same bytes and headers as over HTTP.
    package init(handler: @escaping @Sendable (WireRequest) async -> WireResponse) {
        self.handler = handler
    }

    package func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        guard !Task.isCancelled else { throw .cancelled }
        return await handler(request)
    }
}
