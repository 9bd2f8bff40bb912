import AWSWire
import ECSWire
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

/// Why the body of a request could not be read.
enum BodyError: Error {
    /// It exceeds the limit. `isPending`: the rest of it may still be on the connection.
    case tooLarge(isPending: Bool)
    /// It ended early, or arrived too slowly.
    case incomplete
}

/// Limits for request bodies.
struct BodyLimits: Sendable {
    /// The maximum size of a body, in bytes: sixteen times ECS's own limit for a definition.
    var maximumSize = 1 << 20
    /// How much of an oversized body is read and discarded, in bytes: most clients read no response before they have
    /// sent everything.
    var drainLimit = 64 << 20
    /// The time limit from the first part of a body to its end. Before the first part, the idle timeout applies.
    var timeout = TimeAmount.seconds(30)
}

extension Request {
    /// Reads the body and checks its length against `Content-Length`.
    ///
    /// Costs nothing extra if the body arrives in one part, as nearly all do.
    func readBody(_ limits: BodyLimits, on channel: any Channel) async throws(BodyError) -> ByteBuffer {
        let announced = headers[.contentLength].flatMap { Int($0) }
        if headers[.expect] != nil {
            if let announced, announced > limits.maximumSize { throw .tooLarge(isPending: true) }
            await Self.sendContinue(channel)
        }
        var collected = ByteBuffer()
        var length = 0
        var deadline: Scheduled<Void>?
        defer { deadline?.cancel() }
        do {
            for try await part in body {
                length += part.readableBytes
                if length > limits.drainLimit { throw BodyError.tooLarge(isPending: true) }
                if length > limits.maximumSize {
                    collected = ByteBuffer()
                } else if collected.readableBytes == 0 {
                    collected = part
                } else {
                    collected.writeImmutableBuffer(part)
                }
                if deadline == nil, length != announced {
                    deadline = Self.scheduleTimeout(on: channel, in: limits.timeout)
                }
            }
        } catch let error as BodyError {
            throw error
        } catch {
            throw .incomplete
        }
        if length > limits.maximumSize { throw .tooLarge(isPending: false) }
        // A closed connection can look like the end of the body.
        if let announced, length != announced { throw .incomplete }
        return collected
    }

    /// Makes the body of the current request, and of any that follow, end with an error.
    private static func scheduleTimeout(on channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { channel.pipeline.fireErrorCaught(BodyError.incomplete) }
    }

    /// Tells a client that expects it to send the body. All earlier responses on the connection have been written by
    /// now.
    private static func sendContinue(_ channel: any Channel) async {
        // Hummingbird's response writer accepts only complete responses, so this bypasses it.
        try? await channel.eventLoop.submit {
            let encoder = try channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
        }.get()
    }
}

extension Response {
    /// How long a client may keep sending a refused body and still read the response.
    private static let linger = TimeAmount.seconds(5)

    /// The response to a request whose body could not be read.
    init(_ error: BodyError, _ limits: BodyLimits, on channel: any Channel) {
        switch error {
        case .incomplete:
            let error = ECSError(.requestTimeout, "The request body is incomplete.")
            self.init(.failure(error, status: HTTPResponse.Status.requestTimeout.code))
            headers[.connection] = "close"
        case .tooLarge(let isPending):
            let error = ECSError(
                .requestTooLarge, "The request body must not exceed \(limits.maximumSize) bytes.")
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
