import SwiftExtensions

/// The random choices of a campaign: the same seed gives the same choices on every machine.
struct Dice: RandomNumberGenerator {
    private var generator: SplitMix64

    /// - Parameter round: different rounds of one seed are independent of each other.
    init(seed: UInt64, round: Int = 0) {
        var first = SplitMix64(seed: seed)
        generator = SplitMix64(seed: first.next() ^ (UInt64(truncatingIfNeeded: round) &* 0xD605_BBB5_8C8A_BBFD))
    }

    mutating func next() -> UInt64 { generator.next() }

    /// A number in the range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// True with a probability in percent.
    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    /// One of the items, which must not be empty.
    mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }
}
