import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SwiftExtensions

/// A registry over HTTP: on any address where it verifies signatures, on this machine alone where it does not.
///
/// Runs until graceful shutdown: then it takes no more connections, answers what it has begun to read, and returns.
/// Clients that say nothing, do not come to an end, or take no answer are disconnected after a while.
package struct RegistryServer: Service {
    private let registry: Registry
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    /// What is read of a request's body.
    var limits = BodyLimits()

    /// Prepares a server; nothing listens yet.
    ///
    /// - Parameters:
    ///   - host: an address or a name; an IPv6 address with or without brackets.
    ///   - port: 0 takes a free one.
    ///   - onRunning: called with the port once connections are taken.
    /// - Throws: ``RegistryError/notLoopback(host:)`` when others could reach what is not verified, or what is for
    ///   tests alone.
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
        let adminAPI = AdminAPI(registry)
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
            throw cannotListen("the host's address is not to be found: \(error.errorDescription)")
        } catch let error as SocketAddressError {
            throw cannotListen("\(error)")
        }
    }

    private func cannotListen(_ reason: String) -> RegistryError {
        .cannotListen(host: host, port: port, reason: reason)
    }
}
