import AsyncHTTPClient
import NIOPosix
import SwiftExtensions
import Synchronization

/// The HTTP clients of a transport: one for each proxy and one without, each made on first use.
final class HTTPClientPool: Sendable {
    /// The route to one endpoint.
    struct HTTPRoute: Sendable {
        let client: HTTPClient
        /// Nil for a direct route.
        let proxy: Proxy?
        /// Admits as many callers as there may be connections, so that each gets or makes one at once.
        let semaphore: AsyncSemaphore
    }

    private struct State {
        var clients: [Proxy?: HTTPClient] = [:]
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
        return state.withLock { state in
            guard !state.isShutDown else { return nil }
            let client = state.clients[proxy] ?? client(through: proxy)
            state.clients[proxy] = client
            let semaphore = state.semaphores[endpoint] ?? AsyncSemaphore(width)
            state.semaphores[endpoint] = semaphore
            return HTTPRoute(client: client, proxy: proxy, semaphore: semaphore)
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

    private func client(through proxy: Proxy?) -> HTTPClient {
        var configuration = configuration
        configuration.proxy = proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") })
        }
        return HTTPClient(eventLoopGroupProvider: .shared(Self.loop), configuration: configuration)
    }
}
