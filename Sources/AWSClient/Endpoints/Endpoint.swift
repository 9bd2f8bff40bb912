import AWSWire
import Foundation
import SwiftExtensions

/// The address of a service: a validated scheme, host and port.
package struct Endpoint: Hashable, Sendable {
    /// `http` or `https`.
    package let scheme: String
    /// A name or an address, in lower case; IPv6 addresses have brackets.
    package let host: String
    /// By default 80 or 443.
    package let port: Int

    /// Reads `https://host`, `http://host:port`, with or without a final `/`.
    /// - Throws: for any other scheme, a path, a query, or a user and password in the URL.
    package init(_ text: String) throws(EndpointError) {
        // A password in the URL must not get into an error, and from there into a log.
        guard !text.contains("@") else {
            throw EndpointError("an endpoint cannot have a user, a password or an '@': write http://HOST:PORT")
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host?.lowercased(), Self.isHost(host)
        else {
            throw EndpointError(
                "'\(printable(withoutCredentials(text)))' is not an endpoint: write http://HOST:PORT or https://HOST")
        }
        guard parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil else {
            throw EndpointError("the endpoint '\(scheme)://\(host)/…' must have nothing after its host and port")
        }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65535).contains(port) else {
            throw EndpointError("the port of the endpoint '\(printable(text))' must be between 1 and 65535")
        }
        self.scheme = scheme
        self.host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        self.port = port
    }

    /// The value of the `host` header: without the scheme's default port.
    package var hostHeader: String {
        port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
    }

    /// Whether it is one of AWS's endpoints.
    package var isAmazon: Bool { Partition.has(host: host) }

    /// Whether it is this machine, including names below `localhost` ([RFC 6761,
    /// 6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3)).
    package var isLoopback: Bool { SwiftExtensions.isLoopback(host) || host.hasSuffix(".localhost") }

    /// Whether it is an address in one of these ranges; never for a name.
    func isWithin(_ ranges: [AddressRange]) -> Bool {
        IPAddress(host).map { address in ranges.contains { $0.contains(address) } } ?? false
    }

    /// A final dot is refused: the name would lead to the same host, and hide that it is one of AWS's.
    private static func isHost(_ host: String) -> Bool {
        !host.isEmpty && !host.hasSuffix(".")
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
                default: false
                }
            }
    }
}

extension Endpoint: CustomStringConvertible {
    package var description: String { "\(scheme)://\(hostHeader)" }
}

/// Why there is no endpoint or no Region; names the setting and the remedy.
package struct EndpointError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
