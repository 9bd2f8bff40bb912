import ECSWire
import GRDB
import Model

extension Store {
    /// A revision in a list.
    struct Entry: Equatable, Sendable {
        /// The name of the family.
        let family: String
        /// The revision number.
        let number: Int
    }

    /// Up to `limit` revisions of one status in ECS's order, after an entry.
    ///
    /// Costs the returned entries and one look-up for each skipped family, but never a sort.
    func revisions(
        _ status: RevisionStatus, of family: String?, descending: Bool, after: Entry?, limit: Int
    ) throws(ECSError) -> [Entry] {
        // Before all names and numbers, or after them.
        let start = after ?? Entry(family: descending ? "\u{7F}" : "", number: descending ? Int.max : 0)
        var entries: [Entry] = []
        entries.reserveCapacity(limit)
        if let name = family ?? after?.family {
            try each(
                Self.revisionsOfFamily(descending),
                [.text(scopeKey), .text(status.rawValue), .text(name), .integer(start.number), .integer(limit)]
            ) { row throws(ECSError) in entries.append(Entry(family: name, number: row.integer(1))) }
        }
        guard family == nil, entries.count < limit else { return entries }
        try each(
            Self.revisionsBeyondFamily(descending),
            [.text(scopeKey), .text(status.rawValue), .text(start.family), .integer(limit - entries.count)]
        ) { row throws(ECSError) in entries.append(Entry(family: row.text(0), number: row.integer(1))) }
        return entries
    }

    private static let entries = """
        SELECT f.name, r.number FROM families f CROSS JOIN revisions r ON r.family = f.id
        WHERE f.scope = ? AND r.status = ?
        """

    /// The numbers of one family, after a number.
    static func revisionsOfFamily(_ descending: Bool) -> String {
        let (beyond, order) = descending ? ("<", "DESC") : (">", "ASC")
        return entries + " AND f.name = ? AND r.number \(beyond) ? ORDER BY r.number \(order) LIMIT ?"
    }

    /// All numbers of the families after a name.
    static func revisionsBeyondFamily(_ descending: Bool) -> String {
        let (beyond, order) = descending ? ("<", "DESC") : (">", "ASC")
        return entries + " AND f.name \(beyond) ? ORDER BY f.name \(order), r.number \(order) LIMIT ?"
    }

    /// Up to `limit` families by name, after a name. A family whose revisions are all deleted is not included.
    ///
    /// - Parameter active: true for families with an ACTIVE revision, false for those without, nil for both.
    func families(prefix: String, active: Bool?, after: String, limit: Int) throws(ECSError) -> [String] {
        let hasActive = "EXISTS (SELECT 1 FROM revisions r WHERE r.family = f.id AND r.status = 'ACTIVE')"
        let hasAny = "EXISTS (SELECT 1 FROM revisions r WHERE r.family = f.id)"
        let condition =
            switch active {
            case true?: "AND \(hasActive)"
            case false?: "AND NOT \(hasActive) AND \(hasAny)"
            case nil: "AND \(hasAny)"
            }
        return try all(
            """
            SELECT f.name FROM families f
            WHERE f.scope = ? AND f.name > ? AND f.name >= ? AND f.name < ? \(condition)
            ORDER BY f.name LIMIT ?
            """,
            // Every character of a name is below DEL.
            [scopeKey, after, prefix, prefix + "\u{7F}", limit]
        ).map { $0[0] }
    }
}
