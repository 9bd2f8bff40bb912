import ECSWire
import Foundation
import TaskDefinitions

/// What the tasks of one RunTask, or of one deployment, have in common.
struct TaskTemplate: Sendable {
    /// The content that they run.
    let definition: ECS.TaskDefinition
    /// Its ARN.
    let definitionARN: String
    /// The cluster that they run in.
    let cluster: String
    /// Where they run.
    let launch: Launch
    /// `family:web` or `service:web`.
    let group: String
    /// Who started them.
    let startedBy: String?
    /// As sent.
    let overrides: ECS.TaskOverride?
    /// As sent.
    let platformVersion: String?
    /// As sent.
    let network: ECS.NetworkConfiguration?
    /// As sent.
    let allowsExec: Bool
    /// Their own and those that they take over.
    let tags: [ECS.Tag]

    /// A task that runs: there are no machines here that it would have to wait for.
    /// - Parameter id: 32 hexadecimal digits.
    func task(id: String, in scope: RegistryScope, at now: Timestamp) -> ECS.Task {
        ECS.Task {
            $0.taskArn = scope.arn("task/\(cluster)/\(id)")
            $0.clusterArn = scope.arn("cluster/\(cluster)")
            $0.taskDefinitionArn = definitionARN
            $0.containers = containers(of: id, in: scope)
            $0.attachments = attachments()
            $0.attributes = []
            $0.availabilityZone = "\(scope.region)a"
            ($0.connectivity, $0.connectivityAt) = ("CONNECTED", now)
            ($0.createdAt, $0.pullStartedAt, $0.pullStoppedAt, $0.startedAt) = (now, now, now, now)
            ($0.desiredStatus, $0.lastStatus, $0.healthStatus) = ("RUNNING", "RUNNING", "UNKNOWN")
            ($0.group, $0.startedBy, $0.version) = (group, startedBy, 1)
            ($0.launchType, $0.capacityProviderName) = (launch.launchType, launch.capacityProvider)
            if launch.isFargate {
                $0.platformVersion = platformVersion.flatMap { $0 == "LATEST" ? nil : $0 } ?? "1.4.0"
                $0.platformFamily = Launch.platformFamily(definition.runtimePlatform)
            }
            $0.cpu = overrides?.cpu ?? definition.cpu
            $0.memory = overrides?.memory ?? definition.memory
            $0.ephemeralStorage = overrides?.ephemeralStorage ?? definition.ephemeralStorage
            $0.inferenceAccelerators = definition.inferenceAccelerators
            $0.enableExecuteCommand = allowsExec
            $0.overrides = overrides ?? ECS.TaskOverride { $0.containerOverrides = [] }
            $0.tags = tags
        }
    }

    private func containers(of id: String, in scope: RegistryScope) -> [ECS.Container] {
        (definition.containerDefinitions ?? []).map { container in
            ECS.Container {
                $0.containerArn = scope.arn("container/\(cluster)/\(id)/\(UUID().uuidString.lowercased())")
                $0.taskArn = scope.arn("task/\(cluster)/\(id)")
                $0.name = container.name
                $0.image = container.image
                $0.lastStatus = "RUNNING"
                $0.healthStatus = "UNKNOWN"
                $0.networkBindings = []
                $0.networkInterfaces = []
                $0.cpu = "\(container.cpu ?? 0)"
                $0.memory = container.memory.map { "\($0)" }
                $0.memoryReservation = container.memoryReservation.map { "\($0)" }
            }
        }
    }

    private func attachments() -> [ECS.Attachment] {
        guard let subnet = network?.awsvpcConfiguration?.subnets?.first else { return [] }
        return [
            ECS.Attachment {
                $0.id = UUID().uuidString.lowercased()
                ($0.type, $0.status) = ("ElasticNetworkInterface", "ATTACHED")
                $0.details = [ECS.KeyValuePair { ($0.name, $0.value) = ("subnetId", subnet) }]
            }
        ]
    }
}

extension ECS.Task {
    /// The task once it has stopped; one that already has is left alone.
    func stopped(_ code: String, because reason: String, at now: Timestamp) -> ECS.Task {
        guard lastStatus != "STOPPED" else { return self }
        var task = self
        (task.desiredStatus, task.lastStatus) = ("STOPPED", "STOPPED")
        (task.stopCode, task.stoppedReason) = (code, reason)
        (task.stoppingAt, task.executionStoppedAt, task.stoppedAt) = (now, now, now)
        task.version = (version ?? 1) + 1
        task.containers = containers?.map { container in
            var container = container
            (container.lastStatus, container.exitCode) = ("STOPPED", 0)
            return container
        }
        return task
    }
}
