import SwiftExtensions

extension String {
    /// Whether it has what ``withPlainASCII`` may replace.
    var hasEscapes: Bool { utf8.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "%") } }

    /// The text with JSON's `\/` and escapes of printable ASCII, such as `\u002f`, replaced by plain characters, also
    /// where JSON within JSON has more backslashes; and with the `%3A` and `%2F` of URLs. Quotes and backslashes stay
    /// escaped.
    var withPlainASCII: String {
        guard hasEscapes else { return self }
        var plain: [UInt8] = []
        plain.reserveCapacity(utf8.count)
        var rest = Array(utf8)[...]
        while let byte = rest.first {
            let backslashes = rest.prefix { $0 == UInt8(ascii: "\\") }
            if backslashes.isEmpty {
                let (character, length) = Self.plainPercent(rest.prefix(3)) ?? (byte, 1)
                plain.append(character)
                rest = rest.dropFirst(length)
            } else if let (character, length) = Self.plainEscape(rest[backslashes.endIndex...].prefix(5)) {
                plain.append(character)
                rest = rest[(backslashes.endIndex + length)...]
            } else {
                plain += backslashes
                rest = rest[backslashes.endIndex...]
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private static func plainPercent(_ bytes: ArraySlice<UInt8>) -> (UInt8, Int)? {
        guard bytes.first == UInt8(ascii: "%") else { return nil }
        return switch String(decoding: bytes, as: UTF8.self) {
        case "%3A", "%3a": (UInt8(ascii: ":"), 3)
        case "%2F", "%2f": (UInt8(ascii: "/"), 3)
        default: nil
        }
    }

    /// What follows the backslashes of an escape: its character, and its length in bytes.
    private static func plainEscape(_ bytes: ArraySlice<UInt8>) -> (UInt8, Int)? {
        if bytes.first == UInt8(ascii: "/") { return (UInt8(ascii: "/"), 1) }
        guard bytes.first == UInt8(ascii: "u"), bytes.count == 5,
            let number = UInt16(String(decoding: bytes.dropFirst(), as: UTF8.self), radix: 16),
            let character = UInt8(exactly: number), (0x20...0x7E).contains(character),
            !#""'\"#.utf8.contains(character)
        else { return nil }
        return (character, 5)
    }

    /// The text as messages show it: on one line, at most 200 characters.
    var expression: String {
        let limit = 200
        let line = printable(split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}
