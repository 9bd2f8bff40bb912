import ECSWire
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Does what an administration says to requests, on their way to another responder.
struct AdminResponder<Inner: HTTPResponder>: HTTPResponder
where Inner.Context: InitializableFromSource<ApplicationRequestContextSource> {
    /// Has the connection at hand, to drop it.
    struct Context: InitializableFromSource {
        let channel: any Channel
        let logger: Logger

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
            logger = source.logger
        }
    }

    /// What is to be done.
    let administration: Administration
    /// Answers all that is not for the administration.
    let inner: Inner
    /// Waits so many seconds.
    let sleep: @Sendable (Double) async throws -> Void

    func respond(to request: Request, context: Context) async throws -> Response {
        var request = request
        let body: ByteBuffer
        do {
            body = try await request.wholeBody()
        } catch {
            return Response(error)
        }
        request.body = RequestBody(buffer: body)
        let message = WireRequest(request, body: body)
        if let answer = await administration.respond(to: message) { return Response(answer) }
        guard let effect = administration.strike(message) else { return try await pass(request, context) }
        if effect.delay > 0 { try await sleep(effect.delay) }
        if let answer = effect.answer { return Response(.failure(answer.error, status: answer.status)) }
        guard let drop = effect.drop else { return try await pass(request, context) }
        if drop == .after { _ = try await pass(request, context) }
        // Once the connection is closed, no byte of what is returned here can get out.
        try await context.channel.close()
        throw CancellationError()
    }

    private func pass(_ request: Request, _ context: Context) async throws -> Response {
        let source = ApplicationRequestContextSource(channel: context.channel, logger: context.logger)
        return try await inner.respond(to: request, context: Inner.Context(source: source))
    }
}
