/// SplitMix64: the same seed gives the same throws on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter round: different rounds of one seed have nothing to do with each other.
    init(seed: UInt64, round: Int = 0) {
        state = seed
        let start = next()
        state = start ^ (UInt64(truncatingIfNeeded: round) &* 0xD605_BBB5_8C8A_BBFD)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of the items, of which there must be some.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }
}
