import AWSWire
import ECSWire
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Why a request's body was not read, or not to its end.
enum BodyError: Error {
    /// Larger than the limit. `isPending`: what comes next on the connection may be more of it.
    case tooLarge(isPending: Bool)
    /// It ended too early, or came too slowly.
    case incomplete
}

/// How much of a body is read, and for how long.
struct BodyLimits: Sendable {
    /// The most that a body may have, in bytes; ECS's own limit for a definition is a sixteenth of it.
    var maximumSize = 1 << 20
    /// So much of a body that is too large is read nevertheless: most clients read no answer before all is sent.
    var drainLimit = 64 << 20
    /// From the first part of the body to its end. Before it, the connection is idle, which has its own limit.
    var timeout = TimeAmount.seconds(30)
}

extension Request {
    /// The body, as large as it was announced.
    ///
    /// Costs nothing more when it comes in one part, as nearly all do.
    func readBody(_ limits: BodyLimits, on channel: any Channel) async throws(BodyError) -> ByteBuffer {
        let announced = headers[.contentLength].flatMap { Int($0) }
        if headers[.expect] != nil {
            if let announced, announced > limits.maximumSize { throw .tooLarge(isPending: true) }
            await Self.sendContinue(channel)
        }
        var whole = ByteBuffer()
        var length = 0
        var deadline: Scheduled<Void>?
        defer { deadline?.cancel() }
        do {
            for try await part in body {
                length += part.readableBytes
                if length > limits.drainLimit { throw BodyError.tooLarge(isPending: true) }
                if length > limits.maximumSize {
                    whole = ByteBuffer()
                } else if whole.readableBytes == 0 {
                    whole = part
                } else {
                    whole.writeImmutableBuffer(part)
                }
                if deadline == nil, length != announced {
                    deadline = Self.scheduleTimeout(on: channel, in: limits.timeout)
                }
            }
        } catch let refusal as BodyError {
            throw refusal
        } catch {
            throw .incomplete
        }
        if length > limits.maximumSize { throw .tooLarge(isPending: false) }
        // The end of the connection can look like the end of the body.
        if let announced, length != announced { throw .incomplete }
        return whole
    }

    /// The body of the request in hand ends with an error, as do those that would come after it.
    private static func scheduleTimeout(on channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { channel.pipeline.fireErrorCaught(BodyError.incomplete) }
    }

    /// Tells a client that waits for it to send the body. All earlier answers of the connection are written by now.
    private static func sendContinue(_ channel: any Channel) async {
        // The writer of answers takes whole ones alone, so that this goes past it.
        try? await channel.eventLoop.submit {
            let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }.get()
    }
}

extension Response {
    /// For so long a client may go on sending what nobody takes, and still read the answer.
    private static let linger = TimeAmount.seconds(5)

    /// The answer to a request that was not read.
    init(_ refusal: BodyError, _ limits: BodyLimits, on channel: any Channel) {
        switch refusal {
        case .incomplete:
            let error = ECSError(.requestTimeout, "The request's body did not come to its end.")
            self.init(.failure(error, status: HTTPResponse.Status.requestTimeout.code))
            headers[.connection] = "close"
        case .tooLarge(let isPending):
            let error = ECSError(
                .requestTooLarge, "The request's body must not be larger than \(limits.maximumSize) bytes.")
            let response = WireResponse.failure(error, status: HTTPResponse.Status.contentTooLarge.code)
            self.init(response)
            guard isPending else { return }
            headers[.connection] = "close"
            body = ResponseBody(contentLength: response.body.count) { writer in
                try await writer.write(ByteBuffer(bytes: response.body))
                try await writer.finish(nil)
                try await channel.close(mode: .output)
                channel.eventLoop.scheduleTask(in: Self.linger) { channel.close(promise: nil) }
            }
        }
    }
}
