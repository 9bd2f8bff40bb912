import AWSWire

extension ECS {
    /// [TaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html)
    package struct TaskDefinition: WireShape {
        package var taskDefinitionArn: String?
        package var containerDefinitions: [ContainerDefinition]?
        package var family: String?
        package var taskRoleArn: String?
        package var executionRoleArn: String?
        package var networkMode: String?
        package var revision: Int?
        package var volumes: [Volume]?
        package var status: String?
        package var requiresAttributes: [Attribute]?
        package var placementConstraints: [TaskDefinitionPlacementConstraint]?
        package var compatibilities: [String]?
        package var runtimePlatform: RuntimePlatform?
        package var requiresCompatibilities: [String]?
        package var cpu: String?
        package var memory: String?
        package var inferenceAccelerators: [InferenceAccelerator]?
        package var pidMode: String?
        package var ipcMode: String?
        package var proxyConfiguration: ProxyConfiguration?
        package var registeredAt: Timestamp?
        package var deregisteredAt: Timestamp?
        package var deleteRequestedAt: Timestamp?
        package var registeredBy: String?
        package var ephemeralStorage: EphemeralStorage?
        package var enableFaultInjection: Bool?
        /// Not in the model: DeregisterTaskDefinition returns the revision's status before the call.
        package var previousStatus: String?

        package init() {}
    }

    /// [TaskDefinitionPlacementConstraint](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinitionPlacementConstraint.html)
    package struct TaskDefinitionPlacementConstraint: WireShape {
        package var type: String?
        package var expression: String?

        package init() {}
    }

    /// [RuntimePlatform](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html)
    package struct RuntimePlatform: WireShape {
        package var cpuArchitecture: String?
        package var operatingSystemFamily: String?

        package init() {}
    }

    /// [ProxyConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ProxyConfiguration.html)
    package struct ProxyConfiguration: WireShape {
        package var type: String?
        package var containerName: String?
        package var properties: [KeyValuePair]?

        package init() {}
    }
}
