import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

extension TransportError {
    /// What an error of the HTTP client means for the attempt.
    init(_ error: any Error, timeout: Duration) {
        switch error {
        case let error as TransportError: self = error
        case let error as HTTPClientError: self.init(error, timeout: timeout)
        case is HTTPParserError: self = .interrupted("\(error)")
        case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
            self = .interrupted(Self.text(of: error))
        default: self = .notConnected(Self.text(of: error))
        }
    }

    private init(_ error: HTTPClientError, timeout: Duration) {
        switch error {
        case .deadlineExceeded: self = .timedOut(timeout)
        case .alreadyShutdown: self = .shutDown
        case .remoteConnectionClosed: self = .interrupted("closed by the other side")
        case .connectTimeout: self = .notConnected("no answer to the connection attempt")
        case .getConnectionFromPoolTimeout: self = .notConnected("no connection of the pool became free")
        default: self = .notConnected(error.shortDescription)
        }
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
