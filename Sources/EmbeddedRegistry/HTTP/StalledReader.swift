import NIOCore

/// Closes a connection whose client takes none of what waits for it: nothing else would, as it is not idle.
///
/// Costs nothing on a connection that keeps up.
final class StalledReader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let patience: TimeAmount
    private var end: Scheduled<Void>?

    /// - Parameter patience: for so long so much may wait that nothing more can be written.
    init(patience: TimeAmount) { self.patience = patience }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        end?.cancel()
        let channel = context.channel
        end = channel.isWritable ? nil : context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end?.cancel() }
}

@available(*, unavailable)
extension StalledReader: Sendable {}
