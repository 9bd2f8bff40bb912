/// A revision of a family within a registry, written `family:revision`.
package struct RevisionID: Hashable, Sendable {
    /// The family.
    package let family: Family
    /// The number within it.
    package let revision: Revision

    package init(_ family: Family, _ revision: Revision) {
        self.family = family
        self.revision = revision
    }

    /// Nil unless the text is `family:revision`.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let family = try? Family(text[..<colon]),
            let revision = Revision(text[text.index(after: colon)...])
        else { return nil }
        self.init(family, revision)
    }
}

extension RevisionID: Comparable {
    /// By family, then by number: the ascending order of ListTaskDefinitions.
    package static func < (left: RevisionID, right: RevisionID) -> Bool {
        left.family == right.family ? left.revision < right.revision : left.family < right.family
    }
}

extension RevisionID: CustomStringConvertible {
    package var description: String { "\(family):\(revision)" }
}
