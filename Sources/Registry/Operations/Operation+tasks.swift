import ECSWire
import Foundation
import TaskDefinitions

extension Operation {
    /// 1 to 10 tasks, which run when the answer is given. The same client token again answers with the same tasks.
    static func runTask(_ input: ECS.RunTask.Input, _ store: Store) throws(ECSError) -> ECS.RunTask.Output {
        let cluster = try store.cluster(input.cluster)
        try store.dropLongStopped(in: cluster)
        let count = input.count ?? 1
        guard (1...10).contains(count) else { throw .invalid("count must be between 1 and 10.") }
        try Choice.check(input.propagateTags, "propagateTags", ["TASK_DEFINITION", "NONE"])
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
                return output(earlier.tasks.map(\.shape))
            }
        }
        let revision = try store.usable(input.taskDefinition, otherwise: .invalidParameter)
        let template = try template(input, revision, cluster)
        return output(
            try store.start(count, of: template, in: cluster, token: input.clientToken, request: bytes))
    }

    private static func output(_ tasks: [ECS.Task]) -> ECS.RunTask.Output {
        ECS.RunTask.Output { ($0.tasks, $0.failures) = (tasks, []) }
    }

    private static func template(
        _ input: ECS.RunTask.Input, _ revision: UsableRevision, _ cluster: StoredCluster
    ) throws(ECSError) -> TaskTemplate {
        let own = input.tags ?? []
        let inherited = input.propagateTags == "TASK_DEFINITION" ? try revision.tags() : []
        let keys = Set(own.compactMap(\.key))
        return TaskTemplate(
            definition: revision.definition, definitionARN: revision.arn, cluster: cluster.name,
            launch: try Launch(launchType: input.launchType, strategy: input.capacityProviderStrategy),
            group: input.group ?? "family:\(revision.revision.family)", startedBy: input.startedBy,
            overrides: input.overrides, platformVersion: input.platformVersion, network: input.networkConfiguration,
            allowsExec: input.enableExecuteCommand ?? false,
            tags: own + inherited.filter { !keys.contains($0.key ?? "") })
    }

    /// Stops at once. A service starts another in its place within the same operation.
    static func stopTask(_ input: ECS.StopTask.Input, _ store: Store) throws(ECSError) -> ECS.StopTask.Output {
        let cluster = try store.cluster(input.cluster)
        try store.dropLongStopped(in: cluster)
        let name = ResourceName(input.task ?? "", type: "task", in: store.scope)?.name(within: cluster)
        guard let name, let task = try store.task(name, in: cluster) else {
            throw .invalid("The referenced task was not found.")
        }
        let stopped = try store.stop(task, "UserInitiated", because: input.reason ?? "Task stopped by user")
        if let id = task.service, let service = try store.service(id) { _ = try store.settle(service, in: cluster) }
        return ECS.StopTask.Output { $0.task = stopped.withTags(false) }
    }

    /// In the order in which they were started; those that run unless told.
    static func listTasks(_ input: ECS.ListTasks.Input, _ store: Store) throws(ECSError) -> ECS.ListTasks.Output {
        let cluster = try store.cluster(input.cluster)
        try Choice.check(input.desiredStatus, "desiredStatus", ["RUNNING", "PENDING", "STOPPED"])
        try Launch.check(input.launchType)
        let list = PageToken.list(
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
            startedBy: input.startedBy, launchType: input.launchType)
        // Nothing here runs on a container instance or belongs to a daemon.
        let isElsewhere = input.containerInstance != nil || input.daemonName != nil
        let tasks = isElsewhere ? [] : try store.taskARNs(in: cluster, filter, after: after ?? 0, limit: size + 1)
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
        let includesTags = try Choice.includesTags(input.include)
        let cluster = try store.cluster(input.cluster)
        let references = input.tasks ?? []
        guard !references.isEmpty else { throw .invalid("Tasks cannot be empty.") }
        guard references.count <= 100 else { throw .invalid("Tasks cannot have more than 100 entries.") }
        var output = ECS.DescribeTasks.Output { ($0.tasks, $0.failures) = ([], []) }
        for reference in references {
            let name = ResourceName(reference, type: "task", in: store.scope)?.name(within: cluster)
            if let name, let task = try store.task(name, in: cluster) {
                output.tasks?.append(task.shape.withTags(includesTags))
            } else {
                output.failures?.append(.missing(reference, "task/\(cluster.name)/", store.scope))
            }
        }
        return output
    }
}

extension ECS.Task {
    fileprivate func withTags(_ included: Bool) -> ECS.Task {
        var task = self
        if !included { task.tags = [] }
        return task
    }
}
