/// A set of revisions of one family, stored as ranges: a family's numbers are nearly always contiguous, so that a
/// million of them cost a few bytes.
///
/// Iterates in ascending order. `contains` is a binary search over the ranges.
package struct RevisionSet: Hashable, Sendable {
    /// Disjoint, not adjacent, ascending.
    package private(set) var ranges: [ClosedRange<Int>] = []

    /// The empty set.
    package init() {}

    /// All revisions in a closed range.
    package init(_ range: ClosedRange<Revision>) {
        ranges = [range.lowerBound.number...range.upperBound.number]
    }

    /// The given revisions, in any order, repeats allowed. Ascending input is cheapest.
    package init(_ revisions: some Sequence<Revision>) {
        for revision in revisions { insert(revision) }
    }

    /// The union of the ranges, in any order, overlaps allowed. Sorts the ranges.
    package init(ranges: some Sequence<ClosedRange<Revision>>) {
        self.init(normalizing: ranges.map { $0.lowerBound.number...$0.upperBound.number })
    }

    private init(normalizing unordered: [ClosedRange<Int>]) {
        for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
    }

    /// Adds one revision; in constant time unless it is below the last range.
    package mutating func insert(_ revision: Revision) {
        let number = revision.number
        if let last = ranges.last, number < last.lowerBound {
            if !contains(revision) { self = RevisionSet(normalizing: ranges + [number...number]) }
        } else {
            append(number...number)
        }
    }

    /// Adds a range that starts no lower than the last one does.
    private mutating func append(_ range: ClosedRange<Int>) {
        if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
            ranges[ranges.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
        } else {
            ranges.append(range)
        }
    }

    /// Whether the revision is in the set.
    package func contains(_ revision: Revision) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].contains(revision.number) { return true }
            if ranges[middle].upperBound < revision.number { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// The revisions in either set.
    package func union(_ other: RevisionSet) -> RevisionSet {
        RevisionSet(normalizing: ranges + other.ranges)
    }

    /// The revisions in this set but not in the other. Linear in the number of ranges.
    package func subtracting(_ other: RevisionSet) -> RevisionSet {
        var result = RevisionSet()
        var cuts = other.ranges[...]
        for range in ranges {
            var lower = range.lowerBound
            while let cut = cuts.first, cut.upperBound < lower { cuts.removeFirst() }
            for cut in cuts {
                guard cut.lowerBound <= range.upperBound else { break }
                if cut.lowerBound > lower { result.append(lower...(cut.lowerBound - 1)) }
                lower = Swift.max(lower, cut.upperBound + 1)
            }
            if lower <= range.upperBound { result.append(lower...range.upperBound) }
        }
        return result
    }

    /// The revisions in both sets.
    package func intersection(_ other: RevisionSet) -> RevisionSet {
        subtracting(subtracting(other))
    }

    /// The `count` highest revisions, or all if there are fewer.
    package func newest(_ count: Int) -> RevisionSet {
        var result: [ClosedRange<Int>] = []
        var wanted = count
        for range in ranges.reversed() where wanted > 0 {
            let lower = Swift.max(range.lowerBound, range.upperBound - wanted + 1)
            result.append(lower...range.upperBound)
            wanted -= range.upperBound - lower + 1
        }
        return RevisionSet(normalizing: result)
    }

    /// The lowest revision; nil if the set is empty.
    package var oldest: Revision? { ranges.first.map { Revision(unchecked: $0.lowerBound) } }
    /// The highest revision; nil if the set is empty.
    package var newest: Revision? { ranges.last.map { Revision(unchecked: $0.upperBound) } }
    /// The number of revisions. Linear in the number of ranges.
    package var count: Int { ranges.reduce(0) { $0 + $1.count } }
    /// Whether the set is empty.
    package var isEmpty: Bool { ranges.isEmpty }
}

extension RevisionSet: Sequence {
    /// Ascending.
    package func makeIterator() -> some IteratorProtocol<Revision> {
        ranges.lazy.joined().lazy.map { Revision(unchecked: $0) }.makeIterator()
    }
}

extension RevisionSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral revisions: Revision...) { self.init(revisions) }
}

extension RevisionSet: CustomStringConvertible {
    /// As in a manifest: `12, 38..40`.
    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
