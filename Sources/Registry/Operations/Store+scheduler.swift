import ECSWire
import TaskDefinitions

extension Store {
    /// Starts and stops a service's tasks until as many as desired run, all of them of its PRIMARY deployment.
    ///
    /// There are no machines here, so that nothing takes time: a deployment is complete within the operation that
    /// began it, and the one before it is gone. The revision may be INACTIVE by now: it is the service's already.
    func settle(_ sent: StoredService, in cluster: StoredCluster) throws(ECSError) -> StoredService {
        var service = sent
        try dropLongStopped(in: cluster)
        guard let origin = service.shape.origin else { return service }
        let running = try runningCount(of: service.id, startedBy: origin)
        let desired = service.shape.schedulingStrategy == "DAEMON" ? 0 : service.shape.desiredCount ?? 0
        let reason = "Scaling activity initiated by (deployment \(origin))"
        for task in try superfluousTasks(of: service.id, startedBy: origin, keeping: desired) {
            _ = try stop(task, "ServiceSchedulerInitiated", because: reason)
        }
        if running < desired {
            let template = try template(of: service.shape, startedBy: origin, in: cluster)
            _ = try start(desired - running, of: template, in: cluster, service: service.id)
        }
        service.shape.settled(desired, at: now)
        try update(service)
        return service
    }

    private func template(
        of service: ECS.Service, startedBy origin: String, in cluster: StoredCluster
    ) throws(ECSError) -> TaskTemplate {
        let revision = try inUse(service.taskDefinition)
        let tags: [ECS.Tag] =
            switch service.propagateTags {
            case "SERVICE": service.tags ?? []
            case "TASK_DEFINITION": try revision.tags()
            default: []
            }
        let strategy = service.capacityProviderStrategy.flatMap { $0.isEmpty ? nil : $0 }
        return TaskTemplate(
            definition: revision.definition, definitionARN: revision.arn, cluster: cluster.name,
            launch: try Launch(launchType: strategy == nil ? service.launchType : nil, strategy: strategy),
            group: "service:\(service.serviceName ?? "")", startedBy: origin, overrides: nil,
            platformVersion: service.platformVersion, network: service.networkConfiguration,
            allowsExec: service.enableExecuteCommand ?? false, tags: tags)
    }
}

extension ECS.Service {
    /// What starts the service's tasks: its PRIMARY deployment or task set. Nil when nothing does.
    var origin: String? { deployments?.first?.id ?? taskSets?.first?.id }

    /// Writes down that everything desired runs.
    fileprivate mutating func settled(_ count: Int, at now: Timestamp) {
        (desiredCount, runningCount, pendingCount) = (count, count, 0)
        deployments = deployments?.map { deployment in
            var deployment = deployment
            (deployment.desiredCount, deployment.runningCount, deployment.updatedAt) = (count, count, now)
            deployment.rolloutState = "COMPLETED"
            deployment.rolloutStateReason = "ECS deployment \(deployment.id ?? "") completed."
            return deployment
        }
        taskSets = taskSets?.map { taskSet in
            var taskSet = taskSet
            (taskSet.computedDesiredCount, taskSet.runningCount, taskSet.updatedAt) = (count, count, now)
            return taskSet
        }
    }
}
