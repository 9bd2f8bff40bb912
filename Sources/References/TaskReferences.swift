import AWSClient
import ECSWire
import Foundation
import Planning
import TaskDefinitions

/// What tasks refer to: those that are to run, and those that are to stop and have not yet.
///
/// Pages: ListTasks for each of the two desired statuses, 100; then DescribeTasks, 100 a call. Permissions:
/// `ecs:ListTasks`, `ecs:DescribeTasks`.
struct TaskReferences {
    let client: ECSClient
    let readAt: Date

    func read(_ clusters: [String]) async throws(ReferenceFailure) -> [Reference] {
        var references: [Reference] = []
        for cluster in clusters { references += try await read(cluster, attempts: 3) }
        return references
    }

    /// A task may end and be forgotten between the list and the description; then the cluster is read again.
    private func read(_ cluster: String, attempts: Int) async throws(ReferenceFailure) -> [Reference] {
        do {
            return try await read(cluster)
        } catch let error where error.isMissing && attempts > 1 {
            return try await read(cluster, attempts: attempts - 1)
        }
    }

    private func read(_ cluster: String) async throws(ReferenceFailure) -> [Reference] {
        var references: [Reference] = []
        // A task that turns from one status to the other between the two lists is in the second at least.
        var arns: Set<String> = []
        for status in ["RUNNING", "STOPPED"] { arns.formUnion(try await list(cluster, status)) }
        for batch in arns.sorted().batches(of: 100) {
            for task in try await describe(batch, cluster) where task.lastStatus != "STOPPED" {
                references.append(try reference(of: task))
            }
        }
        return references
    }

    private func list(_ cluster: String, _ status: String) async throws(ReferenceFailure) -> [String] {
        let input = ECS.ListTasks.Input {
            $0.cluster = cluster
            $0.desiredStatus = status
        }
        do {
            return try await client.all(of: ECS.ListTasks.self, input)
        } catch {
            throw ReferenceFailure("the tasks of \(cluster) could not be listed: \(error)")
        }
    }

    private func describe(_ arns: [String], _ cluster: String) async throws(ReferenceFailure) -> [TaskView] {
        let answer: TasksView
        do {
            answer = try await client.call(
                ECS.DescribeTasks.self,
                .init {
                    $0.cluster = cluster
                    $0.tasks = arns
                }, reading: TasksView.self)
        } catch {
            throw ReferenceFailure("the tasks of \(cluster) could not be described: \(error)")
        }
        let tasks = answer.tasks ?? []
        try answer.failures.requireNone(of: "tasks", in: cluster)
        try arns.requireAll(of: "tasks", in: cluster, among: tasks.compactMap(\.taskArn))
        return tasks
    }

    private func reference(of task: TaskView) throws(ReferenceFailure) -> Reference {
        let name = task.taskArn ?? ""
        guard let text = task.taskDefinitionArn, let target = TaskDefinitionName(text) else {
            throw ReferenceFailure(
                "task \(name) names a task definition that cannot be read: '\(task.taskDefinitionArn ?? "")'")
        }
        return Reference(.task, name, uses: target, readAt: readAt)
    }
}

/// What is read of a DescribeTasks answer.
private struct TasksView: Decodable {
    let tasks: [TaskView]?
    let failures: [ECS.Failure]?
}

/// What is read of a task.
private struct TaskView: Decodable {
    let taskArn: String?
    let taskDefinitionArn: String?
    let lastStatus: String?
}
