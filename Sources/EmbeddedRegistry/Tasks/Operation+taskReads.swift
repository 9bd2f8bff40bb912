import ECSWire
import Model

extension Operation {
    /// In the order in which they were started; those that run unless told.
    static func listTasks(_ input: ECS.ListTasks.Input, _ store: Store) throws(ECSError) -> ECS.ListTasks.Output {
        let cluster = try store.cluster(input.cluster)
        try EnumValue.check(input.desiredStatus, "desiredStatus", ["RUNNING", "PENDING", "STOPPED"])
        try ComputeOption.check(input.launchType)
        let list = PageToken.listID(
            ECS.ListTasks.name, in: store.scope, cluster.name, input.desiredStatus ?? "RUNNING", input.family,
            input.serviceName, input.startedBy, input.launchType, input.containerInstance, input.daemonName)
        let size = try Page<Int>.size(input.maxResults)
        let after = try PageToken.read(input.nextToken, list: list, parts: 1).map { token throws(ECSError) in
            guard let id = Int64(token.key[0]) else { throw PageToken.invalid }
            return id
        }
        let filter = TaskFilter(
            desiredStatus: input.desiredStatus ?? "RUNNING", family: input.family,
            service: try input.serviceName.map { name throws(ECSError) in
                try store.requiredService(name, in: cluster).id
            },
            startedBy: input.startedBy, launchType: input.launchType,
            instance: input.containerInstance.map { ContainerInstance($0, in: cluster, store.scope)?.name ?? "" })
        // Nothing here belongs to a daemon.
        let tasks =
            input.daemonName != nil ? [] : try store.taskARNs(in: cluster, filter, after: after ?? 0, limit: size + 1)
        let page = Page(tasks, size: size)
        return ECS.ListTasks.Output {
            $0.taskArns = page.items.map(\.arn)
            $0.nextToken = page.next(list: list) { ["\($0.id)"] }
        }
    }

    /// In the order asked for; what is not there is among the failures.
    static func describeTasks(
        _ input: ECS.DescribeTasks.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeTasks.Output {
        let includesTags = try EnumValue.includesTags(input.include)
        let cluster = try store.cluster(input.cluster)
        let references = input.tasks ?? []
        guard !references.isEmpty else { throw .invalid("Tasks cannot be empty.") }
        guard references.count <= 100 else { throw .invalid("Tasks cannot have more than 100 entries.") }
        var output = ECS.DescribeTasks.Output { ($0.tasks, $0.failures) = ([], []) }
        for reference in references {
            let name = ResourceName(reference, type: "task", in: store.scope)?.name(within: cluster)
            if let name, let task = try store.task(name, in: cluster) {
                output.tasks?.append(task.shape(at: store.now).withTags(includesTags))
            } else {
                output.failures?.append(.missing(reference, "task/\(cluster.name)/", store.scope))
            }
        }
        return output
    }
}

extension ECS.Task {
    /// The task as it is answered with: tags only where they are asked for.
    func withTags(_ included: Bool) -> ECS.Task {
        var task = self
        if !included { task.tags = [] }
        return task
    }
}
