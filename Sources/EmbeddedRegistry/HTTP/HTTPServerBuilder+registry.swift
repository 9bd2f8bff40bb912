import HummingbirdCore
import Logging
import NIOCore

extension HTTPServerBuilder {
    /// The HTTP server of the registry: HTTP/1.1; a client that says nothing for a minute, or takes none of its answers
    /// for half a one, is disconnected.
    ///
    /// A connection's requests are answered on its event loop. Handing each of them to the cooperative pool, which has
    /// no more threads than there are event loops, and the answer back would take longer than most answers do.
    package static func registry() -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            EventLoopChannel(
                http: HTTP1Channel(
                    responder: responder,
                    configuration: .init(
                        additionalChannelHandlers: [StalledClientHandler(timeout: .seconds(30))],
                        idleTimeout: .seconds(60))))
        }
    }
}

/// Handles a connection in a task that runs on the connection's event loop.
private struct EventLoopChannel: ServerChildChannel {
    let http: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        http.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(eventLoop: value.channel.eventLoop)) {
            await http.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on an event loop, between its other work.
private final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
