import AWSWire
import ECSWire
import Model

/// The shapes of new task sets.
enum TaskSetShape {
    /// The PRIMARY task set with which a CODE_DEPLOY service starts.
    static func first(of service: ECS.Service, _ revisionARN: String, at now: Timestamp) -> ECS.TaskSet {
        var taskSet = make(of: service, revisionARN, at: now)
        taskSet.status = "PRIMARY"
        taskSet.scale = ECS.Scale { ($0.value, $0.unit) = (100, "PERCENT") }
        (taskSet.launchType, taskSet.capacityProviderStrategy) = (service.launchType, service.capacityProviderStrategy)
        (taskSet.platformVersion, taskSet.platformFamily) = (service.platformVersion, service.platformFamily)
        taskSet.networkConfiguration = service.networkConfiguration
        (taskSet.loadBalancers, taskSet.serviceRegistries) = (service.loadBalancers, service.serviceRegistries)
        return taskSet
    }

    /// An ACTIVE task set for CreateTaskSet. Without a scale it has no tasks, as on ECS.
    static func make(
        _ input: ECS.CreateTaskSet.Input, of service: ECS.Service, _ revision: UsableRevision, _ compute: ComputeOption,
        at now: Timestamp
    ) -> ECS.TaskSet {
        var taskSet = make(of: service, revision.arn, at: now)
        taskSet.externalId = input.externalId
        taskSet.scale = ECS.Scale { ($0.value, $0.unit) = (input.scale?.value ?? 0, "PERCENT") }
        taskSet.launchType = compute.capacityProvider == nil ? compute.launchType : nil
        taskSet.capacityProviderStrategy = input.capacityProviderStrategy
        if compute.isFargate {
            taskSet.platformVersion = input.platformVersion ?? "LATEST"
            taskSet.platformFamily = ComputeOption.platformFamily(revision.definition.runtimePlatform)
        }
        taskSet.networkConfiguration = input.networkConfiguration
        (taskSet.loadBalancers, taskSet.serviceRegistries) = (input.loadBalancers ?? [], input.serviceRegistries ?? [])
        taskSet.tags = input.tags ?? []
        return taskSet
    }

    private static func make(of service: ECS.Service, _ revisionARN: String, at now: Timestamp) -> ECS.TaskSet {
        ECS.TaskSet {
            let id = DeploymentID.make()
            ($0.id, $0.status, $0.taskDefinition) = (id, "ACTIVE", revisionARN)
            $0.taskSetArn = service.serviceARN(of: "task-set", id)
            ($0.serviceArn, $0.clusterArn) = (service.serviceArn, service.clusterArn)
            ($0.computedDesiredCount, $0.runningCount, $0.pendingCount) = (0, 0, 0)
            ($0.createdAt, $0.updatedAt, $0.stabilityStatusAt) = (now, now, now)
            $0.stabilityStatus = "STABILIZING"
            $0.tags = []
        }
    }
}
