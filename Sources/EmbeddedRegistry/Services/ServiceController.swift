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
