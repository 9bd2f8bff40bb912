import AWSWire
import ECSWire
import GRDB

/// The tasks that one deployment or task set started for a service.
struct TaskCounts: Equatable, Sendable {
    /// The ID of the deployment or task set.
    let origin: String
    /// The tasks that should run, and those that do.
    let tasks: Rollout.Tasks
    /// The tasks that are stopping.
    let stopping: Int
    /// When the next of them runs or stops, in milliseconds since 1970; nil if none will.
    let dueAt: Int64?
}

extension [TaskCounts] {
    /// All tasks with the desired status RUNNING.
    var wanted: Int { reduce(0) { $0 + $1.tasks.wanted } }
    /// Those of them that already run.
    var running: Int { reduce(0) { $0 + $1.tasks.running } }
}

extension Store {
    /// Counts all tasks of a service that have not stopped. Decodes none.
    static let taskCounts = """
        SELECT startedBy,
            count(*) FILTER (WHERE desiredStatus = 'RUNNING'),
            count(*) FILTER (WHERE desiredStatus = 'RUNNING' AND runsAt <= ?2),
            count(*) FILTER (WHERE desiredStatus = 'STOPPED'),
            min(CASE WHEN desiredStatus = 'STOPPED' THEN stoppedAt WHEN runsAt > ?2 THEN runsAt END)
        FROM tasks WHERE service = ?1 AND (desiredStatus = 'RUNNING' OR desiredStatus = 'STOPPED' AND stoppedAt > ?2)
        GROUP BY startedBy
        """

    /// The tasks of a service, grouped by what started them.
    func taskCounts(of service: Int64) throws(ECSError) -> [TaskCounts] {
        try all(Self.taskCounts, [service, now.milliseconds]).map { row in
            TaskCounts(
                origin: row[0] ?? "", tasks: Rollout.Tasks(wanted: row[1], running: row[2]), stopping: row[3],
                dueAt: row[4])
        }
    }
}
