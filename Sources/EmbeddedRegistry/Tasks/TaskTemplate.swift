import ECSWire
import Foundation
import Model

/// What the tasks of one RunTask call, or of one deployment, have in common.
struct TaskTemplate: Sendable {
    let definition: ECS.TaskDefinition
    let definitionARN: String
    /// The name of their cluster.
    let cluster: String
    let compute: ComputeOption
    /// `family:web` or `service:web`.
    let group: String
    /// Who started them.
    let startedBy: String?
    let overrides: ECS.TaskOverride?
    let platformVersion: String?
    let network: ECS.NetworkConfiguration?
    let allowsExec: Bool
    /// Their own tags and the inherited ones.
    let tags: [ECS.Tag]
    /// The container instance given to StartTask; nil if ECS would choose one.
    let instance: ContainerInstance?

    /// A task without the members that depend on the time, which ``TaskLifecycle`` adds.
    /// - Parameter id: 32 hexadecimal digits.
    func task(id: String, in scope: RegistryScope) -> ECS.Task {
        ECS.Task {
            $0.taskArn = scope.arn("task/\(cluster)/\(id)")
            $0.clusterArn = scope.arn("cluster/\(cluster)")
            $0.taskDefinitionArn = definitionARN
            $0.containers = containers(of: id, in: scope)
            $0.attachments = attachments()
            $0.attributes = []
            $0.availabilityZone = "\(scope.region)a"
            ($0.group, $0.startedBy) = (group, startedBy)
            $0.containerInstanceArn = instance?.arn
            ($0.launchType, $0.capacityProviderName) = (compute.launchType, compute.capacityProvider)
            if compute.isFargate {
                $0.platformVersion = platformVersion.flatMap { $0 == "LATEST" ? nil : $0 } ?? "1.4.0"
                $0.platformFamily = ComputeOption.platformFamily(definition.runtimePlatform)
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
                $0.type = "ElasticNetworkInterface"
                $0.details = [ECS.KeyValuePair { ($0.name, $0.value) = ("subnetId", subnet) }]
            }
        ]
    }
}

/// A container instance in a StartTask request. The registry has none: any valid name is accepted.
struct ContainerInstance: Equatable, Sendable {
    let name: String
    let arn: String

    /// Parses an ID or ARN; nil for an ARN of another type, cluster, account or Region.
    init?(_ reference: String, in cluster: StoredCluster, _ scope: RegistryScope) {
        guard let name = ResourceName(reference, type: "container-instance", in: scope)?.name(within: cluster),
            NameRules.isName(name)
        else { return nil }
        self.name = name
        arn = scope.arn("container-instance/\(cluster.name)/\(name)")
    }
}
