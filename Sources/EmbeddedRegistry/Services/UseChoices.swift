import ECSWire

/// The enumerations of what services and tasks are asked for with.
///
/// That ECS refuses them in the form of ``Choice``, which it uses for `include`, is not documented.
enum UseChoices {
    /// Where tasks may run.
    static func check(
        _ constraints: [ECS.PlacementConstraint]?, _ strategies: [ECS.PlacementStrategy]?,
        _ network: ECS.NetworkConfiguration?
    ) throws(ECSError) {
        for constraint in constraints ?? [] {
            try Choice.check(constraint.type, "placementConstraints.type", ["distinctInstance", "memberOf"])
        }
        for strategy in strategies ?? [] {
            try Choice.check(strategy.type, "placementStrategy.type", ["random", "spread", "binpack"])
        }
        try Choice.check(network?.awsvpcConfiguration?.assignPublicIp, "assignPublicIp", switches)
    }

    /// What a task's containers have otherwise than their definition.
    static func check(_ overrides: ECS.TaskOverride?) throws(ECSError) {
        for container in overrides?.containerOverrides ?? [] {
            for file in container.environmentFiles ?? [] {
                try Choice.check(file.type, "environmentFiles.type", ["s3"])
            }
            for need in container.resourceRequirements ?? [] {
                try Choice.check(need.type, "resourceRequirements.type", ["GPU", "InferenceAccelerator"])
            }
        }
    }

    /// How a service goes from one revision to the next.
    static func check(_ configuration: ECS.DeploymentConfiguration?) throws(ECSError) {
        try Choice.check(
            configuration?.strategy, "deploymentConfiguration.strategy", ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"])
        for hook in configuration?.lifecycleHooks ?? [] {
            try Choice.check(hook.targetType, "lifecycleHooks.targetType", ["AWS_LAMBDA", "PAUSE"])
            try Choice.check(hook.lifecycleStages, "lifecycleHooks.lifecycleStages", lifecycleStages)
            try Choice.check(
                hook.timeoutConfiguration?.action, "timeoutConfiguration.action", ["ROLLBACK", "CONTINUE"])
        }
    }

    /// What a service's deployments carry.
    static func check(
        _ connect: ECS.ServiceConnectConfiguration?, _ volumes: [ECS.ServiceVolumeConfiguration]?
    ) throws(ECSError) {
        try Choice.check(connect?.accessLogConfiguration?.format, "accessLogConfiguration.format", ["TEXT", "JSON"])
        try Choice.check(
            connect?.accessLogConfiguration?.includeQueryParameters, "accessLogConfiguration.includeQueryParameters",
            switches)
        for volume in volumes ?? [] {
            try Choice.check(
                volume.managedEBSVolume?.filesystemType, "filesystemType", ["ext3", "ext4", "xfs", "ntfs"])
            for tags in volume.managedEBSVolume?.tagSpecifications ?? [] {
                try Choice.check(tags.resourceType, "tagSpecifications.resourceType", ["volume"])
                try Choice.check(
                    tags.propagateTags, "tagSpecifications.propagateTags", ["TASK_DEFINITION", "SERVICE", "NONE"])
            }
        }
    }

    /// For members that are on or off.
    static let switches = ["ENABLED", "DISABLED"]

    private static let lifecycleStages = [
        "RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT",
        "PRE_PRODUCTION_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT",
    ]
}
