import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of tasks: those that should run, and those that should stop but have not yet.
struct TaskReferences {
    static let description = SourceDescription(
        name: .tasks, finds: "tasks in every cluster that have not stopped, whatever their desired status",
        calls: [
            SourceCall(.ecs, "ListClusters", 100), SourceCall(.ecs, "ListTasks", 100),
            SourceCall(.ecs, "DescribeTasks", 100),
        ])

    let client: ECSClient
    let counts: TaskCounts
    let readAt: Date

    /// The tasks of the clusters; or only those of some families if that is cheaper.
    ///
    /// A list by family has every task whose definition is of that family, and tasks of other families cannot refer to
    /// it: nothing relevant is left out. The clusters are current in either case.
    func read(_ clusters: [String], _ families: Set<Family>?) async throws(ReferenceFailure) -> [Reference] {
        try await concurrentMap(clusters) { cluster throws(ReferenceFailure) in
            // A task may end and be forgotten between the list and the description.
            try await rereadWhileMissing { () throws(ReferenceFailure) in try await read(cluster, families) }
        }.flatMap { $0 }
    }

    private func read(_ cluster: String, _ families: Set<Family>?) async throws(ReferenceFailure) -> [Reference] {
        guard let families, counts.favor(families, in: cluster) else {
            let lists = try await list(cluster, of: [nil])
            let tasks = try await describe(lists, cluster)
            counts.record(ClusterTasks(lists, tasks), in: cluster)
            return try references(of: tasks)
        }
        let lists = try await list(cluster, of: families.sorted())
        return try references(of: try await describe(lists, cluster))
    }

    /// A task whose desired status changes between the two lists must be in one of them. It never changes from STOPPED
    /// to RUNNING, so RUNNING is listed first, and the two are never listed concurrently.
    ///
    /// - Parameter families: nil for the tasks of all families.
    private func list(_ cluster: String, of families: [Family?]) async throws(ReferenceFailure) -> [TaskList] {
        try await concurrentMap(families, width: 4) { family throws(ReferenceFailure) in
            var lists: [TaskList] = []
            for status in ["RUNNING", "STOPPED"] {
                let input = ECS.ListTasks.Input {
                    ($0.cluster, $0.family, $0.desiredStatus) = (cluster, family?.name, status)
                }
                do {
                    lists.append(TaskList(status: status, tasks: try await client.all(of: ECS.ListTasks.self, input)))
                } catch {
                    throw ReferenceFailure("the tasks of \(cluster) could not be listed: \(error)")
                }
            }
            return lists
        }.flatMap { $0 }
    }

    private func describe(_ lists: [TaskList], _ cluster: String) async throws(ReferenceFailure) -> [DescribedTask] {
        let arns = Set(lists.flatMap(\.tasks)).sorted()
        return try await concurrentMap(arns.batches(of: 100), width: 4) { arns throws(ReferenceFailure) in
            let response: DescribedTasks
            do {
                response = try await client.call(
                    ECS.DescribeTasks.self,
                    .init {
                        $0.cluster = cluster
                        $0.tasks = arns
                    }, reading: DescribedTasks.self)
            } catch {
                throw ReferenceFailure("the tasks of \(cluster) could not be described: \(error)")
            }
            let tasks = response.tasks ?? []
            try response.failures.requireNone(of: "tasks of \(cluster)")
            try arns.requireAll(of: "tasks of \(cluster)", among: tasks.map(\.taskArn))
            return tasks
        }.flatMap { $0 }
    }

    /// A daemon's task may name a daemon task definition, which is not a task definition and has its own revisions.
    /// Ignoring exactly these is Roster's choice: what such tasks report is undocumented.
    private func references(of tasks: [DescribedTask]) throws(ReferenceFailure) -> [Reference] {
        try tasks.filter { $0.lastStatus != "STOPPED" && !$0.isOfDaemon }.map { task throws(ReferenceFailure) in
            let name = task.taskArn ?? ""
            let target = try TaskDefinitionName(read: task.taskDefinitionArn, of: "task \(name)")
            return Reference(.task, name, uses: target, since: task.createdAt?.date, readAt: readAt)
        }
    }
}

/// The tasks of one desired status.
private struct TaskList {
    let status: String
    let tasks: [String]
}

/// The members of a DescribeTasks response that are read.
private struct DescribedTasks: Decodable {
    let tasks: [DescribedTask]?
    let failures: [ECS.Failure]?
}

/// The members of a task that are read.
private struct DescribedTask: Decodable {
    let taskArn: String?
    let taskDefinitionArn: String?
    let lastStatus: String?
    let createdAt: Timestamp?

    /// Whether it names `arn:aws:ecs:eu-west-1:123456789012:daemon-task-definition/…`.
    var isOfDaemon: Bool {
        let parts = (taskDefinitionArn ?? "").split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && parts[2] == "ecs"
            && parts[5].hasPrefix("daemon-task-definition/")
    }
}

extension ClusterTasks {
    fileprivate init(_ lists: [TaskList], _ tasks: [DescribedTask]) {
        for list in lists { listed[list.status, default: 0] += list.tasks.count }
        for task in tasks {
            guard let name = task.taskDefinitionArn.flatMap(TaskDefinitionName.init) else { continue }
            byFamily[name.family, default: 0] += 1
        }
    }
}
