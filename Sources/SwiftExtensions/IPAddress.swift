import Foundation

/// An IPv4 or IPv6 address.
package struct IPAddress: Equatable, Sendable {
    /// Four or sixteen bytes, in network order.
    package let bytes: [UInt8]

    /// Nil if the text is not an address; IPv6 with or without brackets.
    package init?(_ text: String) {
        let bare = text.withoutBrackets
        // A C string ends at the first zero byte.
        guard !bare.utf8.contains(0) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16)
        if bare == text, inet_pton(AF_INET, bare, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, bare, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }
}

/// A block of addresses in CIDR notation: `10.0.0.0/8`.
package struct AddressRange: Sendable {
    private let first: IPAddress
    private let bits: Int

    /// Nil unless the text is an address, a `/` and a prefix length.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = IPAddress(String(parts[0])), let bits = Int(parts[1]),
            (0...first.bytes.count * 8).contains(bits)
        else { return nil }
        self.first = first
        self.bits = bits
    }

    /// Whether an address is in the block; false for one of the other family.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        return zip(address.bytes, first.bytes).enumerated().allSatisfy { index, pair in
            let known = min(max(bits - 8 * index, 0), 8)
            return (pair.0 ^ pair.1) >> (8 - known) == 0 || known == 0
        }
    }
}
