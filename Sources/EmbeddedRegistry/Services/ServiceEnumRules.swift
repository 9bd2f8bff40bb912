import ECSWire

/// Validates enumerations in requests for services and tasks.
///
/// ECS uses the message of ``EnumValue`` for `include`; whether it does for these members is not documented.
enum ServiceEnumRules {
    /// Placement and networking.
    static func check(
        _ constraints: [ECS.PlacementConstraint]?, _ strategies: [ECS.PlacementStrategy]?,
        _ network: ECS.NetworkConfiguration?
    ) throws(ECSError) {
        for constraint in constraints ?? [] {
            try EnumValue.check(constraint.type, "placementConstraints.type", ["distinctInstance", "memberOf"])
        }
        for strategy in strategies ?? [] {
            try EnumValue.check(strategy.type, "placementStrategy.type", ["random", "spread", "binpack"])
        }
        try EnumValue.check(network?.awsvpcConfiguration?.assignPublicIp, "assignPublicIp", switches)
    }

    /// Overrides of a task's containers.
    static func check(_ overrides: ECS.TaskOverride?) throws(ECSError) {
        for container in overrides?.containerOverrides ?? [] {
            for file in container.environmentFiles ?? [] {
                try EnumValue.check(file.type, "environmentFiles.type", ["s3"])
            }
            for requirement in container.resourceRequirements ?? [] {
                try EnumValue.check(requirement.type, "resourceRequirements.type", ["GPU", "InferenceAccelerator"])
            }
        }
    }

    /// How a service is deployed.
    static func check(_ configuration: ECS.DeploymentConfiguration?) throws(ECSError) {
        try EnumValue.check(
            configuration?.strategy, "deploymentConfiguration.strategy", ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"])
        for hook in configuration?.lifecycleHooks ?? [] {
            try EnumValue.check(hook.targetType, "lifecycleHooks.targetType", ["AWS_LAMBDA", "PAUSE"])
            try EnumValue.check(hook.lifecycleStages, "lifecycleHooks.lifecycleStages", lifecycleStages)
            try EnumValue.check(
                hook.timeoutConfiguration?.action, "timeoutConfiguration.action", ["ROLLBACK", "CONTINUE"])
        }
    }

    /// Service Connect and volumes.
    static func check(
        _ connect: ECS.ServiceConnectConfiguration?, _ volumes: [ECS.ServiceVolumeConfiguration]?
    ) throws(ECSError) {
        try EnumValue.check(connect?.accessLogConfiguration?.format, "accessLogConfiguration.format", ["TEXT", "JSON"])
        try EnumValue.check(
            connect?.accessLogConfiguration?.includeQueryParameters, "accessLogConfiguration.includeQueryParameters",
            switches)
        for volume in volumes ?? [] {
            try EnumValue.check(
                volume.managedEBSVolume?.filesystemType, "filesystemType", ["ext3", "ext4", "xfs", "ntfs"])
            for tags in volume.managedEBSVolume?.tagSpecifications ?? [] {
                try EnumValue.check(tags.resourceType, "tagSpecifications.resourceType", ["volume"])
                try EnumValue.check(
                    tags.propagateTags, "tagSpecifications.propagateTags", ["TASK_DEFINITION", "SERVICE", "NONE"])
            }
        }
    }

    /// The values of members that are on or off.
    static let switches = ["ENABLED", "DISABLED"]

    private static let lifecycleStages = [
        "RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT",
        "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT",
    ]
}
