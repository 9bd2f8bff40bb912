/// A scalar's value in the core schema of YAML 1.2 (chapter 10.3), where `yes`, `on` and `0o` without digits are text.
package enum ScalarValue: Equatable, Sendable {
    /// `null`, `~` or an empty value.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// Decimal, `0o` or `0x`, if it fits.
    case int(Int)
    /// A number with a fraction or an exponent, infinite, not a number, or too large for `int`.
    case double(Double)
    /// Everything else, and anything quoted or tagged `!!str`.
    case string(String)
}

extension Scalar {
    /// Resolves the text, in time linear in its length.
    package var value: ScalarValue {
        guard style == .plain, tag != "!", tag != "tag:yaml.org,2002:str" else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        default: return number ?? .string(text)
        }
    }

    private var number: ScalarValue? {
        if text.hasPrefix("0o") { return integer(radix: 8) }
        if text.hasPrefix("0x") { return integer(radix: 16) }
        let digits = text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits, text.utf8.allSatisfy(Self.isNumberByte) else { return nil }
        return Int(text).map(ScalarValue.int) ?? Double(text).map(ScalarValue.double)
    }

    private func integer(radix: Int) -> ScalarValue? {
        let digits = text.dropFirst(2)
        guard digits.first != "-", digits.first != "+" else { return nil }
        return Int(digits, radix: radix).map(ScalarValue.int)
    }

    /// Excludes `0x1p3`, `inf` and `nan`, which `Double` would accept too.
    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}

extension Node {
    /// The value of a scalar; nil for a sequence or a mapping.
    package var scalarValue: ScalarValue? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.value
    }

    /// Whether this is `null`, `~` or an empty plain scalar.
    package var isNull: Bool { scalarValue == .null }

    /// Nil unless the node is a boolean.
    package var bool: Bool? {
        guard case .bool(let value) = scalarValue else { return nil }
        return value
    }

    /// Nil unless the node is an integer that fits.
    package var int: Int? {
        guard case .int(let value) = scalarValue else { return nil }
        return value
    }

    /// Nil unless the node is a number; integers are converted.
    package var double: Double? {
        switch scalarValue {
        case .int(let value): Double(value)
        case .double(let value): value
        case .null, .bool, .string, nil: nil
        }
    }

    /// Nil unless the node is text.
    package var string: String? {
        guard case .string(let value) = scalarValue else { return nil }
        return value
    }
}
