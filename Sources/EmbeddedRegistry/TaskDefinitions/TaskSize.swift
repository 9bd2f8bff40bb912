import Foundation

/// The two sizes of a whole task, as clients write them and as ECS keeps them.
enum TaskSize {
    /// CPU units of `256`, `0.25 vCPU` or `.25vcpu`; nil for anything else.
    static func cpu(_ text: String) -> Int? { parse(text, unit: "vcpu") }

    /// MiB of `512`, `0.5 GB` or `0.5gb`; nil for anything else.
    static func memory(_ text: String) -> Int? { parse(text, unit: "gb") }

    private static func parse(_ text: String, unit: String) -> Int? {
        // What most clients send is a plain number.
        if let plain = whole(text) { return plain }
        let lowered = text.trimmingCharacters(in: .whitespaces).lowercased()
        guard lowered.hasSuffix(unit) else { return whole(lowered) }
        let number = lowered.dropLast(unit.count).trimmingCharacters(in: .whitespaces)
        guard number.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(number).flatMap { Int(exactly: $0 * 1024) }.flatMap { $0 > 0 ? $0 : nil }
    }

    private static func whole(_ text: String) -> Int? {
        guard text.utf8.allSatisfy(isDigit), let value = Int(text), value > 0 else { return nil }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
