import AWSWire

/// Hands the signed request to a registry in the same process.
///
/// Nothing can get lost on the way, so that neither the endpoint nor the time-out plays a part.
package struct InProcessTransport: Transport {
    private let handler: @Sendable (WireRequest) async -> WireResponse

    /// What answers; it sees the same bytes and headers as over HTTP.
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
