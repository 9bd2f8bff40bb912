import AsyncHTTPClient
import NIOPosix
import SwiftExtensions
import Synchronization

/// The HTTP clients of a transport, each made on first use.
///
/// There is one for direct connections, one for each proxy and all endpoints of `https`, which are reached by CONNECT,
/// and one for each proxy and endpoint of `http`, to which the proxy forwards requests.
final class HTTPClientPool: Sendable {
    /// The route to one endpoint.
    struct HTTPRoute: Sendable {
        let client: HTTPClient
        /// Nil for a direct route.
        let proxy: Proxy?
        /// Whether the proxy forwards requests, so that it may be the one that answers.
        let isForwarded: Bool
        /// What the URLs of requests begin with.
        let base: String
        /// Admits as many callers as there may be connections, so that each gets or makes one at once.
        let semaphore: AsyncSemaphore
    }

    /// What the requests of a client have in common.
    private struct Key: Hashable {
        let proxy: Proxy?
        /// The one endpoint of the client, if the proxy forwards its requests.
        let forwarded: Endpoint?
    }

    private struct State {
        var clients: [Key: HTTPClient] = [:]
        var semaphores: [Endpoint: AsyncSemaphore] = [:]
        var isShutDown = false
    }

    /// One thread for all connections of the process: there is little to do, and two threads that first use a generic
    /// type at the same moment have been seen to crash in Swift 6.3's runtime.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let state = Mutex(State())
    private let configuration: HTTPClient.Configuration
    private let proxies: Proxies
    private let width: Int

    init(_ configuration: HTTPClient.Configuration, _ proxies: Proxies, width: Int) {
        self.configuration = configuration
        self.proxies = proxies
        self.width = width
    }

    /// Nil after ``shutdown()``.
    func route(to endpoint: Endpoint) -> HTTPRoute? {
        let proxy = proxies.proxy(for: endpoint)
        let isForwarded = proxy != nil && endpoint.scheme == "http"
        let key = Key(proxy: proxy, forwarded: isForwarded ? endpoint : nil)
        return state.withLock { state in
            guard !state.isShutDown else { return nil }
            let client = state.clients[key] ?? client(for: key)
            state.clients[key] = client
            let semaphore = state.semaphores[endpoint] ?? AsyncSemaphore(width)
            state.semaphores[endpoint] = semaphore
            let base = isForwarded ? proxy.map { "\($0)" } : nil
            return HTTPRoute(
                client: client, proxy: proxy, isForwarded: isForwarded, base: base ?? "\(endpoint)",
                semaphore: semaphore)
        }
    }

    /// Shuts every client down; idempotent.
    func shutdown() async {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return state.clients.values.map { $0 }
        }
        // It throws if connections were in use, after closing them.
        for client in clients { try? await client.shutdown() }
    }

    private func client(for key: Key) -> HTTPClient {
        var configuration = configuration
        if let proxy = key.proxy, let endpoint = key.forwarded {
            configuration = configuration.forwarding(
                to: endpoint, authorization: proxy.credentials.map { "Basic \($0)" })
        } else {
            configuration.proxy = key.proxy.map { proxy in
                .server(
                    host: proxy.host, port: proxy.port,
                    authorization: proxy.credentials.map { .basic(credentials: $0) })
            }
        }
        return HTTPClient(eventLoopGroupProvider: .shared(Self.loop), configuration: configuration)
    }
}
