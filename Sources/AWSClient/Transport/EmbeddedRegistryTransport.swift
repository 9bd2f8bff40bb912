import AWSWire
import ECSWire

/// Sends requests to an embedded registry at a URL, and rejects responses from anything else.
///
/// In an embedded registry only services, tasks and service deployments can refer to a revision. An account or an
/// emulator has more sources: mistaken for an embedded registry, it would leave them unread.
package struct EmbeddedRegistryTransport: Transport {
    private let transport: any Transport

    /// Wraps another transport.
    package init(_ transport: any Transport) { self.transport = transport }

    package func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let response = try await transport.send(request, to: endpoint, timeout: timeout)
        // An error is not taken for a result, and may come from a proxy in between.
        guard response.status == 200 else {
            if let error = ServiceError(response), Self.refusalsOfSigners.contains(error.code) {
                throw .verifiesSignatures
            }
            return response
        }
        guard response.headers[EmbeddedRegistryMark.header] != nil else { throw .notEmbedded }
        return response
    }

    /// With --registry embedded no variable or profile supplies credentials, so the usual advice would mislead.
    private static let refusalsOfSigners: Set<String> = [
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
    ]
}
