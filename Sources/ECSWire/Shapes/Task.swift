import AWSWire

extension ECS {
    /// [TaskOverride](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html)
    package struct TaskOverride: WireShape {
        package var containerOverrides: [ContainerOverride]?
        package var cpu: String?
        package var inferenceAcceleratorOverrides: [InferenceAcceleratorOverride]?
        package var executionRoleArn: String?
        package var memory: String?
        package var taskRoleArn: String?
        package var ephemeralStorage: EphemeralStorage?

        package init() {}
    }

    /// [ContainerOverride](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerOverride.html)
    package struct ContainerOverride: WireShape {
        package var name: String?
        package var command: [String]?
        package var environment: [KeyValuePair]?
        package var environmentFiles: [EnvironmentFile]?
        package var cpu: Int?
        package var memory: Int?
        package var memoryReservation: Int?
        package var resourceRequirements: [ResourceRequirement]?

        package init() {}
    }

    /// [InferenceAcceleratorOverride](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InferenceAcceleratorOverride.html)
    package struct InferenceAcceleratorOverride: WireShape {
        package var deviceName: String?
        package var deviceType: String?

        package init() {}
    }

    /// [TaskVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskVolumeConfiguration.html)
    package struct TaskVolumeConfiguration: WireShape {
        package var name: String?
        package var managedEBSVolume: TaskManagedEBSVolumeConfiguration?

        package init() {}
    }

    /// [TaskManagedEBSVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskManagedEBSVolumeConfiguration.html)
    package struct TaskManagedEBSVolumeConfiguration: WireShape {
        package var encrypted: Bool?
        package var kmsKeyId: String?
        package var volumeType: String?
        package var sizeInGiB: Int?
        package var snapshotId: String?
        package var volumeInitializationRate: Int?
        package var iops: Int?
        package var throughput: Int?
        package var tagSpecifications: [EBSTagSpecification]?
        package var roleArn: String?
        package var terminationPolicy: TaskManagedEBSVolumeTerminationPolicy?
        package var filesystemType: String?

        package init() {}
    }

    /// [TaskManagedEBSVolumeTerminationPolicy](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskManagedEBSVolumeTerminationPolicy.html)
    package struct TaskManagedEBSVolumeTerminationPolicy: WireShape {
        package var deleteOnTermination: Bool?

        package init() {}
    }

    /// [Task](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html)
    package struct Task: WireShape {
        package var attachments: [Attachment]?
        package var attributes: [Attribute]?
        package var availabilityZone: String?
        package var capacityProviderName: String?
        package var clusterArn: String?
        package var connectivity: String?
        package var connectivityAt: Timestamp?
        package var containerInstanceArn: String?
        package var containers: [Container]?
        package var cpu: String?
        package var createdAt: Timestamp?
        package var desiredStatus: String?
        package var enableExecuteCommand: Bool?
        package var executionStoppedAt: Timestamp?
        package var group: String?
        package var healthStatus: String?
        package var inferenceAccelerators: [InferenceAccelerator]?
        package var lastStatus: String?
        package var launchType: String?
        package var memory: String?
        package var overrides: TaskOverride?
        package var platformVersion: String?
        package var platformFamily: String?
        package var pullStartedAt: Timestamp?
        package var pullStoppedAt: Timestamp?
        package var startedAt: Timestamp?
        package var startedBy: String?
        package var stopCode: String?
        package var stoppedAt: Timestamp?
        package var stoppedReason: String?
        package var stoppingAt: Timestamp?
        package var tags: [Tag]?
        package var taskArn: String?
        package var taskDefinitionArn: String?
        package var version: Int64?
        package var ephemeralStorage: EphemeralStorage?
        package var fargateEphemeralStorage: TaskEphemeralStorage?

        package init() {}
    }

    /// [Container](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html)
    package struct Container: WireShape {
        package var containerArn: String?
        package var taskArn: String?
        package var name: String?
        package var image: String?
        package var imageDigest: String?
        package var runtimeId: String?
        package var lastStatus: String?
        package var exitCode: Int?
        package var reason: String?
        package var networkBindings: [NetworkBinding]?
        package var networkInterfaces: [NetworkInterface]?
        package var healthStatus: String?
        package var managedAgents: [ManagedAgent]?
        package var cpu: String?
        package var memory: String?
        package var memoryReservation: String?
        package var gpuIds: [String]?

        package init() {}
    }

    /// [NetworkBinding](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkBinding.html)
    package struct NetworkBinding: WireShape {
        package var bindIP: String?
        package var containerPort: Int?
        package var hostPort: Int?
        package var `protocol`: String?
        package var containerPortRange: String?
        package var hostPortRange: String?

        package init() {}
    }

    /// [NetworkInterface](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkInterface.html)
    package struct NetworkInterface: WireShape {
        package var attachmentId: String?
        package var privateIpv4Address: String?
        package var ipv6Address: String?

        package init() {}
    }

    /// [ManagedAgent](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedAgent.html)
    package struct ManagedAgent: WireShape {
        package var lastStartedAt: Timestamp?
        package var name: String?
        package var reason: String?
        package var lastStatus: String?

        package init() {}
    }

    /// [TaskEphemeralStorage](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskEphemeralStorage.html)
    package struct TaskEphemeralStorage: WireShape {
        package var sizeInGiB: Int?
        package var kmsKeyId: String?

        package init() {}
    }
}
