import Foundation
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import EmbeddedRegistry

/// A registry server on its own port, tested with raw bytes.
struct TestServer {
    let port: Int

    /// Serves an empty registry while the body runs.
    static func run<Value>(
        _ limits: BodyLimits, _ body: (TestServer) async throws -> Value
    ) async throws -> Value {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        var server = try RegistryServer(
            registry: Registry(database: .memory), port: 0, logger: logger, onRunning: { continuation.yield($0) })
        server.limits = limits
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        return try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            var port = ports.makeAsyncIterator()
            let value = try await body(TestServer(port: #require(await port.next())))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }

    /// Sends pieces one after the other, and returns everything received until the server closes the connection.
    func exchange(_ pieces: [String]) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            for piece in pieces { try await outbound.write(ByteBuffer(string: piece)) }
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return String(buffer: answer)
        }
    }
}
