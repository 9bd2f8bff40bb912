import AWSWire
import ECSWire
import Hummingbird
import NIOCore

/// Passes HTTP requests to a registry, handles admin requests and injects faults.
struct AdminResponder: HTTPResponder {
    typealias Context = ConnectionContext

    let adminAPI: AdminAPI
    let registry: Registry
    let limits: BodyLimits
    /// Waits for a number of seconds.
    let sleep: @Sendable (Double) async throws -> Void

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let body: ByteBuffer
        do {
            body = try await request.readBody(limits, on: context.channel)
        } catch {
            return Response(error, limits, on: context.channel)
        }
        let message = WireRequest(request, body: body)
        if let response = await adminAPI.respond(to: message) { return Response(response) }
        let effect = adminAPI.fault(for: message) ?? Fault.Effect()
        if effect.delay > 0 { try await sleep(effect.delay) }
        if effect.drop == .before { try await drop(context) }
        if let response = effect.response { return Response(.failure(response.error, status: response.status)) }
        let response = Response(await registry.respond(to: message))
        if effect.drop == .after { try await drop(context) }
        return response
    }

    /// Closes the connection, so that no byte of a response can be sent.
    private func drop(_ context: ConnectionContext) async throws -> Never {
        try await context.channel.close()
        throw CancellationError()
    }
}
