import ECSWire

/// What CreateService and UpdateService refuse before they look at the revision.
enum ServiceRules {
    /// The most tasks that one service may have.
    private static let maximumTaskCount = 5000

    /// A new service.
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

    /// A change to a service. Whoever replaces the tasks decides on the revision.
    ///
    /// That a service keeps its deployment controller is this registry's choice, and so is the text: ECS lets some
    /// services change over, which needs deployments and task sets side by side.
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

    /// No share of tasks is below nothing. ECS may refuse more than that; how is not documented, and the text is this
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

    /// Of the same alphabet as a family's.
    static func checked(name: String?) throws(ECSError) -> String {
        guard let name, NameRules.isName(name) else {
            throw .invalid("serviceName must be 1 to 255 letters, digits, hyphens and underscores.")
        }
        return name
    }
}
