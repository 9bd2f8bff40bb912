/// An address of this machine that no other one can reach.
struct LoopbackAddress: Equatable, Sendable {
    /// As the operating system takes it, without brackets.
    let host: String

    /// - Throws: ``RegistryError/notLoopback(host:)`` for every other address and name.
    init(_ text: String) throws(RegistryError) {
        let bare = Self.bare(text)
        guard bare == "localhost" || bare == "::1" || Self.isIPv4Loopback(bare) else { throw .notLoopback(host: text) }
        host = bare
    }

    /// A host without the brackets that an IPv6 address may have.
    static func bare(_ text: String) -> String {
        text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    }

    private static func isIPv4Loopback(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // The text must be the number's own: no sign, no leading zero, which some systems read as octal.
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0)?.description == String($0) }
    }
}
