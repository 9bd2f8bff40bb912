import AsyncHTTPClient
import ECSWire
import Foundation
import NIOCore
import NIOHTTP1

/// HTTP/1.1 over one pool of connections, for every endpoint of the process.
///
/// Whoever makes one ends it with ``shutdown()``, after the last call.
package struct HTTPTransport: Transport {
    private let client: HTTPClient
    private let longestAnswer: Int

    /// A pool without a connection yet.
    ///
    /// - Parameters:
    ///   - connectTimeout: for one connection, TLS included, and for the wait until one of the pool is free.
    ///   - connections: at one time to one host.
    ///   - longestAnswer: in bytes; a longer one is an error.
    package init(
        connectTimeout: Duration = .seconds(5), connections: Int = 64, longestAnswer: Int = 16 << 20
    ) {
        var configuration = HTTPClient.Configuration(
            // A redirect would carry the signature, and perhaps a token, to another host.
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // Attempts are counted and paced by the retry policy alone.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.longestAnswer = longestAnswer
    }

    /// Closes every connection; what is still under way fails. Safe to repeat.
    package func shutdown() async {
        // It throws when connections were in use, which it then has closed, or when this is not the first call.
        try? await client.shutdown()
    }

    package func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        do {
            // The client's own deadline ends with the head of the answer; a body that trickles in has none.
            return try await withThrowingTaskGroup(of: WireResponse.self) { group in
                group.addTask { try await exchange(request, endpoint, timeout) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    throw TransportError.timedOut(timeout)
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw TransportError.cancelled }
                return answer
            }
        } catch {
            throw Task.isCancelled ? .cancelled : TransportError(error, timeout: timeout)
        }
    }

    private func exchange(
        _ request: WireRequest, _ endpoint: Endpoint, _ timeout: Duration
    ) async throws -> WireResponse {
        var outgoing = HTTPClientRequest(url: "\(endpoint)\(request.path)")
        outgoing.method = .init(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        let answer = try await client.execute(outgoing, timeout: TimeAmount(timeout))
        let headers = answer.headers.map { ($0.name.lowercased(), $0.value) }
        do {
            let body = try await answer.body.collect(upTo: longestAnswer)
            return WireResponse(
                status: Int(answer.status.code),
                headers: Dictionary(headers) { "\($0), \($1)" },
                body: Data(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw TransportError.tooLong(limit: longestAnswer)
        } catch {
            throw TransportError.interrupted("\(error)")
        }
    }
}
