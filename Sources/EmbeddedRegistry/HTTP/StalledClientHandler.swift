import NIOCore

/// Closes a connection whose client does not read its responses. The idle timeout does not, as such a connection is not
/// idle.
///
/// Costs nothing on a connection that keeps up.
final class StalledClientHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let timeout: TimeAmount
    private var pendingClose: Scheduled<Void>?

    /// - Parameter timeout: how long the connection may stay unwritable.
    init(timeout: TimeAmount) { self.timeout = timeout }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pendingClose?.cancel()
        let channel = context.channel
        pendingClose =
            channel.isWritable ? nil : context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) { pendingClose?.cancel() }
}

@available(*, unavailable)
extension StalledClientHandler: Sendable {}
