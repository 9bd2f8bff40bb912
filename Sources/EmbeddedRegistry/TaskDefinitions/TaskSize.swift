import Foundation

/// Parses the sizes of a task into the units in which ECS stores them.
enum TaskSize {
    /// The CPU units in `256`, `0.25 vCPU` or `.25vcpu`; nil for anything else.
    static func cpu(_ text: String) -> Int? { parse(text, unit: "vcpu") }

    /// The MiB in `512`, `0.5 GB` or `0.5gb`; nil for anything else.
    static func memory(_ text: String) -> Int? { parse(text, unit: "gb") }

    private static func parse(_ text: String, unit: String) -> Int? {
        // Most clients send a plain number.
        if let plain = wholeNumber(text) { return plain }
        let lowered = text.trimmingCharacters(in: .whitespaces).lowercased()
        guard lowered.hasSuffix(unit) else { return wholeNumber(lowered) }
        let number = lowered.dropLast(unit.count).trimmingCharacters(in: .whitespaces)
        guard number.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(number).flatMap { Int(exactly: $0 * 1024) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func wholeNumber(_ text: String) -> Int? {
        guard text.utf8.allSatisfy(isDigit), let value = Int(text), value > 0 else { return nil }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
