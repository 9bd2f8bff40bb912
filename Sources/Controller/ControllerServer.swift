import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SwiftExtensions

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
/// | `/api/v1/status` | the status as JSON |
///
/// ``ControllerResponder`` has the rules for all of them.
package struct ControllerServer: Service {
    private let board: StatusBoard
    private let host: String
    private let port: Int
    private let names: [String]
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// A server that is not listening yet.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system pick.
    ///   - names: further host names by which it is reached.
    ///   - onListening: called with the port once it listens.
    package init(
        _ board: StatusBoard, host: String, port: Int, names: [String] = [], logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.board = board
        self.host = host
        self.port = port
        self.names = names
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown.
    package func run() async throws {
        let application = Application(
            responder: ControllerResponder(board, hosts: ExpectedHosts([host] + names)),
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
}
