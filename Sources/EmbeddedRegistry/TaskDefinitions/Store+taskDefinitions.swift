import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A definition that has passed every rule and waits for its number.
struct Registration: Sendable {
    /// Where the number comes from.
    let family: Family
    /// A TaskDefinition's members apart from those that ``StoredRevision`` adds; at least one.
    let content: Data
    /// A list of Tag, nil when none were sent.
    let tags: Data?
}

extension Store {
    private static let columns = """
        SELECT r.family AS familyID, r.number, r.status, r.registeredAt, r.deregisteredAt, r.tags, c.json, r.deleteRequestedAt
        FROM families f CROSS JOIN revisions r ON r.family = f.id CROSS JOIN contents c ON c.id = r.content
        WHERE f.scope = ? AND f.name = ?
        """
    /// A revision by its number.
    static let pinned = columns + " AND r.number = ?"
    /// The revision that a bare family names.
    static let newestActive = columns + " AND r.status = 'ACTIVE' ORDER BY r.number DESC LIMIT 1"

    /// One revision, whatever its status.
    func revision(_ id: RevisionID) throws(ECSError) -> StoredRevision? {
        try revision(Self.pinned, of: id.family, [.integer(id.revision.number)])
    }

    /// The revision that a bare family names now.
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

    /// Gives the next number.
    ///
    /// The time of registration is never before that of the revision below, even when the clock went back.
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
        // Not in one statement, which SQLite would give a savepoint of its own.
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

    /// Takes an ACTIVE revision out of service, never before it was registered, even when the clock went back.
    ///
    /// Returns it as ECS answers: without the time, which later answers have.
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

    /// Replaces a revision's tags by a list of Tag as JSON.
    func update(_ revision: StoredRevision, tags: Data) throws(ECSError) {
        try run(
            "UPDATE revisions SET tags = ? WHERE family = ? AND number = ?",
            [tags, revision.familyID, revision.number])
    }
}
