import ECSWire
import TaskDefinitions

/// The shapes of a new service, with ECS's defaults.
enum ServiceShape {
    /// A service before anything of it runs.
    ///
    /// - Parameter revision: nil for an EXTERNAL controller, whose task sets name revisions.
    static func make(
        _ input: ECS.CreateService.Input, name: String, cluster: String, revision: UsableRevision?, launch: Launch,
        in scope: RegistryScope, at now: Timestamp
    ) -> ECS.Service {
        var service = ECS.Service {
            $0.serviceArn = scope.arn("service/\(cluster)/\(name)")
            ($0.serviceName, $0.clusterArn, $0.status) = (name, scope.arn("cluster/\(cluster)"), "ACTIVE")
            ($0.desiredCount, $0.runningCount, $0.pendingCount) = (input.desiredCount ?? 0, 0, 0)
            $0.launchType = launch.capacityProvider == nil ? launch.launchType : nil
            $0.platformVersion = launch.isFargate ? input.platformVersion ?? "LATEST" : nil
            $0.platformFamily = launch.isFargate ? Launch.platformFamily(revision?.definition.runtimePlatform) : nil
            $0.taskDefinition = revision?.arn
            $0.deploymentConfiguration = withDefaults(input.deploymentConfiguration)
            ($0.createdAt, $0.createdBy) = (now, scope.rootARN)
            $0.schedulingStrategy = input.schedulingStrategy ?? "REPLICA"
            $0.deploymentController = input.deploymentController ?? ECS.DeploymentController { $0.type = "ECS" }
            ($0.deployments, $0.taskSets, $0.events) = ([], [], [])
            $0.resourceManagementType = "CUSTOMER"
        }
        copy(input, to: &service)
        guard let revision else { return service }
        switch service.controller {
        case .ecs: service.deployments = [deployment(of: service, revision.arn, input.carried, at: now)]
        case .codeDeploy: service.taskSets = [taskSet(of: service, revision.arn, in: scope, at: now)]
        case .external: break
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

    /// Members left out take ECS's values.
    static func withDefaults(_ sent: ECS.DeploymentConfiguration?) -> ECS.DeploymentConfiguration {
        var configuration = sent ?? ECS.DeploymentConfiguration()
        configuration.maximumPercent = configuration.maximumPercent ?? 200
        configuration.minimumHealthyPercent = configuration.minimumHealthyPercent ?? 100
        return configuration
    }

    /// A PRIMARY deployment that has not started anything yet.
    static func deployment(
        of service: ECS.Service, _ revisionARN: String, _ carried: CarriedByDeployment, at now: Timestamp
    ) -> ECS.Deployment {
        ECS.Deployment {
            ($0.id, $0.status, $0.taskDefinition) = (newID(), "PRIMARY", revisionARN)
            ($0.desiredCount, $0.runningCount, $0.pendingCount, $0.failedTasks) = (0, 0, 0, 0)
            ($0.createdAt, $0.updatedAt) = (now, now)
            ($0.launchType, $0.capacityProviderStrategy) = (service.launchType, service.capacityProviderStrategy)
            ($0.platformVersion, $0.platformFamily) = (service.platformVersion, service.platformFamily)
            $0.networkConfiguration = service.networkConfiguration
            $0.serviceConnectConfiguration = carried.serviceConnect
            $0.volumeConfigurations = carried.volumes
            $0.vpcLatticeConfigurations = carried.lattice
        }
    }

    /// The task set that ECS makes for CodeDeploy to begin with.
    private static func taskSet(
        of service: ECS.Service, _ revisionARN: String, in scope: RegistryScope, at now: Timestamp
    ) -> ECS.TaskSet {
        ECS.TaskSet {
            let id = newID()
            ($0.id, $0.status, $0.taskDefinition) = (id, "PRIMARY", revisionARN)
            $0.taskSetArn = service.serviceArn.map {
                "\($0)/\(id)".replacing(":service/", with: ":task-set/", maxReplacements: 1)
            }
            ($0.serviceArn, $0.clusterArn) = (service.serviceArn, service.clusterArn)
            ($0.computedDesiredCount, $0.runningCount, $0.pendingCount) = (0, 0, 0)
            ($0.createdAt, $0.updatedAt, $0.stabilityStatusAt) = (now, now, now)
            $0.stabilityStatus = "STEADY_STATE"
            ($0.launchType, $0.capacityProviderStrategy) = (service.launchType, service.capacityProviderStrategy)
            ($0.platformVersion, $0.platformFamily) = (service.platformVersion, service.platformFamily)
            $0.networkConfiguration = service.networkConfiguration
            ($0.loadBalancers, $0.serviceRegistries) = (service.loadBalancers, service.serviceRegistries)
            $0.scale = ECS.Scale { ($0.value, $0.unit) = (100, "PERCENT") }
        }
    }

    private static func newID() -> String {
        "ecs-svc/\(Int64.random(in: 1_000_000_000_000_000_000...9_000_000_000_000_000_000))"
    }
}
