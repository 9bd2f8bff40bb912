import NIOCore
import NIOEmbedded
import Testing

@testable import EmbeddedRegistry

@Suite struct StalledClientHandlerTests {
    /// What happens on a connection, and whether it is open afterwards.
    enum Step: Sendable {
        case stalls, takes
        case seconds(Int64)
    }

    @Test(
        arguments: [
            ("nothing", [.seconds(1000)], true),
            ("a stall that is not over", [.stalls, .seconds(29)], true),
            ("a stall", [.stalls, .seconds(30)], false),
            ("a stall that ends in time", [.stalls, .seconds(29), .takes, .seconds(1000)], true),
            ("a stall after another", [.stalls, .seconds(29), .takes, .stalls, .seconds(29)], true),
            ("a stall after another, too long", [.stalls, .seconds(29), .takes, .stalls, .seconds(30)], false),
        ] as [(String, [Step], Bool)])
    func closes(name: String, steps: [Step], isOpen: Bool) throws {
        let channel = EmbeddedChannel(handler: StalledClientHandler(timeout: .seconds(30)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        for step in steps {
            switch step {
            case .stalls: channel.isWritable = false
            case .takes: channel.isWritable = true
            case .seconds(let seconds): channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
            }
            if case .seconds = step { continue }
            channel.pipeline.fireChannelWritabilityChanged()
        }
        #expect(channel.isActive == isOpen, "\(name)")
    }

    @Test func leavesNothingBehind() throws {
        let channel = EmbeddedChannel(handler: StalledClientHandler(timeout: .seconds(30)))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        let removed = channel.pipeline.syncOperations.removeHandler(
            try channel.pipeline.syncOperations.handler(type: StalledClientHandler.self))
        channel.embeddedEventLoop.run()
        try removed.wait()
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
    }
}
