import EmbeddedRegistry
import Foundation
import Hummingbird
import Logging
import NIOCore

/// The HTTP server of the registry, configured as it is, with nothing behind it: each request gets an empty answer.
///
/// What a registry on this server could reach if reading, deciding and keeping cost nothing.
@main
struct Ceiling {
    /// Serves on a free port of this machine, says which one on standard output, and ends on SIGTERM.
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
