import Foundation

/// The two sizes of a whole task, as clients write them and as ECS keeps them.
enum TaskSize {
    /// CPU units of `256`, `0.25 vCPU` or `.25vcpu`; nil for anything else.
    static func cpu(_ text: String) -> Int? { parse(text, unit: "vcpu") }

    /// MiB of `512`, `0.5 GB` or `0.5gb`; nil for anything else.
    static func memory(_ text: String) -> Int? { parse(text, unit: "gb") }

    private static func parse(_ text: String, unit: String) -> Int? {
        let lowered = text.trimmingCharacters(in: .whitespaces).lowercased()
        let value: Int?
        if lowered.hasSuffix(unit) {
            let number = lowered.dropLast(unit.count).trimmingCharacters(in: .whitespaces)
            guard number.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
            value = Double(number).flatMap { Int(exactly: $0 * 1024) }
        } else {
            guard lowered.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            value = Int(lowered)
        }
        return value.flatMap { $0 > 0 ? $0 : nil }
    }
}
