import HummingbirdCore
import Logging
import NIOCore

extension HTTPServerBuilder {
    /// The registry's HTTP/1.1 server. Disconnects clients that are idle for a minute, or read nothing for 30 seconds.
    ///
    /// Requests run on their connection's event loop. Passing each request to the cooperative pool, which has no more
    /// threads than there are event loops, and its response back would take longer than most requests do.
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

/// Handles a connection in a task on the connection's event loop.
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
