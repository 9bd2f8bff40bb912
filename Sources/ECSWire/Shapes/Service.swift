import AWSWire

extension ECS {
    /// [LoadBalancer](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html)
    package struct LoadBalancer: WireShape {
        package var targetGroupArn: String?
        package var loadBalancerName: String?
        package var containerName: String?
        package var containerPort: Int?
        package var advancedConfiguration: AdvancedConfiguration?

        package init() {}
    }

    /// [AdvancedConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html)
    package struct AdvancedConfiguration: WireShape {
        package var alternateTargetGroupArn: String?
        package var productionListenerRule: String?
        package var testListenerRule: String?
        package var roleArn: String?

        package init() {}
    }

    /// [ServiceRegistry](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html)
    package struct ServiceRegistry: WireShape {
        package var registryArn: String?
        package var port: Int?
        package var containerName: String?
        package var containerPort: Int?

        package init() {}
    }

    /// [ServiceVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceVolumeConfiguration.html)
    package struct ServiceVolumeConfiguration: WireShape {
        package var name: String?
        package var managedEBSVolume: ServiceManagedEBSVolumeConfiguration?

        package init() {}
    }

    /// [ServiceManagedEBSVolumeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html)
    package struct ServiceManagedEBSVolumeConfiguration: WireShape {
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
        package var filesystemType: String?

        package init() {}
    }

    /// [VpcLatticeConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_VpcLatticeConfiguration.html)
    package struct VpcLatticeConfiguration: WireShape {
        package var roleArn: String?
        package var targetGroupArn: String?
        package var portName: String?

        package init() {}
    }

    /// [Service](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html)
    package struct Service: WireShape {
        package var serviceArn: String?
        package var serviceName: String?
        package var clusterArn: String?
        package var loadBalancers: [LoadBalancer]?
        package var serviceRegistries: [ServiceRegistry]?
        package var status: String?
        package var desiredCount: Int?
        package var runningCount: Int?
        package var pendingCount: Int?
        package var launchType: String?
        package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
        package var platformVersion: String?
        package var platformFamily: String?
        package var taskDefinition: String?
        package var deploymentConfiguration: DeploymentConfiguration?
        package var taskSets: [TaskSet]?
        package var deployments: [Deployment]?
        package var roleArn: String?
        package var events: [ServiceEvent]?
        package var createdAt: Timestamp?
        package var currentServiceDeployment: String?
        package var currentServiceRevisions: [ServiceCurrentRevisionSummary]?
        package var placementConstraints: [PlacementConstraint]?
        package var placementStrategy: [PlacementStrategy]?
        package var networkConfiguration: NetworkConfiguration?
        package var healthCheckGracePeriodSeconds: Int?
        package var schedulingStrategy: String?
        package var deploymentController: DeploymentController?
        package var tags: [Tag]?
        package var createdBy: String?
        package var enableECSManagedTags: Bool?
        package var propagateTags: String?
        package var enableExecuteCommand: Bool?
        package var availabilityZoneRebalancing: String?
        package var resourceManagementType: String?

        package init() {}
    }

    /// [ServiceEvent](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceEvent.html)
    package struct ServiceEvent: WireShape {
        package var id: String?
        package var createdAt: Timestamp?
        package var message: String?

        package init() {}
    }

    /// [ServiceCurrentRevisionSummary](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceCurrentRevisionSummary.html)
    package struct ServiceCurrentRevisionSummary: WireShape {
        package var arn: String?
        package var requestedTaskCount: Int?
        package var runningTaskCount: Int?
        package var pendingTaskCount: Int?

        package init() {}
    }
}
