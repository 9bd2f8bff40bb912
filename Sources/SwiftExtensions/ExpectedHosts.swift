/// The hosts by which a server on loopback is reached: loopback names and addresses, and further names.
///
/// A browser sends the name of the page's address as `Host`. Checking it keeps a page whose name leads to 127.0.0.1
/// (DNS rebinding) from reading what the server returns.
package struct ExpectedHosts: Equatable, Sendable {
    private let names: Set<String>

    /// - Parameter names: further names, in any case, with or without a final dot.
    package init(_ names: [String] = []) { self.names = Set(names.map(normalized)) }

    /// Whether a `Host` header names one of them, in any case, with or without a port and a final dot; false without a
    /// header. `localhost` and all names below it are loopback names.
    package func contains(header: String?) -> Bool {
        guard let host = header.flatMap(host(inHeader:)) else { return false }
        let name = normalized(host)
        return names.contains(name) || name.hasSuffix(".localhost") || isLoopback(name)
    }
}

/// Host names are the same in any case, and with a final dot.
private func normalized(_ host: String) -> String {
    let name = host.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
}

/// The host of a `Host` header, an IPv6 address in brackets; nil if the header is malformed.
private func host(inHeader header: String) -> String? {
    guard !header.isEmpty, header.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    let end = header.first == "[" ? header.firstIndex(of: "]").map(header.index(after:)) : header.firstIndex(of: ":")
    let host = header[..<(end ?? header.endIndex)]
    let port = header[host.endIndex...]
    guard port.isEmpty || port.first == ":", port.dropFirst().utf8.allSatisfy("0123456789".utf8.contains) else {
        return nil
    }
    return host.first == "[" && host.last != "]" ? nil : String(host)
}
