import ECSWire

/// Validates CreateService and UpdateService, before their revision is looked up.
enum ServiceRules {
    /// The maximum desired count of a service.
    private static let maximumTaskCount = 5000

    /// Validates a new service.
    static func check(_ input: ECS.CreateService.Input) throws(ECSError) {
        try EnumValue.check(input.schedulingStrategy, "schedulingStrategy", ["REPLICA", "DAEMON"])
        try EnumValue.check(
            input.deploymentController?.type, "deploymentController.type", ServiceController.allCases.map(\.rawValue))
        try check(input.propagateTags, input.desiredCount)
        try EnumValue.check(input.availabilityZoneRebalancing, "availabilityZoneRebalancing", ServiceEnumRules.switches)
        try ServiceEnumRules.check(input.placementConstraints, input.placementStrategy, input.networkConfiguration)
        try ServiceEnumRules.check(input.deploymentConfiguration)
        try check(input.deploymentConfiguration)
        try ServiceEnumRules.check(input.serviceConnectConfiguration, input.volumeConfigurations)
        try TagRules.check(input.tags)
    }

    /// Validates an update. With CODE_DEPLOY and EXTERNAL, the revision cannot be changed this way.
    ///
    /// That a service keeps its deployment controller is this registry's choice, as is the message. ECS lets some
    /// services switch, which takes deployments and task sets side by side.
    static func check(_ input: ECS.UpdateService.Input, of service: ECS.Service) throws(ECSError) {
        try check(input.propagateTags, input.desiredCount)
        try EnumValue.check(input.availabilityZoneRebalancing, "availabilityZoneRebalancing", ServiceEnumRules.switches)
        try ServiceEnumRules.check(input.placementConstraints, input.placementStrategy, input.networkConfiguration)
        try ServiceEnumRules.check(input.deploymentConfiguration)
        try check(input.deploymentConfiguration)
        try ServiceEnumRules.check(input.serviceConnectConfiguration, input.volumeConfigurations)
        try EnumValue.check(
            input.deploymentController?.type, "deploymentController.type", ServiceController.allCases.map(\.rawValue))
        if let type = input.deploymentController?.type, type != service.controller.rawValue {
            throw .invalid(
                "Unable to change the deployment controller from \(service.controller.rawValue) to \(type). "
                    + "Create another service instead.")
        }
        guard input.taskDefinition != nil else { return }
        switch service.controller {
        case .ecs: break
        case .codeDeploy:
            throw .invalid(
                "Unable to update task definition on services with a CODE_DEPLOY deployment controller. "
                    + "Use AWS CodeDeploy to trigger a new deployment.")
        case .external:
            throw .invalid(
                "Unable to update task definition on services with an EXTERNAL deployment controller. "
                    + "Use a task set.")
        }
    }

    /// Percentages must not be negative. ECS may refuse more values; that is not documented, and the message is this
    /// registry's own.
    private static func check(_ configuration: ECS.DeploymentConfiguration?) throws(ECSError) {
        let shares = [
            ("maximumPercent", configuration?.maximumPercent),
            ("minimumHealthyPercent", configuration?.minimumHealthyPercent),
        ]
        for case (let member, let share?) in shares where share < 0 {
            throw .invalid("deploymentConfiguration.\(member) must not be negative.")
        }
    }

    private static func check(_ propagateTags: String?, _ desiredCount: Int?) throws(ECSError) {
        try EnumValue.check(propagateTags, "propagateTags", ["TASK_DEFINITION", "SERVICE", "NONE"])
        guard let desiredCount, !(0...maximumTaskCount).contains(desiredCount) else { return }
        throw .invalid("desiredCount must be between 0 and \(maximumTaskCount).")
    }

    /// A service name uses the same characters as a family name.
    static func checked(name: String?) throws(ECSError) -> String {
        guard let name, NameRules.isName(name) else {
            throw .invalid("serviceName must be 1 to 255 letters, digits, hyphens and underscores.")
        }
        return name
    }
}
