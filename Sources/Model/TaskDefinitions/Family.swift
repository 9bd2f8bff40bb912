/// The name of a task definition family.
///
/// 1 to 255 letters, digits, hyphens and underscores (RegisterTaskDefinition, `family`). Every value is valid: nothing
/// checks it again.
package struct Family: Hashable, Sendable {
    /// The name as ECS writes it; case-sensitive.
    package let name: String

    /// Validates a name.
    /// - Throws: ``InvalidFamily`` if it is empty, too long or contains another character.
    package init(_ name: some StringProtocol) throws(InvalidFamily) {
        guard (1...255).contains(name.utf8.count), name.utf8.allSatisfy(Self.isAllowed) else {
            throw InvalidFamily(name: String(name))
        }
        self.name = String(name)
    }

    /// Whether a name may contain a byte.
    package static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Family: Comparable {
    /// By UTF-8 code unit, the order in which ECS lists families.
    package static func < (left: Family, right: Family) -> Bool { left.name < right.name }
}

extension Family: CustomStringConvertible {
    package var description: String { name }
}

/// A text that is not a valid family name.
package struct InvalidFamily: Error, Equatable, CustomStringConvertible {
    /// The text.
    package let name: String
    package var description: String {
        "'\(name)' is not a family name: 1 to 255 letters, digits, hyphens and underscores are allowed"
    }
}
