/// The units of a duration's text, longest first; a day has 24 hours.
private let units: [(letter: Character, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]

/// A hundred years: longer than any sensible setting, and well within what an `Int64` or a date can hold.
private let longest: Int64 = 36_500 * 86_400

extension Duration {
    /// Parses `30s`, `5m`, `14d` or `1h30m`: whole numbers with a unit, each unit once, longest first.
    ///
    /// Nil for anything else, and above 36,500 days.
    package init?(_ text: some StringProtocol) {
        var total: Int64 = 0
        var rest = text[...]
        var allowed = units[...]
        repeat {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let letter = rest.dropFirst(digits.count).first,
                let unit = allowed.firstIndex(where: { $0.letter == letter }),
                let number = Int64(digits), number <= longest / units[unit].seconds
            else { return nil }
            total += number * units[unit].seconds
            rest = rest.dropFirst(digits.count + 1)
            allowed = allowed[(unit + 1)...]
        } while !rest.isEmpty
        guard total <= longest else { return nil }
        self = .seconds(total)
    }

    /// The text that `init(_:)` parses: `1h30m`, `0s`. Fractions of a second are dropped; negative durations start with
    /// `-`.
    package var text: String {
        var rest = components.seconds.magnitude
        var result = ""
        for unit in units where rest >= UInt64(unit.seconds) {
            let (count, remainder) = rest.quotientAndRemainder(dividingBy: UInt64(unit.seconds))
            result += "\(count)\(unit.letter)"
            rest = remainder
        }
        if result.isEmpty { return "0s" }
        return components.seconds < 0 ? "-" + result : result
    }
}
