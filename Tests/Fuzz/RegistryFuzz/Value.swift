/// A JSON tree that can also hold what no encoder writes: duplicate keys, arbitrary tokens, members in any order.
indirect enum Value: Equatable, Sendable {
    /// A number, `true`, `false`, `null`, or any other bytes in place of a value.
    case raw(String)
    case text(String)
    case list([Value])
    case object([Member])

    struct Member: Equatable, Sendable {
        var key: String
        var value: Value
    }

    /// The first member with this name.
    subscript(key: String) -> Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The string; nil for anything else.
    var string: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The whole number; nil for anything else.
    var integer: Int? {
        guard case .raw(let token) = self else { return nil }
        return Int(token)
    }

    /// The items of a list; empty for anything else.
    var items: [Value] {
        guard case .list(let items) = self else { return [] }
        return items
    }

    /// The JSON without white space.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .raw(let token): bytes += token.utf8
        case .text(let text): Self.write(text, to: &bytes)
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                item.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
