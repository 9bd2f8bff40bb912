import AWSWire

extension ECS {
    /// [DeploymentConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html)
    package struct DeploymentConfiguration: WireShape {
        package var deploymentCircuitBreaker: DeploymentCircuitBreaker?
        package var maximumPercent: Int?
        package var minimumHealthyPercent: Int?
        package var alarms: DeploymentAlarms?
        package var strategy: String?
        package var bakeTimeInMinutes: Int?
        package var lifecycleHooks: [DeploymentLifecycleHook]?
        package var linearConfiguration: LinearConfiguration?
        package var canaryConfiguration: CanaryConfiguration?

        package init() {}
    }

    /// [DeploymentCircuitBreaker](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html)
    package struct DeploymentCircuitBreaker: WireShape {
        package var enable: Bool?
        package var rollback: Bool?

        package init() {}
    }

    /// [DeploymentAlarms](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentAlarms.html)
    package struct DeploymentAlarms: WireShape {
        package var alarmNames: [String]?
        package var rollback: Bool?
        package var enable: Bool?

        package init() {}
    }

    /// [DeploymentLifecycleHook](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html)
    package struct DeploymentLifecycleHook: WireShape {
        package var targetType: String?
        package var hookTargetArn: String?
        package var roleArn: String?
        package var lifecycleStages: [String]?
        package var hookDetails: HookDetails?
        package var timeoutConfiguration: DeploymentLifecycleHookTimeoutConfiguration?

        package init() {}
    }

    /// [HookDetails](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HookDetails.html)
    package struct HookDetails: WireShape {
        /// It has no members.
        package init() {}
    }

    /// [DeploymentLifecycleHookTimeoutConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookTimeoutConfiguration.html)
    package struct DeploymentLifecycleHookTimeoutConfiguration: WireShape {
        package var timeoutInMinutes: Int?
        package var action: String?

        package init() {}
    }

    /// [LinearConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html)
    package struct LinearConfiguration: WireShape {
        package var stepPercent: Double?
        package var stepBakeTimeInMinutes: Int?

        package init() {}
    }

    /// [CanaryConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html)
    package struct CanaryConfiguration: WireShape {
        package var canaryPercent: Double?
        package var canaryBakeTimeInMinutes: Int?

        package init() {}
    }

    /// [DeploymentController](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentController.html)
    package struct DeploymentController: WireShape {
        package var type: String?

        package init() {}
    }

    /// [DeploymentEphemeralStorage](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEphemeralStorage.html)
    package struct DeploymentEphemeralStorage: WireShape {
        package var kmsKeyId: String?

        package init() {}
    }

    /// [Deployment](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html)
    package struct Deployment: WireShape {
        package var id: String?
        package var status: String?
        package var taskDefinition: String?
        package var desiredCount: Int?
        package var pendingCount: Int?
        package var runningCount: Int?
        package var failedTasks: Int?
        package var createdAt: Timestamp?
        package var updatedAt: Timestamp?
        package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
        package var launchType: String?
        package var platformVersion: String?
        package var platformFamily: String?
        package var networkConfiguration: NetworkConfiguration?
        package var rolloutState: String?
        package var rolloutStateReason: String?
        package var serviceConnectConfiguration: ServiceConnectConfiguration?
        package var serviceConnectResources: [ServiceConnectServiceResource]?
        package var volumeConfigurations: [ServiceVolumeConfiguration]?
        package var fargateEphemeralStorage: DeploymentEphemeralStorage?
        package var vpcLatticeConfigurations: [VpcLatticeConfiguration]?

        package init() {}
    }
}
