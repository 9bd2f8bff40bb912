/// Finds the tokens of a JSON text, and what is not JSON in it.
struct JSONScanner {
    private static let deepest = 512

    private let bytes: [UInt8]
    private var position = 0
    /// What was found.
    private(set) var tokens: [JSONText.Token] = []
    /// Whether the text has to be looked at as UTF-8.
    private(set) var hasOtherThanASCII = false

    /// Prepares to read from the start.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        tokens.reserveCapacity(bytes.count / 8)
    }

    /// Reads one value and nothing behind it.
    mutating func scan() throws(JSONSyntaxError) {
        try value(depth: 0)
        guard position == bytes.count else { throw JSONSyntaxError() }
    }

    /// Nothing that JSON has outside of strings is zero.
    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20,
            bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D || bytes[position] == 0x09
        {
            position += 1
        }
    }

    /// True when the byte was there, and is passed.
    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        position += 1
        return true
    }

    /// A value with the space around it.
    private mutating func value(depth: Int) throws(JSONSyntaxError) {
        skipSpace()
        switch byte {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"): try container(.object, until: UInt8(ascii: "}"), depth: depth + 1)
        case UInt8(ascii: "["): try container(.list, until: UInt8(ascii: "]"), depth: depth + 1)
        case UInt8(ascii: "t"): try word("true", .isTrue)
        case UInt8(ascii: "f"): try word("false", .isFalse)
        case UInt8(ascii: "n"): try word("null", .null)
        default: try number()
        }
        skipSpace()
    }

    private mutating func container(
        _ kind: JSONText.Token.Kind, until end: UInt8, depth: Int
    ) throws(JSONSyntaxError) {
        guard depth <= Self.deepest else { throw JSONSyntaxError() }
        let index = tokens.count
        append(kind, from: position)
        position += 1
        skipSpace()
        if !take(end) {
            repeat {
                if kind == .object {
                    skipSpace()
                    try string()
                    skipSpace()
                    guard take(UInt8(ascii: ":")) else { throw JSONSyntaxError() }
                }
                try value(depth: depth)
            } while take(UInt8(ascii: ","))
            guard take(end) else { throw JSONSyntaxError() }
        }
        tokens[index].close(before: tokens.count)
    }

    private mutating func word(_ word: StaticString, _ kind: JSONText.Token.Kind) throws(JSONSyntaxError) {
        let start = position
        let isThere = word.withUTF8Buffer { bytes[start...].starts(with: $0) }
        guard isThere else { throw JSONSyntaxError() }
        position += word.utf8CodeUnitCount
        append(kind, from: start)
    }

    private mutating func string() throws(JSONSyntaxError) {
        guard take(UInt8(ascii: "\"")) else { throw JSONSyntaxError() }
        let start = position
        var isEscaped = false
        var all: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                append(isEscaped ? .escapedString : .string, from: start)
                position += 1
                if all >= 0x80 { hasOtherThanASCII = true }
                return
            }
            guard byte >= 0x20 else { break }
            all |= byte
            position += 1
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try escape()
            }
        }
        throw JSONSyntaxError()
    }

    private mutating func escape() throws(JSONSyntaxError) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard Unicode.Scalar(byte).properties.isASCIIHexDigit else { throw JSONSyntaxError() }
                position += 1
            }
        default: throw JSONSyntaxError()
        }
    }

    private mutating func number() throws(JSONSyntaxError) {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        append(.number, from: start)
    }

    /// At least one.
    private mutating func digits() throws(JSONSyntaxError) {
        guard (0x30...0x39).contains(byte) else { throw JSONSyntaxError() }
        while (0x30...0x39).contains(byte) { position += 1 }
    }

    private mutating func append(_ kind: JSONText.Token.Kind, from start: Int) {
        tokens.append(JSONText.Token(kind: kind, bytes: start..<position, next: tokens.count + 1))
    }
}
