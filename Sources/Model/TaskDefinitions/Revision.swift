/// The number of a revision within its family: 1, 2, 3 and so on.
///
/// ECS hands numbers out in order and never again, so that a higher number is never the older one.
package struct Revision: Hashable, Sendable {
    /// The highest number a family can reach (service quota, deregistered revisions included).
    package static let highest = Revision(unchecked: 1_000_000)
    /// The number, 1 to 1,000,000.
    package let number: Int

    /// Nil when the number is not between 1 and 1,000,000.
    package init?(_ number: Int) {
        guard (1...Self.highest.number).contains(number) else { return nil }
        self.number = number
    }

    /// Nil when the text is not a plain decimal number in that range: no sign, no leading zero.
    package init?(_ text: some StringProtocol) {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), first != UInt8(ascii: "+"),
            let number = Int(text)
        else { return nil }
        self.init(number)
    }

    init(unchecked number: Int) { self.number = number }
}

extension Revision: Comparable {
    /// Older before newer.
    package static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
}

extension Revision: CustomStringConvertible {
    package var description: String { String(number) }
}

extension Revision: ExpressibleByIntegerLiteral {
    /// For numbers that stand in source code; a number out of range stops the program.
    package init(integerLiteral number: Int) {
        precondition((1...Self.highest.number).contains(number), "a revision is 1 to 1,000,000")
        self.number = number
    }
}
