import AWSWire
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import SwiftExtensions

/// HTTP/1.1 over pooled connections, for every endpoint of the process.
///
/// Through a proxy, endpoints of `https` are reached by CONNECT, and requests to those of `http` are forwarded, as for
/// curl and the AWS CLI. Its owner calls ``shutdown()`` after the last call.
package struct HTTPTransport: Transport {
    private let pool: HTTPClientPool
    private let connectTimeout: Duration
    private let idleTimeout: Duration
    private let maximumResponseBytes: Int

    /// A transport without proxies; it does not connect yet.
    ///
    /// - Parameters:
    ///   - connectTimeout: for one connection, including TLS and the proxy's response.
    ///   - idleTimeout: for the next byte of a response.
    ///   - connections: the most at a time to one endpoint; further callers wait in order, outside every time-out.
    ///   - maximumResponseBytes: a longer response is an error.
    package init(
        connectTimeout: Duration = .seconds(5), idleTimeout: Duration = .seconds(20), connections: Int = 128,
        maximumResponseBytes: Int = 16 << 20
    ) {
        self.init(
            Proxies(), trusting: nil, connectTimeout: connectTimeout, idleTimeout: idleTimeout,
            connections: connections, maximumResponseBytes: maximumResponseBytes)
    }

    /// A transport with the proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), which trusts only the
    /// certificates in the file `AWS_CA_BUNDLE`, if set.
    /// - Throws: if one of these cannot be used; there is then nothing to shut down.
    package init(environment: [String: String]) throws(HTTPSettingsError) {
        self.init(
            try Proxies(environment: environment), trusting: try Self.roots(environment), connectTimeout: .seconds(5),
            idleTimeout: .seconds(20), connections: 128, maximumResponseBytes: 16 << 20)
    }

    private init(
        _ proxies: Proxies, trusting roots: NIOSSLTrustRoots?, connectTimeout: Duration, idleTimeout: Duration,
        connections: Int, maximumResponseBytes: Int
    ) {
        var configuration = HTTPClient.Configuration(
            // A redirect would carry the signature, and perhaps a token, to another host.
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout), read: TimeAmount(idleTimeout)))
        if let roots {
            configuration.tlsConfiguration = .makeClientConfiguration()
            configuration.tlsConfiguration?.trustRoots = roots
        }
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // Only the retry policy repeats attempts.
        configuration.connectionPool.retryConnectionEstablishment = false
        pool = HTTPClientPool(configuration, proxies, width: connections)
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.maximumResponseBytes = maximumResponseBytes
    }

    /// Closes every connection; pending calls fail. Idempotent.
    package func shutdown() async { await pool.shutdown() }

    package func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        guard let route = pool.route(to: endpoint) else { throw .shutDown }
        do {
            try await route.semaphore.wait()
        } catch {
            throw .cancelled
        }
        defer { route.semaphore.signal() }
        do {
            // The client's own deadline ends with the head of the response; a body that trickles in has none.
            return try await withTimeout(
                timeout, timedOut: TransportError.timedOut(timeout) as any Error, cancelled: TransportError.cancelled
            ) { try await exchange(request, timeout, route) }
        } catch {
            guard !Task.isCancelled else { throw .cancelled }
            let limits = TransportError.Limits(connect: connectTimeout, idle: idleTimeout, whole: timeout)
            throw TransportError(error, limits).through(route.proxy)
        }
    }

    private func exchange(
        _ request: WireRequest, _ timeout: Duration, _ route: HTTPClientPool.HTTPRoute
    ) async throws -> WireResponse {
        var outgoing = HTTPClientRequest(url: "\(route.base)\(request.path)")
        outgoing.method = .init(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        let response = try await route.client.execute(outgoing, timeout: TimeAmount(timeout))
        // By CONNECT this is an error of the client.
        if route.isForwarded, response.status == .proxyAuthenticationRequired {
            throw TransportError.proxyAuthentication
        }
        let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        do {
            let body = try await response.body.collect(upTo: maximumResponseBytes)
            return WireResponse(
                status: Int(response.status.code),
                headers: Dictionary(headers) { "\($0), \($1)" },
                body: Data(body.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw TransportError.tooLong(limit: maximumResponseBytes)
        } catch let error as HTTPClientError where error == .readTimeout {
            throw error
        } catch {
            throw TransportError.interrupted("\(error)")
        }
    }

    private static func roots(_ environment: [String: String]) throws(HTTPSettingsError) -> NIOSSLTrustRoots? {
        guard let file = environment["AWS_CA_BUNDLE"], !file.isEmpty else { return nil }
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
            throw HTTPSettingsError(
                "AWS_CA_BUNDLE: no readable certificates in '\(file)': set it to a PEM file, or unset it")
        }
        return .certificates(certificates)
    }
}
