import AWSWire
import ECSWire
import Model

/// The shape of a new service, with ECS's defaults.
enum ServiceShape {
    /// A service without tasks and deployments.
    ///
    /// - Parameter revision: nil if the task sets of an EXTERNAL service name the revisions.
    static func make(
        _ input: ECS.CreateService.Input, name: String, cluster: String, revision: UsableRevision?,
        compute: ComputeOption,
        in scope: RegistryScope, at now: Timestamp
    ) -> ECS.Service {
        var service = ECS.Service {
            $0.serviceArn = scope.arn("service/\(cluster)/\(name)")
            ($0.serviceName, $0.clusterArn, $0.status) = (name, scope.arn("cluster/\(cluster)"), "ACTIVE")
            ($0.desiredCount, $0.runningCount, $0.pendingCount) = (input.desiredCount ?? 0, 0, 0)
            $0.launchType = compute.capacityProvider == nil ? compute.launchType : nil
            $0.platformVersion = compute.isFargate ? input.platformVersion ?? "LATEST" : nil
            $0.platformFamily =
                compute.isFargate ? ComputeOption.platformFamily(revision?.definition.runtimePlatform) : nil
            $0.taskDefinition = revision?.arn
            $0.deploymentConfiguration = withDefaults(input.deploymentConfiguration)
            ($0.createdAt, $0.createdBy) = (now, scope.rootARN)
            $0.schedulingStrategy = input.schedulingStrategy ?? "REPLICA"
            $0.deploymentController = input.deploymentController ?? ECS.DeploymentController { $0.type = "ECS" }
            ($0.deployments, $0.taskSets, $0.events) = ([], [], [])
            $0.resourceManagementType = "CUSTOMER"
        }
        copy(input, to: &service)
        if let revision, service.controller == .codeDeploy {
            service.taskSets = [TaskSetShape.first(of: service, revision.arn, at: now)]
        }
        return service
    }

    private static func copy(_ input: ECS.CreateService.Input, to service: inout ECS.Service) {
        service.loadBalancers = input.loadBalancers ?? []
        service.serviceRegistries = input.serviceRegistries ?? []
        service.capacityProviderStrategy = input.capacityProviderStrategy
        service.roleArn = input.role
        service.placementConstraints = input.placementConstraints ?? []
        service.placementStrategy = input.placementStrategy ?? []
        service.networkConfiguration = input.networkConfiguration
        service.healthCheckGracePeriodSeconds = input.healthCheckGracePeriodSeconds
        service.tags = input.tags ?? []
        service.enableECSManagedTags = input.enableECSManagedTags ?? false
        service.propagateTags = input.propagateTags ?? "NONE"
        service.enableExecuteCommand = input.enableExecuteCommand ?? false
        service.availabilityZoneRebalancing = input.availabilityZoneRebalancing ?? "DISABLED"
    }

    /// Fills in ECS's defaults.
    static func withDefaults(_ sent: ECS.DeploymentConfiguration?) -> ECS.DeploymentConfiguration {
        var configuration = sent ?? ECS.DeploymentConfiguration()
        configuration.maximumPercent = configuration.maximumPercent ?? 200
        configuration.minimumHealthyPercent = configuration.minimumHealthyPercent ?? 100
        return configuration
    }
}
