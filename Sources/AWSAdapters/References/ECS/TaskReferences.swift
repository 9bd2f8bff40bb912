import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of tasks: those that should run, and those that should stop but have not yet, or have while they were
/// read.
struct TaskReferences {
    static let description = SourceDescription(
        name: .tasks, finds: "tasks in every cluster that have not stopped, whatever their desired status",
        calls: [
            SourceCall(.ecs, "ListClusters", 100), SourceCall(.ecs, "ListTasks", 100),
            SourceCall(.ecs, "DescribeTasks", 100),
        ])

    let client: ECSClient
    let counts: TaskCounts
    let stopped: StoppedTaskCache
    let time: TimeSource
    let readAt: Date

    /// The tasks of the clusters; or only those of some families if that is cheaper.
    ///
    /// A list by family has every task whose definition is of that family, and tasks of other families cannot refer to
    /// it: nothing relevant is left out. The clusters are current in either case.
    func read(_ clusters: ClusterLists, _ families: Set<Family>?) async throws(ReferenceFailure) -> [Reference] {
        let tasks = try await clusters.readEach { cluster throws(ReferenceFailure) in try await read(cluster, families)
        }
        if families == nil { stopped.keep(tasks.keys) }
        return try references(of: tasks.sorted { $0.key < $1.key }.flatMap(\.value))
    }

    /// Nil if the cluster cannot be found.
    private func read(_ cluster: String, _ families: Set<Family>?) async throws(ReferenceFailure) -> [DescribedTask]? {
        let narrowed = families.flatMap { counts.favor($0, in: cluster) ? $0.sorted() : nil }
        let lists = try await concurrentMap(narrowed ?? [nil], width: 4) { family throws(ReferenceFailure) in
            try await read(cluster, of: family)
        }.compactMap { $0 }
        guard lists.count == (narrowed?.count ?? 1) else { return nil }
        if narrowed == nil {
            for list in lists {
                counts.record(ClusterTasks(list), in: cluster)
                stopped.replace(list.stopped, in: cluster)
            }
        }
        return lists.flatMap(\.described)
    }

    /// The tasks of a cluster, or of one family in it; nil if the cluster cannot be found.
    ///
    /// A task whose desired status changes between the two lists must be in one of them. It never changes from STOPPED
    /// to RUNNING, so RUNNING is listed first, and the two are never listed concurrently.
    private func read(_ cluster: String, of family: Family?) async throws(ReferenceFailure) -> TaskList? {
        let known = stopped[cluster]
        var list = TaskList()
        var isGone = false
        for status in ["RUNNING", "STOPPED"] where !isGone {
            var listed: [String] = []
            let tasks = try await readListed("task", time, known: list.tasks, by: { $0 }) {
                () throws(ReferenceFailure) in
                let tasks = try await self.list(cluster, family, status)
                isGone = tasks == nil
                listed = tasks ?? []
                return listed.filter { known[$0] == nil }
            } read: { arns throws(ReferenceFailure) in
                try await describe(arns, cluster)
            }
            list.add(listed, status, tasks, known)
        }
        return isGone ? nil : list
    }

    /// Nil if the cluster cannot be found.
    private func list(
        _ cluster: String, _ family: Family?, _ status: String
    ) async throws(ReferenceFailure) -> [String]? {
        let input = ECS.ListTasks.Input { ($0.cluster, $0.family, $0.desiredStatus) = (cluster, family?.name, status) }
        do {
            return try await client.all(of: ECS.ListTasks.self, input)
        } catch let error where error.isGone {
            return nil
        } catch {
            throw ReferenceFailure("the tasks of \(cluster) could not be listed", error)
        }
    }

    /// As far as they exist: a stopped one is forgotten after an hour.
    private func describe(_ arns: [String], _ cluster: String) async throws(ReferenceFailure) -> [String: DescribedTask]
    {
        let batches = try await concurrentMap(arns.batches(of: 100), width: 4) { arns throws(ReferenceFailure) in
            let response: DescribedTasks
            do throws(AWSError) {
                response = try await client.call(
                    ECS.DescribeTasks.self,
                    .init {
                        $0.cluster = cluster
                        $0.tasks = arns
                    }, reading: DescribedTasks.self)
            } catch {
                if error.isGone { return [DescribedTask]() }
                throw ReferenceFailure("the tasks of \(cluster) could not be described", error)
            }
            try response.failures.requireOnlyMissing(of: "tasks of \(cluster)")
            return response.tasks ?? []
        }
        return Dictionary(batches.flatMap { $0 }.compactMap { task in task.taskArn.map { ($0, task) } }) { $1 }
    }

    /// A daemon's task may name a daemon task definition, which is not a task definition and has its own revisions.
    /// Ignoring exactly these is Roster's choice: what such tasks report is undocumented.
    private func references(of tasks: [DescribedTask]) throws(ReferenceFailure) -> [Reference] {
        try tasks.filter { $0.mayHaveRun(since: readAt) && !$0.isOfDaemon }.map { task throws(ReferenceFailure) in
            let name = task.taskArn ?? ""
            let target = try TaskDefinitionName(read: task.taskDefinitionArn, of: "task \(name)")
            return Reference(.task, name, uses: target, since: task.createdAt?.date, readAt: readAt)
        }
    }
}

/// The tasks of a cluster, or of one family in it.
private struct TaskList {
    /// The number of tasks by desired status.
    private(set) var counts: [String: Int] = [:]
    /// Those that were described, by ARN.
    private(set) var tasks: [String: DescribedTask] = [:]
    /// The families of those that have stopped and are still listed, by ARN.
    private(set) var stopped: [String: Family] = [:]

    var described: [DescribedTask] { tasks.sorted { $0.key < $1.key }.map(\.value) }

    /// Adds a list.
    ///
    /// - Parameter known: those that were known to have stopped, and were not described again.
    mutating func add(
        _ listed: [String], _ status: String, _ described: [String: DescribedTask], _ known: [String: Family]
    ) {
        counts[status] = listed.count
        tasks.merge(described) { first, _ in first }
        for arn in listed {
            stopped[arn] = known[arn] ?? described[arn].flatMap { $0.hasStopped ? $0.family : nil }
        }
    }
}

/// The members of a DescribeTasks response that are read.
private struct DescribedTasks: Decodable {
    let tasks: [DescribedTask]?
    let failures: [ECS.Failure]?
}

/// The members of a task that are read.
private struct DescribedTask: Decodable, Sendable {
    let taskArn: String?
    let taskDefinitionArn: String?
    let lastStatus: String?
    let createdAt: Timestamp?
    let stoppedAt: Timestamp?

    var hasStopped: Bool { lastStatus == "STOPPED" }

    /// Whether it has run at that time or later. One that stops while the others are read may have handed over to one
    /// in a cluster that was read before.
    func mayHaveRun(since time: Date) -> Bool { !hasStopped || stoppedAt.map { $0.date >= time } ?? false }

    /// That of its task definition.
    var family: Family? { taskDefinitionArn.flatMap(TaskDefinitionName.init)?.family }

    /// Whether it names `arn:aws:ecs:eu-west-1:123456789012:daemon-task-definition/…`.
    var isOfDaemon: Bool {
        let parts = (taskDefinitionArn ?? "").split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 && parts[0] == "arn" && parts[2] == "ecs"
            && parts[5].hasPrefix("daemon-task-definition/")
    }
}

extension ClusterTasks {
    fileprivate init(_ list: TaskList) {
        listed = list.counts
        let running = list.tasks.values.filter { !$0.hasStopped }.compactMap(\.family)
        for family in running + list.stopped.values { byFamily[family, default: 0] += 1 }
    }
}
