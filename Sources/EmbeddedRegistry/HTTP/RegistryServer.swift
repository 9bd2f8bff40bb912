import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SwiftExtensions

/// Serves a registry over HTTP: on any address if it verifies signatures, otherwise on the loopback interface only.
///
/// Runs until graceful shutdown, then stops accepting connections, responds to the requests it has begun to read, and
/// returns. Clients that are idle, never complete a request or do not read responses are disconnected after a while.
package struct RegistryServer: Service {
    private let registry: Registry
    /// Where it listens: an address or a name, without the brackets of IPv6.
    let host: String
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    var limits = BodyLimits()

    /// Creates a server, without listening yet.
    ///
    /// - Parameters:
    ///   - host: an address or a name; an IPv6 address with or without brackets.
    ///   - port: 0 picks a free port.
    ///   - onRunning: called with the port once the server accepts connections.
    /// - Throws: ``RegistryError/notLoopback(host:)`` if the host is not a loopback address, and signatures are not
    ///   verified or the admin API is enabled.
    package init(
        registry: Registry, host: String = "127.0.0.1", port: Int, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws(RegistryError) {
        guard registry.allowsRemoteClients || isLoopback(host) else { throw .notLoopback(host: host) }
        self.registry = registry
        self.host = host.withoutBrackets
        self.port = port
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until graceful shutdown.
    /// - Throws: ``RegistryError/cannotListen(host:port:reason:)``.
    package func run() async throws {
        guard registry.isAdminEnabled else {
            return try await serve(RegistryResponder(registry: registry, limits: limits))
        }
        let adminAPI = AdminAPI(registry, hosts: ExpectedHosts([host]))
        try await serve(
            AdminResponder(adminAPI: adminAPI, registry: registry, limits: limits) { seconds in
                try await Task.sleep(for: .seconds(seconds))
            })
    }

    private func serve(_ responder: some HTTPResponder<ConnectionContext>) async throws {
        let application = Application(
            responder: responder,
            server: .registry(),
            configuration: .init(address: .hostname(host, port: port), backlog: 1024),
            onServerRunning: { [port, onRunning] channel in await onRunning(channel.localAddress?.port ?? port) },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw cannotListen(String(cString: strerror(error.errnoCode)))
        } catch let error as SocketAddressError.UnknownHost {
            throw cannotListen("the host cannot be resolved: \(error.errorDescription)")
        } catch let error as SocketAddressError {
            throw cannotListen("\(error)")
        }
    }

    private func cannotListen(_ reason: String) -> RegistryError {
        .cannotListen(host: host, port: port, reason: reason)
    }
}
