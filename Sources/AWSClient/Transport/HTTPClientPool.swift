import AsyncHTTPClient
import NIOPosix
import SwiftExtensions
import Synchronization

/// The ways to the endpoints: an HTTP client for each proxy and one for no proxy, each made when it is first needed.
final class HTTPClientPool: Sendable {
    /// The way to one endpoint.
    struct HTTPRoute: Sendable {
        let client: HTTPClient
        /// Nil when the way is direct.
        let proxy: Proxy?
        /// As wide as there may be connections: whoever is in has one at once, or is making one.
        let semaphore: AsyncSemaphore
    }

    private struct State {
        var clients: [Proxy?: HTTPClient] = [:]
        var semaphores: [Endpoint: AsyncSemaphore] = [:]
        var isShutDown = false
    }

    /// One thread for all connections of the process: it has little to do beside the two ends, and of two that meet a
    /// generic type for the first time at the same moment one has been seen to crash in Swift 6.3's runtime.
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

    /// Ends every client. Safe to repeat.
    func shutdown() async {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return state.clients.values.map { $0 }
        }
        // It throws when connections were in use, which it then has closed.
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
