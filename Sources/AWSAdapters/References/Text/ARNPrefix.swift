import Model

/// The prefix of an ARN, from `arn:` to its account, at the end of a text: `arn:aws:ecs:eu-west-1:123456789012`.
struct ARNPrefix {
    let text: Substring
    /// `ecs`.
    let service: Substring
    /// Nil if the partition, Region or account is not a literal.
    let scope: RegistryScope?

    /// Nil if no ARN begins five parts before the end, or if there are characters in between that neither an ARN nor a
    /// placeholder can have: the prefix is then that of another ARN.
    init?(atEndOf head: Substring) {
        let parts = Substring(head.utf8.suffix(Self.longest)).split(separator: ":", omittingEmptySubsequences: false)
            .suffix(5)
        guard parts.count == 5, let first = parts.first, first.utf8.suffix(3).elementsEqual("arn".utf8) else {
            return nil
        }
        text = head[head.utf8.index(first.endIndex, offsetBy: -3)...]
        guard text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let rest = Array(parts.dropFirst())
        service = rest[1]
        scope = RegistryScope(literal: rest[0], region: rest[2], account: rest[3])
    }

    /// Placeholders may be longer than their values.
    private static let longest = 200

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || isPlaceholderByte(byte)
    }

    /// Whether a byte may be in a name or a placeholder: `web`, `{}`, `<n>`, `${x}`, `$.x`, `*`.
    static func isPlaceholderByte(_ byte: UInt8) -> Bool { isNameByte(byte) || "{}<>$*?.".utf8.contains(byte) }

    /// Whether a byte may be in the name of a family, in an alias or in a number.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
