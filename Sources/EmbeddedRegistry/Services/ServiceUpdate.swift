import ECSWire

/// Applies UpdateService to a service, without starting or stopping anything.
enum ServiceUpdate {
    /// The changed service, and the settings of a new deployment if the change needs new tasks.
    ///
    /// - Parameter revisionARN: nil keeps the revision.
    static func apply(
        _ input: ECS.UpdateService.Input, revisionARN: String?, to before: ECS.Service
    ) -> (service: ECS.Service, newDeployment: DeploymentSettings?) {
        var service = before
        copy(input, to: &service)
        if let revisionARN { service.taskDefinition = revisionARN }
        if input.capacityProviderStrategy?.isEmpty == false { service.launchType = nil }
        guard service.controller == .ecs, service.taskDefinition != nil else { return (service, nil) }
        let old = before.deployments?.first
        let was = DeploymentSettings(
            serviceConnect: old?.serviceConnectConfiguration, volumes: old?.volumeConfigurations,
            lattice: old?.vpcLatticeConfigurations)
        let deploymentSettings = DeploymentSettings(
            serviceConnect: input.serviceConnectConfiguration ?? was.serviceConnect,
            volumes: input.volumeConfigurations ?? was.volumes, lattice: input.vpcLatticeConfigurations ?? was.lattice)
        let needsNewTasks =
            input.forceNewDeployment == true || old == nil || deploymentSettings != was || tasksDiffer(service, before)
        return (service, needsNewTasks ? deploymentSettings : nil)
    }

    private static func copy(_ input: ECS.UpdateService.Input, to service: inout ECS.Service) {
        service.desiredCount = input.desiredCount ?? service.desiredCount
        service.capacityProviderStrategy = input.capacityProviderStrategy ?? service.capacityProviderStrategy
        service.deploymentConfiguration =
            input.deploymentConfiguration.map(ServiceShape.withDefaults) ?? service.deploymentConfiguration
        service.availabilityZoneRebalancing = input.availabilityZoneRebalancing ?? service.availabilityZoneRebalancing
        service.networkConfiguration = input.networkConfiguration ?? service.networkConfiguration
        service.placementConstraints = input.placementConstraints ?? service.placementConstraints
        service.placementStrategy = input.placementStrategy ?? service.placementStrategy
        service.platformVersion = input.platformVersion ?? service.platformVersion
        service.healthCheckGracePeriodSeconds =
            input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds
        service.deploymentController = input.deploymentController ?? service.deploymentController
        service.enableExecuteCommand = input.enableExecuteCommand ?? service.enableExecuteCommand
        service.enableECSManagedTags = input.enableECSManagedTags ?? service.enableECSManagedTags
        service.loadBalancers = input.loadBalancers ?? service.loadBalancers
        service.propagateTags = input.propagateTags ?? service.propagateTags
        service.serviceRegistries = input.serviceRegistries ?? service.serviceRegistries
    }

    private static func tasksDiffer(_ one: ECS.Service, _ other: ECS.Service) -> Bool {
        one.taskDefinition != other.taskDefinition || one.networkConfiguration != other.networkConfiguration
            || one.platformVersion != other.platformVersion || one.loadBalancers != other.loadBalancers
            || one.capacityProviderStrategy != other.capacityProviderStrategy
            || one.serviceRegistries != other.serviceRegistries
    }
}
