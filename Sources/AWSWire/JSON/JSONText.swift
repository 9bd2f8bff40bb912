import Foundation

/// The tokens of a JSON text, each value followed by its contents, which ``JSONReader`` decodes.
///
/// Values are decoded in place, so that unused members cost only their scan.
final class JSONText: Sendable {
    /// A value, or the key of the value that comes next.
    struct Token: Sendable {
        /// The kind of the value.
        enum Kind: UInt8 {
            case object, list, string, escapedString, number, isTrue, isFalse, null
        }

        /// The token's kind.
        let kind: Kind
        /// The range of its bytes, without the quotes of a string; undefined for objects and lists.
        let bytes: Range<Int>
        /// The index of the token after it and its contents.
        private(set) var next: Int

        /// A token without contents.
        init(kind: Kind, bytes: Range<Int>, next: Int) {
            (self.kind, self.bytes, self.next) = (kind, bytes, next)
        }

        /// Gives an object or a list its contents.
        mutating func close(before next: Int) { self.next = next }
    }

    /// UTF-8.
    let bytes: [UInt8]
    /// Whether all of it is ASCII.
    private let isASCII: Bool
    /// In the order of the text; the first is the root value. Objects alternate keys and values.
    let tokens: [Token]

    /// Scans a text in linear time; objects and lists may be nested 512 deep.
    /// - Throws: when it is not JSON (RFC 8259), or not UTF-8.
    init(_ data: Data) throws(JSONSyntaxError) {
        bytes = [UInt8](data)
        var scanner = JSONScanner(bytes)
        try scanner.scan()
        if scanner.hasOtherThanASCII, String(validating: bytes, as: UTF8.self) == nil { throw JSONSyntaxError() }
        isASCII = !scanner.hasOtherThanASCII
        tokens = scanner.tokens
    }

    /// A string's text; nil for an unpaired surrogate, and for more consecutive combining characters than any language
    /// has, as comparing such texts takes quadratic time.
    func string(_ token: Token) -> String? {
        if isPlain(token) { return String(decoding: bytes[token.bytes], as: UTF8.self) }
        let text =
            token.kind == .escapedString
            ? unescaped(bytes[token.bytes]) : String(decoding: bytes[token.bytes], as: UTF8.self)
        return text.flatMap { Self.isComparable($0) ? $0 : nil }
    }

    /// A string's text, with U+FFFD for half a surrogate pair and with every combining character.
    func repairedString(_ token: Token) -> String {
        let bytes = bytes[token.bytes]
        return token.kind == .escapedString
            ? unescaped(bytes, insteadOfHalves: "\u{FFFD}") ?? "" : String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a string is plain ASCII without escapes.
    func isPlain(_ token: Token) -> Bool { token.kind == .string && isASCII }

    /// The most combining characters in a row; Unicode's own limit for streams is 30.
    private static let mostCombining = 128

    private static func isComparable(_ text: String) -> Bool {
        var combining = 0
        for scalar in text.unicodeScalars {
            let isCombining = scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
            combining = isCombining ? combining + 1 : 0
            if combining > mostCombining { return false }
        }
        return true
    }

    /// A number as an integer; nil if it is not one or does not fit. `1e3` and `2.0` are integers too.
    func integer<Number: FixedWidthInteger>(_ token: Token) -> Number? {
        let text = bytes[token.bytes]
        var value: Number = 0
        let isNegative = text.first == UInt8(ascii: "-")
        for byte in isNegative ? text.dropFirst() : text {
            guard (0x30...0x39).contains(byte) else { return double(token).flatMap(Number.init(exactly:)) }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Number(truncatingIfNeeded: byte - 0x30)
            let (sum, isOver) =
                isNegative
                ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if isTooLarge || isOver { return nil }
            value = sum
        }
        return value
    }

    /// A number as a double; nil if it does not fit.
    func double(_ token: Token) -> Double? {
        Double(String(decoding: bytes[token.bytes], as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// - Parameter replacement: for half a surrogate pair, which makes the text nil without one.
    private func unescaped(_ text: ArraySlice<UInt8>, insteadOfHalves replacement: Unicode.Scalar? = nil) -> String? {
        var units: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                units.append(byte)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            if escape == UInt8(ascii: "u") {
                guard let scalar = Self.scalar(&rest) ?? replacement else { return nil }
                units.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            } else {
                units.append(Self.escapes[escape] ?? escape)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D,
        UInt8(ascii: "t"): 0x09,
    ]

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
        let high = unit(&rest)
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard rest.starts(with: Array("\\u".utf8)) else { return nil }
        var after = rest.dropFirst(2)
        let low = unit(&after)
        guard (0xDC00..<0xE000).contains(low) else { return nil }
        rest = after
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    /// Four hexadecimal digits, which the scanner has checked.
    private static func unit(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
        let digits = rest.prefix(4)
        rest = rest.dropFirst(4)
        return digits.reduce(0) { $0 << 4 + UInt32(Character(Unicode.Scalar($1)).hexDigitValue ?? 0) }
    }
}

/// The text is not JSON.
struct JSONSyntaxError: Error {}

extension JSONText {
    /// The names and places that lead to a value.
    func path(to target: Int) -> [any CodingKey] {
        var path: [any CodingKey] = []
        var index = 0
        while index < target {
            let container = tokens[index]
            var child = index + 1
            var position = 0
            if container.kind == .object { child += 1 }
            while tokens[child].next <= target {
                child = tokens[child].next + (container.kind == .object ? 1 : 0)
                position += 1
            }
            path.append(
                container.kind == .object
                    ? PathKey(stringValue: string(tokens[child - 1]) ?? "") : PathKey(intValue: position))
            index = child
        }
        return path
    }
}

/// A step of a path.
private struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
}
