import AWSWire
import ECSWire
import GRDB
import Model

extension Store {
    /// How long an unused revision stays DELETE_IN_PROGRESS, in milliseconds: on ECS, about an hour at most.
    static let deletionDelay: Int64 = 3_600_000
    /// How long until a revision that is still in use is checked again, in milliseconds.
    private static let deletionRetry: Int64 = 60_000

    /// A revision as part of a change; nil if its deletion is complete by now.
    func currentRevision(_ id: RevisionID) throws(ECSError) -> StoredRevision? {
        let found = try revision(id)
        guard found?.status == .deleteInProgress else { return found }
        try catchUp()
        return try revision(id)
    }

    /// Starts the deletion of an INACTIVE revision, and returns it with its new status.
    func delete(_ revision: StoredRevision) throws(ECSError) -> StoredRevision {
        var after = revision
        (after.status, after.deleteRequestedAt) = (.deleteInProgress, now.milliseconds)
        try run(
            """
            UPDATE revisions SET status = 'DELETE_IN_PROGRESS', deleteRequestedAt = ?, dueAt = ?
            WHERE family = ? AND number = ?
            """,
            [now.milliseconds, now.milliseconds + Self.deletionDelay, revision.familyID, revision.number])
        return after
    }

    /// Removes the revisions whose deletion is due and that no task, service, deployment or task set uses. Their
    /// numbers are not reused. Costs a pass over all services if any is due.
    func removeDeletedRevisions() throws(ECSError) {
        let scopes = try all(
            """
            SELECT DISTINCT f.scope FROM revisions r JOIN families f ON f.id = r.family WHERE r.dueAt <= ?
            """, [now.milliseconds])
        for row in scopes { try at(now.milliseconds, in: Self.scope(ofKey: row[0])).removeDeletedRevisionsInScope() }
    }

    private func removeDeletedRevisionsInScope() throws(ECSError) {
        let due = try all(
            """
            SELECT r.family, r.number, r.content, f.name FROM revisions r JOIN families f ON f.id = r.family
            WHERE r.dueAt <= ? AND f.scope = ?
            """, [now.milliseconds, scopeKey])
        let services = try liveServices()
        let used = Set(services.flatMap(\.shape.definitionARNs))
        for row in due {
            let (family, number): (Int64, Int) = (row[0], row[1])
            let arn = scope.arn("task-definition/\(row[3] as String):\(number)")
            let isUsed = used.contains(arn) ? true : try hasTask(running: arn)
            if isUsed {
                try run(
                    "UPDATE revisions SET dueAt = ? WHERE family = ? AND number = ?",
                    [now.milliseconds + Self.deletionRetry, family, number])
            } else {
                try run("DELETE FROM revisions WHERE family = ? AND number = ?", [family, number])
                try run("DELETE FROM contents WHERE id = ?", [row[2] as Int64])
            }
        }
    }
}

extension ECS.Service {
    /// All task definitions that the service, its deployments and its task sets name.
    var definitionARNs: [String] {
        [taskDefinition].compactMap { $0 } + (deployments ?? []).compactMap(\.taskDefinition)
            + (taskSets ?? []).compactMap(\.taskDefinition)
    }
}
