import AWSWire
import ECSWire
import GRDB

/// Which tasks a list is to have; nil lets all pass.
struct TaskFilter: Sendable {
    /// `RUNNING` or `STOPPED`.
    var desiredStatus: String
    /// The family of the revision that they run.
    var family: String?
    /// The service's row.
    var service: Int64?
    /// As given to RunTask, or the deployment's ID.
    var startedBy: String?
    /// `EC2`, `FARGATE` and so on.
    var launchType: String?
    /// The ID of the container instance that StartTask named.
    var instance: String?
}

/// How many tasks of one origin a service has, and what becomes of them by themselves.
struct TaskCounts: Equatable, Sendable {
    /// The deployment or task set that started them.
    let origin: String
    /// Those that are to run, and do.
    let tasks: Rollout.Tasks
    /// Those that were asked to stop and have not stopped yet.
    let stopping: Int
    /// When the next of them runs or stops; nil when none will.
    let dueAt: Int64?
}

extension Store {
    /// Rows and ARNs in the order in which they were started, from behind one.
    func taskARNs(
        in cluster: StoredCluster, _ filter: TaskFilter, after: Int64, limit: Int
    ) throws(ECSError) -> [(id: Int64, arn: String)] {
        var sql = "SELECT id, name FROM tasks WHERE cluster = ? AND desiredStatus = ? AND id > ?"
        var arguments: StatementArguments = [cluster.id, filter.desiredStatus, after]
        let conditions: [(String, (any DatabaseValueConvertible)?)] = [
            ("family", filter.family), ("service", filter.service), ("startedBy", filter.startedBy),
            ("launchType", filter.launchType), ("instance", filter.instance),
        ]
        for case (let column, let value?) in conditions {
            sql += " AND \(column) = ?"
            arguments += [value]
        }
        return try all(sql + " ORDER BY id LIMIT ?", arguments + [limit])
            .map { ($0[0], scope.arn("task/\(cluster.name)/\($0[1] as String)")) }
    }

    /// Of everything that runs, or has not stopped yet, for a service. Decodes none.
    static let taskCounts = """
        SELECT startedBy,
            count(*) FILTER (WHERE desiredStatus = 'RUNNING'),
            count(*) FILTER (WHERE desiredStatus = 'RUNNING' AND runsAt <= ?2),
            count(*) FILTER (WHERE desiredStatus = 'STOPPED'),
            min(CASE WHEN desiredStatus = 'STOPPED' THEN stoppedAt WHEN runsAt > ?2 THEN runsAt END)
        FROM tasks WHERE service = ?1 AND (desiredStatus = 'RUNNING' OR desiredStatus = 'STOPPED' AND stoppedAt > ?2)
        GROUP BY startedBy
        """

    /// A service's tasks, by what started them.
    func taskCounts(of service: Int64) throws(ECSError) -> [TaskCounts] {
        try all(Self.taskCounts, [service, now.milliseconds]).map { row in
            TaskCounts(
                origin: row[0] ?? "", tasks: Rollout.Tasks(wanted: row[1], running: row[2]), stopping: row[3],
                dueAt: row[4])
        }
    }

    /// Rows to stop first, of so many origins. Decodes none.
    static func rowsToStop(ofOrigins count: Int) -> String {
        """
        SELECT id FROM tasks WHERE service = ? AND startedBy IN (\(Array(repeating: "?", count: count).joined(separator: ", ")))
        AND desiredStatus = 'RUNNING' ORDER BY runsAt > ? DESC, id DESC LIMIT ?
        """
    }

    /// The tasks of some origins to stop first: whatever started them, those that do not run yet, then the newest.
    func tasksToStop(
        _ count: Int, of service: Int64, startedBy origins: [String]
    ) throws(ECSError) -> [StoredTask] {
        guard count > 0 else { return [] }
        let rows = try all(
            Self.rowsToStop(ofOrigins: origins.count),
            [service] + StatementArguments(origins) + [now.milliseconds, count])
        var tasks: [StoredTask] = []
        for row in rows {
            let found = try first(Self.taskColumns + " WHERE id = ?", [row[0] as Int64])
            if let found { tasks.append(try task(found)) }
        }
        return tasks
    }

    /// Whether a task that has not stopped runs a revision.
    func hasTask(running definitionARN: String) throws(ECSError) -> Bool {
        try first(
            "SELECT 1 FROM tasks WHERE definition = ? AND (stoppedAt IS NULL OR stoppedAt > ?) LIMIT 1",
            [definitionARN, now.milliseconds]) != nil
    }
}
