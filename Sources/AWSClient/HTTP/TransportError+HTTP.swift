import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

extension TransportError {
    /// How long an attempt could take.
    struct Limits {
        let connect: Duration
        let idle: Duration
        let whole: Duration
    }

    /// What an error of the HTTP client means for the attempt.
    init(_ error: any Error, _ limits: Limits) {
        switch error {
        case let error as TransportError: self = error
        case let error as HTTPClientError: self.init(error, limits)
        case is HTTPParserError: self = .interrupted("\(error)")
        case ChannelError.connectTimeout: self = .connectTimedOut(limits.connect)
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self = .interrupted(Self.text(of: error))
        default: self = .notConnected(Self.text(of: error))
        }
    }

    private init(_ error: HTTPClientError, _ limits: Limits) {
        switch error {
        case .deadlineExceeded: self = .timedOut(limits.whole)
        case .readTimeout, .writeTimeout: self = .stalled(limits.idle)
        // Whoever asks for a connection may have one: that none came in time means that none could be made.
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            self = .connectTimedOut(limits.connect)
        case .alreadyShutdown: self = .shutDown
        case .remoteConnectionClosed: self = .interrupted("closed by the other side")
        case .proxyAuthenticationRequired: self = .proxyAuthentication
        case .invalidProxyResponse: self = .notConnected("it would not connect to the endpoint")
        default: self = .notConnected(error.shortDescription)
        }
    }

    /// The same on a way that leads through a proxy, which then is the one that there is no connection to.
    func through(_ proxy: Proxy?) -> TransportError {
        guard let proxy, case .notConnected(let reason) = self else { return self }
        return .notConnected("the proxy \(proxy): \(reason)")
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text(of: $0.error) } ?? "the name \(error.host) has no address"
        default: "\(error)"
        }
    }
}
