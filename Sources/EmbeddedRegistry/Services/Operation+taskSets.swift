import ECSWire
import Model

/// Task sets: the tasks of services whose deployment controller is CODE_DEPLOY or EXTERNAL.
///
/// On AWS, CodeDeploy itself calls these operations, so they work for CODE_DEPLOY services here too.
extension Operation {
    /// The maximum number of task sets of a service at a time.
    private static let maximumTaskSetCount = 5

    /// Creates a task set, whose tasks then start step by step.
    static func createTaskSet(
        _ input: ECS.CreateTaskSet.Input, _ store: Store
    ) throws(ECSError) -> ECS.CreateTaskSet.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.taskSetService(input.service, in: cluster)
        try check(input.scale)
        try TagRules.check(input.tags)
        let count = service.shape.taskSets?.count ?? 0
        guard count < maximumTaskSetCount else {
            throw .invalid(
                "\(count) deployments exist on the service. "
                    + "Unable to create new TaskSet since this exceeds the maximum limit.")
        }
        let revision = try store.usableRevision(input.taskDefinition, errorIfInactive: .client)
        let compute = try ComputeOption(launchType: input.launchType, strategy: input.capacityProviderStrategy)
        let made = TaskSetShape.make(input, of: service.shape, revision, compute, at: store.now)
        service.shape.taskSets = (service.shape.taskSets ?? []) + [made]
        let settled = try store.reconcile(service, in: cluster)
        return ECS.CreateTaskSet.Output { $0.taskSet = settled.shape.taskSet(made.id) ?? made }
    }

    /// Changes the task set's share of the service's tasks.
    static func updateTaskSet(
        _ input: ECS.UpdateTaskSet.Input, _ store: Store
    ) throws(ECSError) -> ECS.UpdateTaskSet.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.taskSetService(input.service, in: cluster)
        guard let scale = input.scale else { throw .invalid("Scale cannot be empty.") }
        try check(scale)
        let index = try service.shape.indexOfTaskSet(input.taskSet)
        service.shape.taskSets?[index].scale = ECS.Scale {
            ($0.value, $0.unit) = (scale.value, scale.unit ?? "PERCENT")
        }
        let id = service.shape.taskSets?[index].id
        let settled = try store.reconcile(service, in: cluster)
        return ECS.UpdateTaskSet.Output { $0.taskSet = settled.shape.taskSet(id) }
    }

    /// Makes a task set PRIMARY, and the previous one ACTIVE. The service takes on the configuration of the task set.
    static func updateServicePrimaryTaskSet(
        _ input: ECS.UpdateServicePrimaryTaskSet.Input, _ store: Store
    ) throws(ECSError) -> ECS.UpdateServicePrimaryTaskSet.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.taskSetService(input.service, in: cluster)
        let index = try service.shape.indexOfTaskSet(input.primaryTaskSet)
        guard let chosen = service.shape.taskSets?[index], chosen.status != "DRAINING" else {
            throw .invalid("A task set that is DRAINING cannot be the primary task set.")
        }
        service.shape.taskSets = service.shape.taskSets?.map { taskSet in
            var taskSet = taskSet
            if taskSet.id == chosen.id {
                taskSet.status = "PRIMARY"
            } else if taskSet.status == "PRIMARY" {
                taskSet.status = "ACTIVE"
            }
            return taskSet
        }
        service.shape.takeOver(chosen)
        let settled = try store.reconcile(service, in: cluster)
        return ECS.UpdateServicePrimaryTaskSet.Output { $0.taskSet = settled.shape.taskSet(chosen.id) }
    }

    /// Returns all task sets of a service, or those named by ID or ARN.
    static func describeTaskSets(
        _ input: ECS.DescribeTaskSets.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeTaskSets.Output {
        let includesTags = try EnumValue.includesTags(input.include)
        let cluster = try store.cluster(input.cluster)
        let service = try store.taskSetService(input.service, in: cluster)
        let all = service.shape.taskSets ?? []
        var output = ECS.DescribeTaskSets.Output { ($0.taskSets, $0.failures) = ([], []) }
        for reference in input.taskSets ?? all.compactMap(\.id) {
            if var found = all.first(where: { $0.id == reference || $0.taskSetArn == reference }) {
                if !includesTags { found.tags = [] }
                output.taskSets?.append(found)
            } else {
                output.failures?.append(ECS.Failure { ($0.arn, $0.reason) = (reference, "MISSING") })
            }
        }
        return output
    }

    /// Deletes a task set: DRAINING until its tasks have stopped, then gone.
    ///
    /// That the PRIMARY task set also needs `force` is this registry's choice, as is the message.
    static func deleteTaskSet(
        _ input: ECS.DeleteTaskSet.Input, _ store: Store
    ) throws(ECSError) -> ECS.DeleteTaskSet.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.taskSetService(input.service, in: cluster)
        let index = try service.shape.indexOfTaskSet(input.taskSet)
        guard var taskSet = service.shape.taskSets?[index] else { throw Operation.taskSetNotFound }
        let isIdle = taskSet.share(of: service.shape.targetCount) == 0 && taskSet.status != "PRIMARY"
        guard isIdle || input.force == true else {
            throw .invalid("The task set cannot be deleted while it is primary or scaled above 0. Use force to do so.")
        }
        taskSet.status = "DRAINING"
        taskSet.scale?.value = 0
        service.shape.taskSets?[index] = taskSet
        let settled = try store.reconcile(service, in: cluster)
        return ECS.DeleteTaskSet.Output { [taskSet] in $0.taskSet = settled.shape.taskSet(taskSet.id) ?? taskSet }
    }

    /// A scale is a percentage.
    private static func check(_ scale: ECS.Scale?) throws(ECSError) {
        try EnumValue.check(scale?.unit, "scale.unit", ["PERCENT"])
        guard let value = scale?.value, !(0...100).contains(value) else { return }
        throw .invalid("scale.value must be between 0 and 100.")
    }

    /// The message is this registry's own.
    fileprivate static let taskSetNotFound = ECSError(.taskSetNotFound, "TaskSet not found.")
}

extension Store {
    /// The ACTIVE service of a request about task sets.
    fileprivate func taskSetService(
        _ reference: String?, in cluster: StoredCluster
    ) throws(ECSError) -> StoredService {
        let service = try activeService(reference, in: cluster)
        guard service.shape.controller != .ecs else {
            throw .invalid(
                "Amazon ECS only supports task set management on services configured to use external "
                    + "deployment controllers.")
        }
        return service
    }
}

extension ECS.Service {
    fileprivate func taskSet(_ id: String?) -> ECS.TaskSet? { taskSets?.first { $0.id == id } }

    fileprivate func indexOfTaskSet(_ reference: String?) throws(ECSError) -> Int {
        let index = taskSets?.firstIndex { reference != nil && ($0.id == reference || $0.taskSetArn == reference) }
        guard let index else { throw Operation.taskSetNotFound }
        return index
    }

    fileprivate mutating func takeOver(_ primary: ECS.TaskSet) {
        taskDefinition = primary.taskDefinition
        (launchType, capacityProviderStrategy) = (primary.launchType, primary.capacityProviderStrategy)
        (platformVersion, platformFamily) = (primary.platformVersion, primary.platformFamily)
        networkConfiguration = primary.networkConfiguration ?? networkConfiguration
        loadBalancers = primary.loadBalancers ?? loadBalancers
        serviceRegistries = primary.serviceRegistries ?? serviceRegistries
    }
}
