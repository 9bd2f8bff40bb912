import ECSWire
import GRDB
import Model

extension Store {
    /// A revision in a list.
    struct Entry: Equatable, Sendable {
        /// The family's name.
        let family: String
        /// The number.
        let number: Int
    }

    /// Up to `limit` revisions of one status in ECS's order, from behind an entry.
    ///
    /// Costs the entries given back and one look at each family passed over; never a sort.
    func revisions(
        _ status: RevisionStatus, of family: String?, descending: Bool, after: Entry?, limit: Int
    ) throws(ECSError) -> [Entry] {
        // Before every name and number, or behind them.
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

    /// The numbers of one family from behind one of them.
    static func revisionsOfFamily(_ descending: Bool) -> String {
        let (beyond, order) = descending ? ("<", "DESC") : (">", "ASC")
        return entries + " AND f.name = ? AND r.number \(beyond) ? ORDER BY r.number \(order) LIMIT ?"
    }

    /// All numbers of the families behind one of them.
    static func revisionsBeyondFamily(_ descending: Bool) -> String {
        let (beyond, order) = descending ? ("<", "DESC") : (">", "ASC")
        return entries + " AND f.name \(beyond) ? ORDER BY f.name \(order), r.number \(order) LIMIT ?"
    }

    /// Up to `limit` families in order of name, from behind one.
    ///
    /// A family whose revisions were all deleted is not among them.
    ///
    /// - Parameter active: those with an ACTIVE revision, those without, or, when nil, both.
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
            // Every character of a name lies below DEL.
            [scopeKey, after, prefix, prefix + "\u{7F}", limit]
        ).map { $0[0] }
    }
}
