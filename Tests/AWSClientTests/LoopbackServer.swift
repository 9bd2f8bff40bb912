import NIOCore
import NIOPosix
import Synchronization

/// A server on a free port of the loopback that does one thing with every connection, for as long as the body runs.
enum LoopbackServer {
    enum Behaviour: Sendable {
        /// Reads and never answers.
        case silent
        /// Never answers, and says when it has the request.
        case tells(AsyncStream<Void>.Continuation)
        /// Answers these bytes as they stand and keeps the connection.
        case says(String)
        /// Answers every request that ends in a brace with these bytes, so much later, and keeps the connection.
        case saysLater(String, Duration, Waiting)
        /// Answers these bytes and closes.
        case saysAndCloses(String)
        /// Closes as soon as there is a request.
        case closes
    }

    /// How many wait for their answers, now and at most.
    final class Waiting: Sendable {
        private let state = Mutex((now: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { state.withLock { $0.now -= 1 } }
    }

    static func with<Value>(
        _ behaviour: Behaviour, _ body: (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(behaviour))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(server.localAddress?.port ?? 0)
            try await server.close()
            return value
        } catch {
            try await server.close()
            throw error
        }
    }

    /// A port on which nothing listens and that nobody else is given meanwhile: a client's end of a connection.
    static func withDeafPort<Value>(_ body: (_ port: Int) async throws -> Value) async throws -> Value {
        try await with(.silent) { port in
            let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            let value = try await body(client.localAddress?.port ?? 0)
            try await client.close()
            return value
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let behaviour: Behaviour
        private var answered = false

        init(_ behaviour: Behaviour) { self.behaviour = behaviour }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .saysLater(let text, let wait, let waiting) = behaviour {
                // A request may come in pieces.
                guard unwrapInboundIn(data).readableBytesView.last == UInt8(ascii: "}") else { return }
                waiting.enter()
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(wait)) {
                    waiting.leave()
                    self.write(text, bound.value)
                }
                return
            }
            guard !answered else { return }
            answered = true
            switch behaviour {
            case .silent, .saysLater: break
            case .tells(let listener): listener.yield()
            case .says(let text): write(text, context)
            case .saysAndCloses(let text):
                write(text, context)
                context.close(promise: nil)
            case .closes: context.close(promise: nil)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
