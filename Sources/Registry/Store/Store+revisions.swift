import ECSWire
import Foundation
import GRDB
import TaskDefinitions

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
        try first(Self.pinned, [scopeKey, id.family.name, id.revision.number]).map { row throws(ECSError) in
            try StoredRevision(row, id.family)
        }
    }

    /// The revision that a bare family names now.
    func newestActive(_ family: Family) throws(ECSError) -> StoredRevision? {
        try first(Self.newestActive, [scopeKey, family.name]).map { row throws(ECSError) in
            try StoredRevision(row, family)
        }
    }

    /// Gives the next number.
    ///
    /// The time of registration is never before that of the revision below, even when the clock went back.
    func register(_ registration: Registration) throws(ECSError) -> StoredRevision {
        let counter = try first(
            """
            INSERT INTO families (scope, name, last, lastRegisteredAt) VALUES (?, ?, 1, ?)
            ON CONFLICT (scope, name) DO UPDATE
            SET last = last + 1, lastRegisteredAt = max(lastRegisteredAt, excluded.lastRegisteredAt) WHERE last < ?
            RETURNING id, last, lastRegisteredAt
            """, [scopeKey, registration.family.name, now.milliseconds, Revision.highest.number])
        guard let counter else {
            throw ECSError(
                .limitExceeded,
                "The family '\(registration.family)' has had \(Revision.highest) revisions, which is the limit.")
        }
        let revision = StoredRevision(
            familyID: counter[0], family: registration.family, number: counter[1], status: .active,
            registeredAt: counter[2], deregisteredAt: nil, tags: registration.tags, content: registration.content)
        let content = try run("INSERT INTO contents (json) VALUES (?)", [registration.content])
        try run(
            """
            INSERT INTO revisions (family, number, status, registeredAt, tags, content)
            VALUES (?, ?, 'ACTIVE', ?, ?, ?)
            """,
            [revision.familyID, revision.number, revision.registeredAt, revision.tags, content])
        return revision
    }

    /// Takes an ACTIVE revision out of service, never before it was registered, even when the clock went back.
    ///
    /// Returns it as ECS answers: without the time, which later answers have.
    func deregister(_ revision: StoredRevision) throws(ECSError) -> StoredRevision {
        try run(
            """
            UPDATE revisions SET status = 'INACTIVE', deregisteredAt = max(?, registeredAt)
            WHERE family = ? AND number = ?
            """,
            [now.milliseconds, revision.familyID, revision.number])
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
