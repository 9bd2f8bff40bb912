import SwiftExtensions

/// The proxies of endpoints, from the variables that curl, the AWS CLI and botocore read.
///
/// `HTTPS_PROXY` is for endpoints of `https`, `HTTP_PROXY` for those of `http`; the lower-case spelling takes
/// precedence, even if empty. `HTTP_PROXY` is not read if `REQUEST_METHOD` is set, because a web server's client could
/// have set it by a header. `NO_PROXY` lists what is reached directly: see ``NoProxy``.
///
/// Loopback and link-local addresses are never reached through a proxy, as in Go and unlike in botocore: they serve the
/// credentials of this instance or container, and a proxy would reach its own.
struct Proxies: Sendable {
    private let https: Proxy?
    private let http: Proxy?
    private let exceptions: NoProxy

    /// No proxy.
    init() {
        https = nil
        http = nil
        exceptions = NoProxy("")
    }

    init(environment: [String: String]) throws(HTTPSettingsError) {
        https = try Self.proxy("https_proxy", environment)
        http = try Self.proxy("http_proxy", environment)
        exceptions = NoProxy(Self.setting("no_proxy", environment)?.value ?? "")
    }

    /// The endpoint's proxy; nil for a direct connection.
    func proxy(for endpoint: Endpoint) -> Proxy? {
        guard let proxy = endpoint.scheme == "https" ? https : http else { return nil }
        return endpoint.isLocal || exceptions.contains(endpoint) ? nil : proxy
    }

    private static func proxy(
        _ name: String, _ environment: [String: String]
    ) throws(HTTPSettingsError) -> Proxy? {
        guard let setting = setting(name, environment) else { return nil }
        return try Proxy(setting.value, from: setting.variable)
    }

    private static func setting(
        _ name: String, _ environment: [String: String]
    ) -> (variable: String, value: String)? {
        if let value = environment[name] { return value.isEmpty ? nil : (name, value) }
        let upper = name.uppercased()
        guard upper != "HTTP_PROXY" || environment["REQUEST_METHOD"] == nil else { return nil }
        return environment[upper].flatMap { $0.isEmpty ? nil : (upper, $0) }
    }
}

extension Endpoint {
    /// Whether it is this machine, or a metadata service of an instance or a container.
    fileprivate var isLocal: Bool { isLoopback || isWithin(Self.local) }

    /// Link-local, and the metadata of EC2 over IPv6.
    private static let local = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"].compactMap { AddressRange($0) }
}
