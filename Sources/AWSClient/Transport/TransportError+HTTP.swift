import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension TransportError {
    /// The time-outs of an attempt.
    struct Limits {
        let connect: Duration
        let idle: Duration
        let whole: Duration
    }

    /// Translates an error of the HTTP client.
    init(_ error: any Error, _ limits: Limits) {
        switch error {
        case let error as TransportError: self = error
        case let error as HTTPClientError: self.init(error, limits)
        case is HTTPParserError: self = .interrupted("\(error)")
        case ChannelError.connectTimeout: self = .connectTimedOut(limits.connect)
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self = .interrupted(Self.text(of: error))
        case NIOSSLError.handshakeFailed(let error): self = .tlsFailed(error.reason)
        case NIOSSLError.shutdownFailed, NIOSSLError.uncleanShutdown, NIOSSLError.writeDuringTLSShutdown,
            NIOSSLError.readInInvalidTLSState:
            self = .interrupted("the TLS session was not closed properly")
        // On its own it comes from an established session.
        case let error as BoringSSLError: self = .interrupted(error.reason)
        case is NIOSSLError, is NIOSSLExtraError: self = .tlsFailed("\(error)")
        default: self = .notConnected(Self.text(of: error))
        }
    }

    private init(_ error: HTTPClientError, _ limits: Limits) {
        switch error {
        case .deadlineExceeded: self = .timedOut(limits.whole)
        case .readTimeout, .writeTimeout: self = .stalled(limits.idle)
        // The semaphore admitted the caller to the pool: no connection in time means that none could be made.
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            self = .connectTimedOut(limits.connect)
        case .alreadyShutdown: self = .shutDown
        case .remoteConnectionClosed: self = .interrupted("closed by the server")
        case .proxyAuthenticationRequired: self = .proxyAuthentication
        case .invalidProxyResponse: self = .notConnected("it refused to connect to the endpoint")
        default: self = .notConnected(error.shortDescription)
        }
    }

    /// The same for a route through a proxy, which is then what could not be reached.
    func through(_ proxy: Proxy?) -> TransportError {
        guard let proxy, case .notConnected(let reason) = self else { return self }
        return .notConnected("the proxy \(proxy): \(reason)")
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { text(of: $0.error) } ?? "the host name \(error.host) cannot be resolved"
        default: "\(error)"
        }
    }
}

extension BoringSSLError {
    /// The reason, without the source location that BoringSSL's own text has.
    fileprivate var reason: String {
        switch self {
        case .sslError(let errors), .unknownError(let errors), .invalidSNIName(let errors),
            .failedToSetALPN(let errors):
            let reasons = errors.map(\.reason)
            // A record with an invalid version is not TLS.
            return reasons.contains("WRONG_VERSION_NUMBER")
                ? "the server seems to speak plain HTTP" : reasons.joined(separator: ", ")
        case .noError, .zeroReturn, .wantRead, .wantWrite, .wantConnect, .wantAccept, .wantX509Lookup,
            .wantCertificateVerify, .syscallError:
            return "\(self)"
        }
    }
}

extension BoringSSLInternalError {
    /// `WRONG_VERSION_NUMBER`, of `Error: 268435703 error:100000f7:SSL
    /// routines:OPENSSL_internal:WRONG_VERSION_NUMBER at …`.
    fileprivate var reason: String {
        let text = description
        guard let name = text.range(of: "OPENSSL_internal:") else {
            return String(text.trimmingPrefix(/Error: +/))
        }
        let location = text.range(of: " at ", range: name.upperBound..<text.endIndex)
        return String(text[name.upperBound..<(location?.lowerBound ?? text.endIndex)])
    }
}
