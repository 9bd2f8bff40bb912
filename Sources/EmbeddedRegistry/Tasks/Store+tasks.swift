import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A task as it is stored.
struct StoredTask: Sendable {
    /// The row; later tasks have higher ones.
    let id: Int64
    /// The service that it belongs to, nil for a standalone one.
    let service: Int64?
    /// When it runs and stops.
    var lifecycle: TaskLifecycle
    /// The shape with its tags, without what depends on the time.
    var stored: ECS.Task

    /// The shape at a time.
    func shape(at now: Timestamp) -> ECS.Task { lifecycle.shape(of: stored, at: now.milliseconds) }
}

extension Store {
    static let taskColumns = "SELECT id, service, createdAt, runsAt, stoppingAt, stoppedAt, json FROM tasks"

    /// The task of that ID.
    func task(_ name: String, in cluster: StoredCluster) throws(ECSError) -> StoredTask? {
        try first(Self.taskColumns + " WHERE cluster = ? AND name = ?", [cluster.id, name]).map(task)
    }

    /// The task that a request names, by ID or ARN.
    /// - Throws: InvalidParameterException.
    func requiredTask(_ reference: String?, in cluster: StoredCluster) throws(ECSError) -> StoredTask {
        let name = ResourceName(reference ?? "", type: "task", in: scope)?.name(within: cluster)
        guard let name, let task = try task(name, in: cluster) else {
            throw .invalid("The referenced task was not found.")
        }
        return task
    }

    /// What RunTask started under a client token, with the request that did.
    func tasks(
        startedWith token: String, in cluster: StoredCluster
    ) throws(ECSError) -> (tasks: [StoredTask], request: Data?) {
        let tasks = try all(
            Self.taskColumns + " WHERE cluster = ? AND clientToken = ? ORDER BY id", [cluster.id, token]
        ).map(task)
        let row = try first(
            "SELECT request FROM tasks WHERE cluster = ? AND clientToken = ? LIMIT 1", [cluster.id, token])
        return (tasks, row?[0])
    }

    /// Starts tasks that differ in their ID alone.
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

    /// Asks a task to stop; one that is stopping or has stopped is left alone. Returns it as it is then.
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

    /// Keeps a change that has nothing to do with the task's lifecycle.
    func update(_ task: StoredTask) throws(ECSError) {
        try run("UPDATE tasks SET json = ? WHERE id = ?", [JSONBody.encode(task.stored), task.id])
    }

    /// From a row with ``taskColumns``.
    func task(_ row: Row) throws(ECSError) -> StoredTask {
        StoredTask(
            id: row[0], service: row[1],
            lifecycle: TaskLifecycle(createdAt: row[2], runsAt: row[3], stoppingAt: row[4], stoppedAt: row[5]),
            stored: try JSONBody.decode(ECS.Task.self, from: row[6]))
    }
}
