import AWSWire
import ECSWire

/// The way to an embedded registry that listens elsewhere.
///
/// An embedded registry has services, tasks and service deployments, and nothing else that could refer to a revision. An
/// account or a stand-in for one has more, and must not be taken for it: what it says would be read whole, and the rest
/// would never be asked for.
package struct EmbeddedRegistryTransport: Transport {
    private let transport: any Transport

    /// Over the connections of another.
    package init(_ transport: any Transport) { self.transport = transport }

    package func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let response = try await transport.send(request, to: endpoint, timeout: timeout)
        // What is no success is no answer in any case, and may come from a proxy in between.
        guard response.status == 200 else {
            if let error = ServiceError(response), Self.refusalsOfSigners.contains(error.code) {
                throw .verifiesSignatures
            }
            return response
        }
        guard response.headers[EmbeddedRegistryMark.header] != nil else { throw .notEmbedded }
        return response
    }

    /// No variable or profile has any part in these: the advice that goes with them elsewhere would mislead.
    private static let refusalsOfSigners: Set<String> = [
        "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch",
    ]
}
