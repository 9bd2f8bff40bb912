import SwiftExtensions

/// Which endpoint is reached through which proxy, by the variables that curl, the AWS CLI and botocore read.
///
/// `HTTPS_PROXY` is for endpoints of `https`, `HTTP_PROXY` for those of `http`; of two spellings the lower case counts,
/// even when it is set to nothing. `HTTP_PROXY` itself is not read where `REQUEST_METHOD` is set: a web server's
/// client could have set it, by a header. `NO_PROXY` names what is reached directly: see ``NoProxy``.
///
/// This machine and link-local addresses are never reached through a proxy, as in Go and unlike in botocore: the
/// metadata of an instance and a container's credentials are there, which are nobody else's business, and a proxy would
/// find its own machine there, not this one.
struct Proxies: Sendable {
    private let https: Proxy?
    private let http: Proxy?
    private let exceptions: NoProxy

    /// None.
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

    /// Nil where the way is direct.
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
    /// Whether it is this machine, or what an instance or a container has of its own.
    fileprivate var isLocal: Bool { isLoopback || isWithin(Self.local) }

    /// Link-local, and the metadata of EC2 over IPv6.
    private static let local = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"].compactMap { AddressRange($0) }
}
