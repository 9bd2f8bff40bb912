import AWSClient
import AWSWire
import SwiftExtensions

/// A session whose calls a handler responds to, such as a registry in this process.
func inProcessSession(
    _ time: TimeSource, _ handler: @escaping @Sendable (WireRequest) async -> WireResponse
) throws -> AWSSession {
    let endpoint = try Endpoint("http://localhost")
    return AWSSession(
        region: try Region("us-east-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
        transport: InProcessTransport(handler: handler), time: time)
}
