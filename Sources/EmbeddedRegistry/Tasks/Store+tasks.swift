import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A filter for lists of tasks. A nil member matches all tasks.
struct TaskFilter: Sendable {
    /// `RUNNING` or `STOPPED`.
    var desiredStatus: String
    /// The family of the task's revision.
    var family: String?
    /// The row ID of the service.
    var service: Int64?
    /// As given to RunTask, or the ID of the deployment or task set.
    var startedBy: String?
    /// `EC2`, `FARGATE` and so on.
    var launchType: String?
    /// The ID of the container instance given to StartTask.
    var instance: String?
}

/// A row of the tasks table.
struct StoredTask: Sendable {
    /// The row ID, higher for later tasks.
    let id: Int64
    /// The row ID of the service; nil for a standalone task.
    let service: Int64?
    var lifecycle: TaskLifecycle
    /// The shape with its tags, without the members that depend on the time.
    var stored: ECS.Task

    /// The shape at a time.
    func shape(at now: Timestamp) -> ECS.Task { lifecycle.shape(of: stored, at: now.milliseconds) }
}

extension Store {
    private static let columns = "SELECT id, service, createdAt, runsAt, stoppingAt, stoppedAt, json FROM tasks"

    /// The task with this ID.
    func task(_ name: String, in cluster: StoredCluster) throws(ECSError) -> StoredTask? {
        try first(Self.columns + " WHERE cluster = ? AND name = ?", [cluster.id, name]).map(task)
    }

    /// The task with this ID or ARN.
    /// - Throws: InvalidParameterException.
    func requiredTask(_ reference: String?, in cluster: StoredCluster) throws(ECSError) -> StoredTask {
        let name = ResourceName(reference ?? "", type: "task", in: scope)?.name(within: cluster)
        guard let name, let task = try task(name, in: cluster) else {
            throw .invalid("The referenced task was not found.")
        }
        return task
    }

    /// The tasks that RunTask started with a client token, and its request.
    func tasks(
        startedWith token: String, in cluster: StoredCluster
    ) throws(ECSError) -> (tasks: [StoredTask], request: Data?) {
        let tasks = try all(
            Self.columns + " WHERE cluster = ? AND clientToken = ? ORDER BY id", [cluster.id, token]
        ).map(task)
        let row = try first(
            "SELECT request FROM tasks WHERE cluster = ? AND clientToken = ? LIMIT 1", [cluster.id, token])
        return (tasks, row?[0])
    }

    /// Starts tasks from a template, which differ only in their IDs.
    func start(
        _ count: Int, of template: TaskTemplate, in cluster: StoredCluster, service: Int64? = nil,
        token: String? = nil, request: Data? = nil
    ) throws(ECSError) -> [StoredTask] {
        var started: [StoredTask] = []
        for _ in 0..<count {
            let name = UUID().uuidString.lowercased().replacing("-", with: "")
            let stored = template.task(id: name, in: scope)
            let lifecycle = TaskLifecycle(startingAt: now.milliseconds, step: settings.taskStepMilliseconds)
            let id = try run(
                """
                INSERT INTO tasks
                (cluster, name, family, definition, service, startedBy, launchType, instance, desiredStatus,
                createdAt, runsAt, clientToken, request, json)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?)
                """,
                [
                    cluster.id, name, template.definition.family, template.definitionARN, service,
                    template.startedBy, stored.launchType, template.instance?.name, lifecycle.createdAt,
                    lifecycle.runsAt, token,
                    request, JSONBody.encode(stored),
                ])
            started.append(StoredTask(id: id, service: service, lifecycle: lifecycle, stored: stored))
        }
        return started
    }

    /// Stops a task, unless it is stopping or stopped already. Returns its new state.
    @discardableResult
    func stop(_ task: StoredTask, _ code: String, because reason: String) throws(ECSError) -> StoredTask {
        guard task.lifecycle.stoppingAt == nil else { return task }
        var task = task
        task.lifecycle.stop(at: now.milliseconds, step: settings.taskStepMilliseconds)
        (task.stored.stopCode, task.stored.stoppedReason) = (code, reason)
        try run(
            "UPDATE tasks SET desiredStatus = 'STOPPED', stoppingAt = ?, stoppedAt = ?, json = ? WHERE id = ?",
            [task.lifecycle.stoppingAt, task.lifecycle.stoppedAt, JSONBody.encode(task.stored), task.id])
        return task
    }

    /// Writes a change that does not affect the lifecycle.
    func update(_ task: StoredTask) throws(ECSError) {
        try run("UPDATE tasks SET json = ? WHERE id = ?", [JSONBody.encode(task.stored), task.id])
    }

    /// Reads a row with ``columns``.
    func task(_ row: Row) throws(ECSError) -> StoredTask {
        StoredTask(
            id: row[0], service: row[1],
            lifecycle: TaskLifecycle(createdAt: row[2], runsAt: row[3], stoppingAt: row[4], stoppedAt: row[5]),
            stored: try JSONBody.decode(ECS.Task.self, from: row[6]))
    }

    /// Row IDs and ARNs in the order in which the tasks were started, after a row ID.
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

    /// Selects the row IDs of the tasks to stop first. Decodes none.
    /// - Parameter count: the number of origins.
    static func rowsToStop(ofOrigins count: Int) -> String {
        """
        SELECT id FROM tasks WHERE service = ? AND startedBy IN (\(Array(repeating: "?", count: count).joined(separator: ", ")))
        AND desiredStatus = 'RUNNING' ORDER BY runsAt > ? DESC, id DESC LIMIT ?
        """
    }

    /// The tasks of some deployments or task sets to stop first: those that do not run yet, then the newest.
    func tasksToStop(
        _ count: Int, of service: Int64, startedBy origins: [String]
    ) throws(ECSError) -> [StoredTask] {
        guard count > 0 else { return [] }
        let rows = try all(
            Self.rowsToStop(ofOrigins: origins.count),
            [service] + StatementArguments(origins) + [now.milliseconds, count])
        var tasks: [StoredTask] = []
        for row in rows {
            let found = try first(Self.columns + " WHERE id = ?", [row[0] as Int64])
            if let found { tasks.append(try task(found)) }
        }
        return tasks
    }

    /// Whether a task that has not stopped uses a revision.
    func hasTask(running definitionARN: String) throws(ECSError) -> Bool {
        try first(
            "SELECT 1 FROM tasks WHERE definition = ? AND (stoppedAt IS NULL OR stoppedAt > ?) LIMIT 1",
            [definitionARN, now.milliseconds]) != nil
    }
}
