import SwiftExtensions

/// The endpoints reached without a proxy: names, addresses and ranges, separated by commas or spaces.
///
/// `example.com`, `.example.com` and `*.example.com` all match that name and every name below it; `10.0.0.0/8` matches
/// every address in the range, for endpoints whose host is an address; `*` matches everything. With a port
/// (`example.com:8000`) an entry matches only that port.
struct NoProxy: Sendable {
    private enum Rule {
        case everything
        case name(String, port: Int?)
        case address(IPAddress, port: Int?)
        case range(AddressRange)
    }

    private let rules: [Rule]

    init(_ text: String) {
        rules = text.lowercased().split { $0 == "," || $0.isWhitespace }.compactMap { Self.rule(String($0)) }
    }

    func contains(_ endpoint: Endpoint) -> Bool {
        let address = IPAddress(endpoint.host)
        return rules.contains { rule in
            switch rule {
            case .everything: true
            case .name(let name, let port):
                address == nil && (port ?? endpoint.port) == endpoint.port
                    && (endpoint.host == name || endpoint.host.hasSuffix(".\(name)"))
            case .address(let own, let port): address == own && (port ?? endpoint.port) == endpoint.port
            case .range(let range): address.map(range.contains) ?? false
            }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if text == "*" { return .everything }
        if let range = AddressRange(text) { return .range(range) }
        if let address = IPAddress(text) { return .address(address, port: nil) }
        var name = Substring(text)
        var port: Int?
        if let colon = text.lastIndex(of: ":"), let number = Int(text[text.index(after: colon)...]) {
            name = text[..<colon]
            port = number
        }
        if let address = IPAddress(String(name)) { return .address(address, port: port) }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        name = name.drop { $0 == "." }
        return name.isEmpty ? nil : .name(String(name), port: port)
    }
}
