import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Reconciler
import Reporting
import ServiceLifecycle

/// Why the controller cannot serve HTTP, in one sentence.
package struct ControllerServerError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// The controller's HTTP endpoints, on loopback: liveness, readiness, metrics and status.
///
/// | path | response |
/// | --- | --- |
/// | `/healthz` | 200 while the process serves |
/// | `/readyz` | 200 once a cycle has made a plan, 503 before |
/// | `/metrics` | Prometheus text format, version 0.0.4 |
/// | `/api/v1/status` | ``StatusDocument`` |
package struct ControllerServer: Service {
    private let board: StatusBoard
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A server that is not listening yet.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system pick.
    ///   - onListening: called with the port once it listens.
    package init(
        _ board: StatusBoard, host: String, port: Int, logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.board = board
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    package func run() async throws {
        let application = Application(
            router: Self.router(board),
            configuration: .init(address: .hostname(host, port: port), serverName: "roster"),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ControllerServerError(
                "cannot listen on \(host):\(port): \(String(cString: strerror(error.errnoCode))); name another address in spec.controller.listen"
            )
        }
    }

    /// The four routes, without the socket.
    package static func router(_ board: StatusBoard) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { _, _ in
            await board.status.lastPlanned == nil
                ? response(.serviceUnavailable, "text/plain", "no plan yet\n")
                : response(.ok, "text/plain", "ok\n")
        }
        router.get("metrics") { _, _ in
            response(.ok, "text/plain; version=0.0.4", Metrics(await board.status).text)
        }
        router.get("api/v1/status") { _, _ in
            response(.ok, "application/json", try StatusDocument(await board.status).jsonText())
        }
        return router
    }

    private static func response(_ status: HTTPResponse.Status, _ type: String, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
