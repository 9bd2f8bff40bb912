import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A validated definition that has no revision number yet.
struct Registration: Sendable {
    /// The family that numbers it.
    let family: Family
    /// A TaskDefinition as JSON without the members that ``StoredRevision`` adds. Has at least one member.
    let content: Data
    /// A list of Tag as JSON; nil if none were sent.
    let tags: Data?
}

extension Store {
    private static let columns = """
        SELECT r.family AS familyID, r.number, r.status, r.registeredAt, r.deregisteredAt, r.tags, c.json, r.deleteRequestedAt
        FROM families f CROSS JOIN revisions r ON r.family = f.id CROSS JOIN contents c ON c.id = r.content
        WHERE f.scope = ? AND f.name = ?
        """
    /// Selects one revision by its number.
    static let pinned = columns + " AND r.number = ?"
    /// Selects the newest ACTIVE revision.
    static let newestActive = columns + " AND r.status = 'ACTIVE' ORDER BY r.number DESC LIMIT 1"

    /// One revision, of any status.
    func revision(_ id: RevisionID) throws(ECSError) -> StoredRevision? {
        try revision(Self.pinned, of: id.family, [.integer(id.revision.number)])
    }

    /// The newest ACTIVE revision, which a bare family name means.
    func newestActive(_ family: Family) throws(ECSError) -> StoredRevision? {
        try revision(Self.newestActive, of: family)
    }

    private func revision(
        _ query: String, of family: Family, _ values: [SQLiteValue] = []
    ) throws(ECSError) -> StoredRevision? {
        var revision: StoredRevision?
        try each(query, [.text(scopeKey), .text(family.name)] + values) { row throws(ECSError) in
            revision = try StoredRevision(row, family)
        }
        return revision
    }

    private static let nextNumber = """
        UPDATE families SET last = last + 1, lastRegisteredAt = max(lastRegisteredAt, ?)
        WHERE scope = ? AND name = ? AND last < ? RETURNING id, last, lastRegisteredAt
        """
    private static let firstNumber = """
        INSERT INTO families (scope, name, last, lastRegisteredAt) VALUES (?, ?, 1, ?)
        ON CONFLICT DO NOTHING RETURNING id, last, lastRegisteredAt
        """

    /// Stores a revision under the next number.
    ///
    /// Its time of registration is never before that of a lower revision, even if the clock went back.
    func register(_ registration: Registration) throws(ECSError) -> StoredRevision {
        let now = Int(now.milliseconds)
        let family: [SQLiteValue] = [.text(scopeKey), .text(registration.family.name)]
        var revision: StoredRevision?
        let readRow: (SQLiteRow) throws(ECSError) -> Void = { counter throws(ECSError) in
            revision = StoredRevision(
                familyID: Int64(counter.integer(0)), family: registration.family, number: counter.integer(1),
                status: .active, registeredAt: Int64(counter.integer(2)), deregisteredAt: nil,
                tags: registration.tags, content: registration.content)
        }
        // Not in one statement, for which SQLite would open its own savepoint.
        try each(Self.nextNumber, [.integer(now)] + family + [.integer(Revision.highest.number)], readRow)
        if revision == nil { try each(Self.firstNumber, family + [.integer(now)], readRow) }
        guard let revision else {
            throw ECSError(
                .limitExceeded,
                "The family '\(registration.family)' has had \(Revision.highest) revisions, which is the limit.")
        }
        try each("INSERT INTO contents (json) VALUES (?)", [.bytes(registration.content)])
        try each(
            """
            INSERT INTO revisions (family, number, status, registeredAt, tags, content)
            VALUES (?, ?, 'ACTIVE', ?, ?, ?)
            """,
            [
                .integer(Int(revision.familyID)), .integer(revision.number), .integer(Int(revision.registeredAt)),
                .bytes(revision.tags), .integer(Int(database.lastInsertedRowID)),
            ])
        return revision
    }

    /// Makes an ACTIVE revision INACTIVE. The time is never before its registration, even if the clock went back.
    ///
    /// Returns the revision as ECS does here: without the time of deregistration, which later responses contain.
    func deregister(_ revision: StoredRevision) throws(ECSError) -> StoredRevision {
        try each(
            """
            UPDATE revisions SET status = 'INACTIVE', deregisteredAt = max(?, registeredAt)
            WHERE family = ? AND number = ?
            """,
            [.integer(Int(now.milliseconds)), .integer(Int(revision.familyID)), .integer(revision.number)])
        var after = revision
        after.status = .inactive
        return after
    }

    /// Replaces the tags of a revision with a list of Tag as JSON.
    func update(_ revision: StoredRevision, tags: Data) throws(ECSError) {
        try run(
            "UPDATE revisions SET tags = ? WHERE family = ? AND number = ?",
            [tags, revision.familyID, revision.number])
    }
}
