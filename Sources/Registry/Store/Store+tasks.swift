import ECSWire
import Foundation
import GRDB
import TaskDefinitions

/// A task as it is kept.
struct StoredTask: Sendable {
    /// The row; later tasks have higher ones.
    let id: Int64
    /// The service that it belongs to, nil for a standalone one.
    let service: Int64?
    /// The shape with its tags.
    let shape: ECS.Task
}

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
}

extension Store {
    private static let columns = "SELECT id, service, json FROM tasks"

    /// The task of that ID.
    func task(_ name: String, in cluster: StoredCluster) throws(ECSError) -> StoredTask? {
        try first(Self.columns + " WHERE cluster = ? AND name = ?", [cluster.id, name]).map(task)
    }

    private static let ofService = " FROM tasks WHERE service = ? AND desiredStatus = 'RUNNING'"
    /// How many tasks of a service run that one deployment or task set started.
    static let runningCount = "SELECT count(*)" + ofService + " AND startedBy = ?"
    /// The rows of those that something else started.
    static let strays = "SELECT id" + ofService + " AND startedBy <> ?"
    /// The rows of those that are more than some number, the oldest kept.
    static let surplus = "SELECT id" + ofService + " AND startedBy = ? ORDER BY id LIMIT -1 OFFSET ?"

    /// How many of a service's tasks run that `origin` started. Decodes none.
    func runningCount(of service: Int64, startedBy origin: String) throws(ECSError) -> Int {
        try count(Self.runningCount, [service, origin])
    }

    /// A service's running tasks of other origin, in order, and then its own but for the `kept` oldest.
    func superfluousTasks(
        of service: Int64, startedBy origin: String, keeping kept: Int
    ) throws(ECSError) -> [StoredTask] {
        var ids: [Int64] = try all(Self.strays, [service, origin]).map { $0[0] }.sorted()
        ids += try all(Self.surplus, [service, origin, kept]).map { $0[0] }
        var tasks: [StoredTask] = []
        for id in ids {
            if let row = try first(Self.columns + " WHERE id = ?", [id]) { tasks.append(try task(row)) }
        }
        return tasks
    }

    /// Forgets tasks that stopped over an hour ago, which is about as long as ECS shows them.
    func dropLongStopped(in cluster: StoredCluster) throws(ECSError) {
        try run(
            "DELETE FROM tasks WHERE cluster = ? AND stoppedAt < ?", [cluster.id, now.milliseconds - 3_600_000])
    }

    /// What RunTask started under a client token, with the request that did.
    func tasks(
        startedWith token: String, in cluster: StoredCluster
    ) throws(ECSError) -> (tasks: [StoredTask], request: Data?) {
        let rows = try all(
            "SELECT id, service, json, request FROM tasks WHERE cluster = ? AND clientToken = ? ORDER BY id",
            [cluster.id, token])
        return (try tasks(rows), rows.first.flatMap { $0[3] })
    }

    /// Rows and ARNs in the order in which they were started, from behind one.
    func taskARNs(
        in cluster: StoredCluster, _ filter: TaskFilter, after: Int64, limit: Int
    ) throws(ECSError) -> [(id: Int64, arn: String)] {
        var sql = "SELECT id, name FROM tasks WHERE cluster = ? AND desiredStatus = ? AND id > ?"
        var arguments: StatementArguments = [cluster.id, filter.desiredStatus, after]
        let conditions: [(String, (any DatabaseValueConvertible)?)] = [
            ("family", filter.family), ("service", filter.service), ("startedBy", filter.startedBy),
            ("launchType", filter.launchType),
        ]
        for case (let column, let value?) in conditions {
            sql += " AND \(column) = ?"
            arguments += [value]
        }
        return try all(sql + " ORDER BY id LIMIT ?", arguments + [limit])
            .map { ($0[0], scope.arn("task/\(cluster.name)/\($0[1] as String)")) }
    }

    /// Starts tasks that differ in their ID alone.
    func start(
        _ count: Int, of template: TaskTemplate, in cluster: StoredCluster, service: Int64? = nil,
        token: String? = nil, request: Data? = nil
    ) throws(ECSError) -> [ECS.Task] {
        var started: [ECS.Task] = []
        for _ in 0..<count {
            let name = UUID().uuidString.lowercased().replacing("-", with: "")
            let shape = template.task(id: name, in: scope, at: now)
            try run(
                """
                INSERT INTO tasks
                (cluster, name, family, service, startedBy, launchType, desiredStatus, clientToken, request, json)
                VALUES (?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?)
                """,
                [
                    cluster.id, name, template.definition.family, service, template.startedBy, shape.launchType,
                    token, request, JSONBody.encode(shape),
                ])
            started.append(shape)
        }
        return started
    }

    /// Stops a task; returns it as it is then.
    func stop(_ task: StoredTask, _ code: String, because reason: String) throws(ECSError) -> ECS.Task {
        let shape = task.shape.stopped(code, because: reason, at: now)
        try run(
            "UPDATE tasks SET desiredStatus = 'STOPPED', stoppedAt = ?, json = ? WHERE id = ?",
            [shape.stoppedAt?.milliseconds, JSONBody.encode(shape), task.id])
        return shape
    }

    private func tasks(_ rows: [Row]) throws(ECSError) -> [StoredTask] {
        try rows.map(task)
    }

    private func task(_ row: Row) throws(ECSError) -> StoredTask {
        StoredTask(id: row[0], service: row[1], shape: try JSONBody.decode(ECS.Task.self, from: row[2]))
    }
}
