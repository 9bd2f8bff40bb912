/// A strict JSON reader (RFC 8259) for responses: every client accepts what this accepts. Refuses duplicate keys.
struct JSONReader {
    /// What is wrong, and at which byte.
    struct Failure: Error, Equatable {
        let reason: String
        let offset: Int
    }

    private let bytes: [UInt8]
    private var position = 0

    /// Parses a complete document.
    static func read(_ bytes: [UInt8]) throws(Failure) -> Value {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value()
        guard reader.peek() == nil else { throw reader.failure("something follows the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: position) }

    /// The next byte that is not white space.
    private mutating func peek() -> UInt8? {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(Failure) -> Value {
        switch peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try string())
        case nil: throw failure("a value is missing")
        default: return .raw(try token())
        }
    }

    private mutating func object() throws(Failure) -> Value {
        position += 1
        var members: [Value.Member] = []
        var keys: Set<String> = []
        if take("}") { return .object([]) }
        repeat {
            guard peek() == UInt8(ascii: "\"") else { throw failure("a key is missing") }
            let key = try string()
            guard keys.insert(key).inserted else { throw failure("the key '\(key)' appears twice") }
            guard take(":") else { throw failure("a colon is missing") }
            members.append(Value.Member(key: key, value: try value()))
        } while take(",")
        guard take("}") else { throw failure("the object does not end") }
        return .object(members)
    }

    private mutating func list() throws(Failure) -> Value {
        position += 1
        var items: [Value] = []
        if take("]") { return .list([]) }
        repeat { items.append(try value()) } while take(",")
        guard take("]") else { throw failure("the list does not end") }
        return .list(items)
    }

    private mutating func token() throws(Failure) -> String {
        let start = position
        while position < bytes.count, !",]} \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        let token = String(decoding: bytes[start..<position], as: UTF8.self)
        guard ["true", "false", "null"].contains(token) || Self.isNumber(token.utf8[...]) else {
            throw failure("'\(token)' is not a value")
        }
        return token
    }

    private static func isNumber(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole == 1 || whole > 1 && !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            guard bytes[position] >= 0x20 else { throw failure("a control character is not escaped") }
            if bytes[position] == UInt8(ascii: "\\") {
                text += String(try escape()).utf8
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard position < bytes.count else { throw failure("the string does not end") }
        position += 1
        guard let text = String(validating: text, as: UTF8.self) else { throw failure("the string is not UTF-8") }
        return text
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard position + 1 < bytes.count else { throw failure("an escape is cut off") }
        let letter = bytes[position + 1]
        position += 2
        if letter == UInt8(ascii: "u") { return try surrogates() }
        let plain = Array("\"\\/bfnrt".utf8)
        guard let index = plain.firstIndex(of: letter) else { throw failure("there is no such escape") }
        return ["\"", "\\", "/", "\u{8}", "\u{C}", "\n", "\r", "\t"][index]
    }

    private mutating func surrogates() throws(Failure) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard position + 1 < bytes.count, bytes[position...].starts(with: "\\u".utf8) else {
            throw failure("half a surrogate pair")
        }
        position += 2
        let second = try hexadecimal()
        guard first < 0xDC00, (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("an escape is cut off") }
        position += 4
        return code
    }
}
