import ECSWire

/// Who replaces a service's tasks when its revision changes.
enum ServiceController: String, CaseIterable, Sendable {
    /// ECS, with rolling deployments.
    case ecs = "ECS"
    /// CodeDeploy, with task sets.
    case codeDeploy = "CODE_DEPLOY"
    /// A third party, with task sets.
    case external = "EXTERNAL"
}

extension ECS.Service {
    /// The deployment controller, ECS by default.
    var controller: ServiceController { deploymentController?.type.flatMap(ServiceController.init) ?? .ecs }
}
