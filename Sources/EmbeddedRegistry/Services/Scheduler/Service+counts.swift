import AWSWire
import ECSWire

extension ECS.Service {
    /// Updates all task counts, and removes earlier deployments and draining task sets that have no tasks left.
    mutating func updateCounts(_ counts: [TaskCounts], at now: Timestamp) {
        (runningCount, pendingCount) = (counts.running, counts.wanted - counts.running)
        let byOrigin = Dictionary(counts.map { ($0.origin, $0) }) { first, _ in first }
        let desired = targetCount
        desiredCount = desired
        deployments = deployments?.compactMap { deployment in
            let count = byOrigin[deployment.id ?? ""]
            if deployment.status != "PRIMARY", count == nil { return nil }
            return deployment.withCounts(count, desired, at: now)
        }
        taskSets = taskSets?.compactMap { taskSet in
            let count = byOrigin[taskSet.id ?? ""]
            if taskSet.status == "DRAINING", count == nil { return nil }
            return taskSet.withCounts(count, desired, at: now)
        }
        currentServiceRevisions = deployments?.map { deployment in
            ECS.ServiceCurrentRevisionSummary {
                $0.arn = serviceARN(of: "service-revision", deployment.revisionName)
                ($0.requestedTaskCount, $0.runningTaskCount, $0.pendingTaskCount) = (
                    deployment.desiredCount, deployment.runningCount, deployment.pendingCount
                )
            }
        }
    }

    /// Whether a service that ECS deploys is in a steady state.
    var isSteady: Bool {
        guard controller == .ecs, let primary = deployments?.first, deployments?.count == 1 else { return false }
        return primary.runningCount == primary.desiredCount && primary.pendingCount == 0
    }

    /// Marks the PRIMARY deployment as COMPLETED.
    mutating func complete(at now: Timestamp) {
        if let id = deployments?.first?.id, deployments?.first?.rolloutState != "COMPLETED" {
            deployments?[0].rolloutState = "COMPLETED"
            deployments?[0].rolloutStateReason = "ECS deployment \(id) completed."
            deployments?[0].updatedAt = now
            addEvent("(service \(serviceName ?? "")) (deployment \(id)) deployment completed.", at: now)
        }
        let message = "(service \(serviceName ?? "")) has reached a steady state."
        if events?.first?.message != message { addEvent(message, at: now) }
    }

    /// Makes the service INACTIVE; only its name and configuration remain.
    mutating func deactivate() {
        (status, deployments, taskSets, currentServiceRevisions) = ("INACTIVE", [], [], [])
        currentServiceDeployment = nil
    }

    /// The ARN of a part of this service: a `service-deployment`, a `service-revision` or a `task-set`.
    func serviceARN(of type: String, _ name: String) -> String {
        "\(serviceArn ?? "")/\(name)".replacing(":service/", with: ":\(type)/", maxReplacements: 1)
    }
}

extension ECS.Deployment {
    /// The name of the deployment's service revision: the digits of its ID.
    var revisionName: String { String(id?.split(separator: "/").last ?? "") }

    fileprivate func withCounts(_ count: TaskCounts?, _ desired: Int, at now: Timestamp) -> ECS.Deployment {
        let tasks = count?.tasks ?? Rollout.Tasks()
        var deployment = self
        deployment.desiredCount = status == "PRIMARY" ? desired : tasks.wanted
        (deployment.runningCount, deployment.pendingCount) = (tasks.running, tasks.wanted - tasks.running)
        if deployment != self { deployment.updatedAt = now }
        return deployment
    }
}

extension ECS.TaskSet {
    fileprivate func withCounts(_ count: TaskCounts?, _ desired: Int, at now: Timestamp) -> ECS.TaskSet {
        let tasks = count?.tasks ?? Rollout.Tasks()
        var taskSet = self
        taskSet.computedDesiredCount = share(of: desired)
        (taskSet.runningCount, taskSet.pendingCount) = (tasks.running, tasks.wanted - tasks.running)
        let isSteady =
            tasks.running == taskSet.computedDesiredCount && tasks.wanted == tasks.running && count?.stopping ?? 0 == 0
        taskSet.stabilityStatus = isSteady ? "STEADY_STATE" : "STABILIZING"
        if taskSet.stabilityStatus != stabilityStatus { taskSet.stabilityStatusAt = now }
        if taskSet != self { taskSet.updatedAt = now }
        return taskSet
    }
}

extension ECS.Service {
    /// The maximum number of events in a service.
    private static let maximumEventCount = 100

    /// Adds an event; the newest comes first.
    mutating func addEvent(_ message: String, at now: Timestamp) {
        let event = ECS.ServiceEvent { ($0.id, $0.createdAt, $0.message) = (RequestID.make(), now, message) }
        events = Array(([event] + (events ?? [])).prefix(Self.maximumEventCount))
    }

    /// Adds events about tasks that were started or stopped, ten tasks per event.
    mutating func addEvents(_ what: String, _ tasks: [StoredTask], at now: Timestamp) {
        let noun = what == "has stopped" ? "running tasks" : "tasks"
        let ids = tasks.map { "(task \($0.stored.taskArn?.split(separator: "/").last ?? ""))" }
        for start in stride(from: 0, to: ids.count, by: 10) {
            let some = ids[start..<min(start + 10, ids.count)]
            addEvent(
                "(service \(serviceName ?? "")) \(what) \(some.count) \(noun): \(some.joined(separator: " ")).", at: now
            )
        }
    }
}
