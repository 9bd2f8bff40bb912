import Foundation

/// Numbers in JSON text.
enum NumberText {
    /// The text with quotes around every number that is not a whole one of 64 bits, so that a decoder which expects
    /// one names the member. Linear; all else keeps its bytes.
    static func quotingMisfits(_ json: Data) -> Data {
        var output = Data()
        var number: [UInt8] = []
        var isString = false
        var isEscaped = false
        for byte in json {
            if !isString, isNumeral(byte) {
                number.append(byte)
                continue
            }
            output.append(quotedMisfit(number))
            number = []
            if byte == quote, !isEscaped { isString.toggle() }
            isEscaped = isString && byte == backslash && !isEscaped
            output.append(byte)
        }
        output.append(quotedMisfit(number))
        return output
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let others = Set("+-.eE".utf8)

    /// Letters of `true` and `false` are among them, and pass through as they are.
    private static func isNumeral(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || others.contains(byte) }

    private static func quotedMisfit(_ number: [UInt8]) -> Data {
        let text = String(decoding: number, as: UTF8.self)
        guard let value = Double(text), Int(text) == nil else { return Data(number) }
        // `1e3` and `2.0` are whole numbers too.
        let hasFraction = !number.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        if hasFraction, Int(exactly: value) != nil { return Data(number) }
        return Data([quote] + number + [quote])
    }
}
