/// Whether a host is an address that only this machine can reach: `localhost`, 127.0.0.0/8 or `::1`, with or without
/// the brackets of IPv6. Names are not resolved; an address with a leading zero, which some systems read as octal, is
/// not accepted.
package func isLoopback(_ host: String) -> Bool {
    host == "localhost" || IPAddress(host).map { address in loopbackRanges.contains { $0.contains(address) } } ?? false
}

private let loopbackRanges = ["127.0.0.0/8", "::1/128"].compactMap { AddressRange($0) }

extension String {
    /// A host without the brackets of an IPv6 address.
    package var withoutBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
