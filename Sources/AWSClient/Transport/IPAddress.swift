import Foundation

/// An address of IPv4 or IPv6.
struct IPAddress: Equatable, Sendable {
    /// Four or sixteen.
    let bytes: [UInt8]

    /// Nil for every other text; IPv6 with or without brackets.
    init?(_ text: String) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let bare = isBracketed ? String(text.dropFirst().dropLast()) : text
        var buffer = [UInt8](repeating: 0, count: 16)
        if !isBracketed, inet_pton(AF_INET, bare, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, bare, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }
}

/// The addresses that begin with the same bits: `10.0.0.0/8`.
struct AddressRange: Sendable {
    private let first: IPAddress
    private let bits: Int

    /// Nil for every text but an address, a `/` and a number of bits.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = IPAddress(String(parts[0])), let bits = Int(parts[1]),
            (0...first.bytes.count * 8).contains(bits)
        else { return nil }
        self.first = first
        self.bits = bits
    }

    func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        return zip(address.bytes, first.bytes).enumerated().allSatisfy { index, pair in
            let known = min(max(bits - 8 * index, 0), 8)
            return (pair.0 ^ pair.1) >> (8 - known) == 0 || known == 0
        }
    }
}
