/// A JSON value under construction.
///
/// One encoding fills it, member by member, so that exclusivity needs no check.
final class JSONNode {
    /// A part, or a value that has none.
    enum Value {
        case null
        case string(String)
        case bool(Bool)
        case integer(Int)
        case double(Double)
        /// Written as it is.
        case word(String)
        case node(JSONNode)
    }

    /// The kind of the value.
    enum Kind {
        case object, list
        case scalar(Value)
    }

    @exclusivity(unchecked) private var kind = Kind.object
    @exclusivity(unchecked) private var parts: [(key: String, value: Value)] = []

    /// How many parts there are.
    var count: Int { parts.count }

    /// Sets the kind of the value; the default is an object.
    func begin(_ kind: Kind) { self.kind = kind }

    /// Adds a part; items have no key.
    func append(_ key: String, _ value: Value) {
        if parts.isEmpty { parts.reserveCapacity(8) }
        parts.append((key, value))
    }

    /// Adds a part to be filled later.
    func appendNode(_ key: String) -> JSONNode {
        let node = JSONNode()
        append(key, .node(node))
        return node
    }

    /// Writes the value, the members of objects in order of their keys.
    /// - Throws: if a number is not finite.
    func write(to output: inout [UInt8]) throws {
        switch kind {
        case .scalar(let value): try Self.write(value, to: &output)
        case .object:
            parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            try write("{", "}", to: &output) { part, output in
                Self.write(part.key, to: &output)
                output.append(UInt8(ascii: ":"))
                try Self.write(part.value, to: &output)
            }
        case .list:
            try write("[", "]", to: &output) { part, output in try Self.write(part.value, to: &output) }
        }
    }

    private func write(
        _ begin: Unicode.Scalar, _ end: Unicode.Scalar, to output: inout [UInt8],
        _ write: ((key: String, value: Value), inout [UInt8]) throws -> Void
    ) rethrows {
        output.append(UInt8(ascii: begin))
        for (index, part) in parts.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            try write(part, &output)
        }
        output.append(UInt8(ascii: end))
    }

    private static func write(_ value: Value, to output: inout [UInt8]) throws {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .string(let string): write(string, to: &output)
        case .bool(let isTrue): output.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .word(let word): output.append(contentsOf: word.utf8)
        case .node(let node): try node.write(to: &output)
        case .double(let number):
            guard number.isFinite else {
                throw EncodingError.invalidValue(
                    number, .init(codingPath: [], debugDescription: "JSON has no such number"))
            }
            let text = "\(number)"
            output.append(contentsOf: text.hasSuffix(".0") ? text.dropLast(2).utf8 : text[...].utf8)
        }
    }

    /// A string with its quotes.
    private static func write(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { bytes in
            var start = 0
            for (position, byte) in bytes.enumerated()
            where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                output.append(contentsOf: bytes[start..<position])
                escape(byte, to: &output)
                start = position + 1
            }
            output.append(contentsOf: bytes[start...])
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        default: output.append(contentsOf: ((byte < 0x10 ? "u000" : "u00") + String(byte, radix: 16)).utf8)
        }
    }
}
