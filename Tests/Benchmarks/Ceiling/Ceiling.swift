import EmbeddedRegistry
import Foundation
import Hummingbird
import Logging
import NIOCore

/// The registry's HTTP server, configured as usual, with nothing behind it: every request gets an empty response.
///
/// Its throughput is the upper bound for a registry whose parsing, rules and storage cost nothing.
@main
struct Ceiling {
    /// Serves on a free loopback port, prints its URL, and ends on SIGTERM.
    static func main() async throws {
        let application = Application(
            responder: CallbackResponder { (_: Request, _: BasicRequestContext) in Response(status: .ok) },
            server: .registry(),
            configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 1024),
            onServerRunning: { channel in
                print("listening on http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                fflush(nil)
            },
            logger: Logger(label: "ceiling") { label in
                var handler = StreamLogHandler.standardError(label: label)
                handler.logLevel = .warning
                return handler
            })
        try await application.runService()
    }
}
