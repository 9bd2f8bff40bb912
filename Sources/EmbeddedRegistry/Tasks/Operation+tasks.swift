import ECSWire
import Foundation
import Model

extension Operation {
    /// Starts 1 to 10 tasks, which come up step by step. The same request with the same client token returns the same
    /// tasks.
    static func runTask(_ input: ECS.RunTask.Input, _ store: Store) throws(ECSError) -> ECS.RunTask.Output {
        let cluster = try store.cluster(input.cluster)
        let count = input.count ?? 1
        guard (1...10).contains(count) else { throw .invalid("count must be between 1 and 10.") }
        try EnumValue.check(input.propagateTags, "propagateTags", ["TASK_DEFINITION", "NONE"])
        try ServiceEnumRules.check(input.placementConstraints, input.placementStrategy, input.networkConfiguration)
        try ServiceEnumRules.check(input.overrides)
        try TagRules.check(input.tags)
        var request = input
        request.clientToken = nil
        let bytes = try JSONBody.encode(request)
        if let token = input.clientToken {
            let earlier = try store.tasks(startedWith: token, in: cluster)
            if let sent = earlier.request {
                guard sent == bytes else {
                    throw ECSError(.conflict, "The client token '\(token)' was used with another request.")
                }
                return output(earlier.tasks, store)
            }
        }
        let revision = try store.usableRevision(input.taskDefinition, errorIfInactive: .invalidParameter)
        let template = TaskTemplate(
            definition: revision.definition, definitionARN: revision.arn, cluster: cluster.name,
            compute: try ComputeOption(launchType: input.launchType, strategy: input.capacityProviderStrategy),
            group: input.group ?? "family:\(revision.revision.family)", startedBy: input.startedBy,
            overrides: input.overrides, platformVersion: input.platformVersion, network: input.networkConfiguration,
            allowsExec: input.enableExecuteCommand ?? false,
            tags: try revision.tags(and: input.tags, input.propagateTags), instance: nil)
        return output(
            try store.start(count, of: template, in: cluster, token: input.clientToken, request: bytes), store)
    }

    private static func output(_ tasks: [StoredTask], _ store: Store) -> ECS.RunTask.Output {
        ECS.RunTask.Output { ($0.tasks, $0.failures) = (tasks.map { $0.shape(at: store.now) }, []) }
    }

    /// Starts one task on each of 1 to 10 container instances. References that cannot be a container instance are in
    /// the failures.
    static func startTask(_ input: ECS.StartTask.Input, _ store: Store) throws(ECSError) -> ECS.StartTask.Output {
        let cluster = try store.cluster(input.cluster)
        let references = input.containerInstances ?? []
        guard !references.isEmpty else { throw .invalid("Container Instances cannot be empty.") }
        guard references.count <= 10 else { throw .invalid("Container Instances cannot have more than 10 entries.") }
        try EnumValue.check(input.propagateTags, "propagateTags", ["TASK_DEFINITION", "NONE"])
        try TagRules.check(input.tags)
        let revision = try store.usableRevision(input.taskDefinition, errorIfInactive: .invalidParameter)
        var output = ECS.StartTask.Output { ($0.tasks, $0.failures) = ([], []) }
        for reference in references {
            guard let instance = ContainerInstance(reference, in: cluster, store.scope) else {
                output.failures?.append(.missing(reference, "container-instance/\(cluster.name)/", store.scope))
                continue
            }
            let template = TaskTemplate(
                definition: revision.definition, definitionARN: revision.arn, cluster: cluster.name,
                compute: try ComputeOption(launchType: "EC2", strategy: nil),
                group: input.group ?? "family:\(revision.revision.family)", startedBy: input.startedBy,
                overrides: input.overrides, platformVersion: nil, network: input.networkConfiguration,
                allowsExec: input.enableExecuteCommand ?? false,
                tags: try revision.tags(and: input.tags, input.propagateTags), instance: instance)
            output.tasks? += try store.start(1, of: template, in: cluster).map { $0.shape(at: store.now) }
        }
        return output
    }

    /// Stops a task step by step; its service starts a replacement at once.
    static func stopTask(_ input: ECS.StopTask.Input, _ store: Store) throws(ECSError) -> ECS.StopTask.Output {
        let cluster = try store.cluster(input.cluster)
        let task = try store.requiredTask(input.task, in: cluster)
        let stopped = try store.stop(task, "UserInitiated", because: input.reason ?? "Task stopped by user")
        if let id = task.service, let service = try store.service(id) { _ = try store.reconcile(service, in: cluster) }
        return ECS.StopTask.Output { $0.task = stopped.shape(at: store.now).withTags(false) }
    }

    /// Lists tasks in the order in which they were started, by default those that run.
    static func listTasks(_ input: ECS.ListTasks.Input, _ store: Store) throws(ECSError) -> ECS.ListTasks.Output {
        let cluster = try store.cluster(input.cluster)
        try EnumValue.check(input.desiredStatus, "desiredStatus", ["RUNNING", "PENDING", "STOPPED"])
        try ComputeOption.check(input.launchType)
        try checkFamily(input.family)
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
        // No task belongs to a daemon.
        let tasks =
            input.daemonName != nil ? [] : try store.taskARNs(in: cluster, filter, after: after ?? 0, limit: size + 1)
        let page = Page(tasks, size: size)
        return ECS.ListTasks.Output {
            $0.taskArns = page.items.map(\.arn)
            $0.nextToken = page.next(list: list) { ["\($0.id)"] }
        }
    }

    /// A family alone is expected, not a revision or an ARN. ECS does not check its length here.
    private static func checkFamily(_ family: String?) throws(ECSError) {
        guard let family, family.isEmpty || !family.utf8.allSatisfy(Family.isAllowed) else { return }
        throw .invalid(#"family must match ^[a-zA-Z0-9\-_]+$"#)
    }

    /// Returns tasks in the requested order; missing ones are in the failures.
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

extension UsableRevision {
    /// The task's own tags, and those it inherits from its definition if requested.
    fileprivate func tags(and own: [ECS.Tag]?, _ propagateTags: String?) throws(ECSError) -> [ECS.Tag] {
        let own = own ?? []
        let keys = Set(own.map(\.key))
        let inherited = propagateTags == "TASK_DEFINITION" ? try tags() : []
        return own + inherited.filter { !keys.contains($0.key) }
    }
}

extension ECS.Task {
    /// The shape in a response: with tags only if the request includes them.
    func withTags(_ included: Bool) -> ECS.Task {
        var task = self
        if !included { task.tags = [] }
        return task
    }
}
