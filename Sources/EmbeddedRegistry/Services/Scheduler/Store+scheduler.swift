import ECSWire
import Model

extension Store {
    /// Starts and stops a service's tasks as far as possible now, and records when to continue.
    ///
    /// The revision may be INACTIVE by now, as the service uses it already. A deployment is complete once all desired
    /// tasks run and the tasks of earlier deployments have stopped.
    func reconcile(_ sent: StoredService, in cluster: StoredCluster) throws(ECSError) -> StoredService {
        var service = sent
        while try step(&service, in: cluster) {}
        let counts = try taskCounts(of: service.id)
        service.dueAt = counts.compactMap(\.dueAt).min()
        service.shape.updateCounts(counts, at: now)
        if service.shape.status == "DRAINING", counts.isEmpty {
            service.shape.deactivate()
        } else if service.shape.isActive {
            try updateDeployment(&service)
        }
        try update(service)
        return service
    }

    /// Starts and stops tasks once. Returns false if there was nothing to do.
    private func step(_ service: inout StoredService, in cluster: StoredCluster) throws(ECSError) -> Bool {
        let counts = try taskCounts(of: service.id)
        var isChanged = false
        for action in service.shape.scalingActions(for: counts) {
            let stopped = try tasksToStop(action.stop, of: service.id, startedBy: action.origins)
            for task in stopped {
                try stop(
                    task, "ServiceSchedulerInitiated",
                    because: "Scaling activity initiated by (deployment \(action.origins.first ?? ""))")
            }
            service.shape.addEvents("has stopped", stopped, at: now)
            if action.start > 0, let origin = action.origins.first {
                let template = try template(of: service.shape, startedBy: origin, in: cluster)
                let started = try start(action.start, of: template, in: cluster, service: service.id)
                service.shape.addEvents("has started", started, at: now)
            }
            isChanged = isChanged || !stopped.isEmpty || action.start > 0
        }
        return isChanged
    }

    /// Updates the counts of the current service deployment, and finishes it once it is done.
    private func updateDeployment(_ service: inout StoredService) throws(ECSError) {
        let isDone = service.shape.isSteady
        if isDone { service.shape.complete(at: now) }
        guard var current = try currentDeployment(of: service) else { return }
        current.shape.updateCounts(service.shape.deployments ?? [], at: now)
        if isDone {
            current.shape.finish("SUCCESSFUL", at: now)
            service.shape.currentServiceDeployment = nil
        }
        try update(current)
    }

    private func template(
        of service: ECS.Service, startedBy origin: String, in cluster: StoredCluster
    ) throws(ECSError) -> TaskTemplate {
        let taskSet = service.taskSets?.first { $0.id == origin }
        let revision = try revisionInUse(taskSet?.taskDefinition ?? service.taskDefinition)
        let tags: [ECS.Tag] =
            switch service.propagateTags {
            case "SERVICE": service.tags ?? []
            case "TASK_DEFINITION": try revision.tags()
            default: []
            }
        let strategy = taskSet?.capacityProviderStrategy ?? service.capacityProviderStrategy
        let named = strategy.flatMap { $0.isEmpty ? nil : $0 }
        return TaskTemplate(
            definition: revision.definition, definitionARN: revision.arn, cluster: cluster.name,
            compute: try ComputeOption(
                launchType: named == nil ? taskSet?.launchType ?? service.launchType : nil, strategy: named),
            group: "service:\(service.serviceName ?? "")", startedBy: origin, overrides: nil,
            platformVersion: taskSet?.platformVersion ?? service.platformVersion,
            network: taskSet?.networkConfiguration ?? service.networkConfiguration,
            allowsExec: service.enableExecuteCommand ?? false, tags: tags, instance: nil)
    }
}
