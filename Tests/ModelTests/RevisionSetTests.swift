import Model
import SwiftExtensions
import Testing

@Suite struct RevisionSetTests {
    private func revisions(_ numbers: some Sequence<Int>) -> [Revision] { numbers.compactMap { Revision($0) } }

    /// Numbers close to each other, so that ranges touch, overlap and split.
    private func random(using generator: inout SplitMix64) -> [Int] {
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in Int.random(in: 1...40, using: &generator) }
    }

    private func expectEqual(_ set: RevisionSet, _ numbers: Set<Int>, _ what: Comment) {
        #expect(set.map(\.number) == numbers.sorted(), what)
        #expect(set.count == numbers.count, what)
        #expect(set.isEmpty == numbers.isEmpty, what)
        #expect(set.oldest?.number == numbers.min(), what)
        #expect(set.newest?.number == numbers.max(), what)
        let isNormal = zip(set.ranges, set.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound }
        #expect(isNormal, what)
    }

    @Test(arguments: 0..<200)
    func behavesAsASetOfNumbers(_ seed: Int) {
        var generator = SplitMix64(seed: UInt64(seed))
        let (left, right) = (random(using: &generator), random(using: &generator))
        let (one, other) = (RevisionSet(revisions(left)), RevisionSet(revisions(right)))
        let (model, otherModel) = (Set(left), Set(right))
        expectEqual(one, model, "init")
        expectEqual(one.union(other), model.union(otherModel), "union")
        expectEqual(one.subtracting(other), model.subtracting(otherModel), "subtracting")
        expectEqual(one.intersection(other), model.intersection(otherModel), "intersection")
        let count = Int.random(in: 0...35, using: &generator)
        expectEqual(one.newest(count), Set(model.sorted().suffix(count)), "newest")
        let contained = revisions(1...41).filter(one.contains).map(\.number)
        #expect(contained == model.sorted())
        #expect(RevisionSet(revisions(left.reversed())) == one, "the order does not count")
        let pairs = zip(revisions(left), revisions(right)).map { min($0, $1)...max($0, $1) }
        let spanned = Set(pairs.flatMap { Array($0.lowerBound.number...$0.upperBound.number) })
        expectEqual(RevisionSet(ranges: pairs), spanned, "ranges")
    }

    @Test func aMillionAreOneRange() throws {
        let all = RevisionSet(1...Revision.highest)
        #expect(all.count == 1_000_000)
        #expect(all.newest(3).description == "999998..1000000")
        #expect(all.subtracting([500]).ranges == [1...499, 501...1_000_000])
    }

    @Test(
        arguments: [
            (RevisionSet(), ""), ([7], "7"), ([1, 2, 3], "1..3"), ([12, 38, 39, 40, 3], "3, 12, 38..40"),
        ] as [(RevisionSet, String)])
    func textAsInAManifest(_ set: RevisionSet, _ text: String) {
        #expect(set.description == text)
    }
}
