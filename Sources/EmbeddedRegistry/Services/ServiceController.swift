import ECSWire

/// Who replaces a service's tasks when its revision changes.
enum ServiceController: String, CaseIterable, Sendable {
    /// ECS's own rolling deployments.
    case ecs = "ECS"
    /// CodeDeploy, through task sets.
    case codeDeploy = "CODE_DEPLOY"
    /// Somebody else, through task sets.
    case external = "EXTERNAL"
}

extension ECS.Service {
    /// The controller; a service without one has ECS's.
    var controller: ServiceController { deploymentController?.type.flatMap(ServiceController.init) ?? .ecs }
}

/// What a service is asked to have but its deployments alone show.
struct DeploymentSettings: Equatable, Sendable {
    /// Service Connect.
    var serviceConnect: ECS.ServiceConnectConfiguration?
    /// Volumes made at launch.
    var volumes: [ECS.ServiceVolumeConfiguration]?
    /// VPC Lattice.
    var lattice: [ECS.VpcLatticeConfiguration]?
}

extension ECS.CreateService.Input {
    /// What the first deployment is to carry.
    var deploymentSettings: DeploymentSettings {
        DeploymentSettings(
            serviceConnect: serviceConnectConfiguration, volumes: volumeConfigurations,
            lattice: vpcLatticeConfigurations)
    }
}
