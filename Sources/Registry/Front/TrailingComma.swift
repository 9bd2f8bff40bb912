import Foundation

/// A comma after the last member or item, which Foundation's decoder takes for JSON, and ECS does not.
enum TrailingComma {
    /// Whether a text has one, outside strings. One pass; of a text that is no JSON either answer may come.
    static func stands(in json: Data) -> Bool {
        json.withUnsafeBytes { bytes in
            var isString = false
            var isEscaped = false
            var isAfterComma = false
            for byte in bytes {
                if isString {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isString = false
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: ","): isAfterComma = true
                case UInt8(ascii: "}"), UInt8(ascii: "]"): if isAfterComma { return true }
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
                default:
                    isAfterComma = false
                    isString = byte == UInt8(ascii: "\"")
                }
            }
            return false
        }
    }
}
