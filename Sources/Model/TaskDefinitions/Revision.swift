/// A revision number within its family: 1, 2, 3 and so on.
///
/// ECS assigns numbers in ascending order and never reuses one, so that a higher number is never older.
package struct Revision: Hashable, Sendable {
    /// The highest number that a family can reach (a service quota; deregistered revisions count).
    package static let highest = Revision(unchecked: 1_000_000)
    /// The number, 1 to 1,000,000.
    package let number: Int

    /// Nil unless the number is between 1 and 1,000,000.
    package init?(_ number: Int) {
        guard (1...Self.highest.number).contains(number) else { return nil }
        self.number = number
    }

    /// Nil unless the text is a plain decimal number in that range: no sign, no leading zero.
    package init?(_ text: some StringProtocol) {
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), first != UInt8(ascii: "+"),
            let number = Int(text)
        else { return nil }
        self.init(number)
    }

    init(unchecked number: Int) { self.number = number }
}

extension Revision: Comparable {
    /// Older revisions first.
    package static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
}

extension Revision: CustomStringConvertible {
    package var description: String { String(number) }
}

extension Revision: ExpressibleByIntegerLiteral {
    /// For literals in source code; a number out of range traps.
    package init(integerLiteral number: Int) {
        precondition((1...Self.highest.number).contains(number), "a revision is 1 to 1,000,000")
        self.number = number
    }
}
