import AWSWire
import ECSWire
import GRDB

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

extension [TaskCounts] {
    /// All that are to run.
    var wanted: Int { reduce(0) { $0 + $1.tasks.wanted } }
    /// Those of them that do.
    var running: Int { reduce(0) { $0 + $1.tasks.running } }
}

extension Store {
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
}
