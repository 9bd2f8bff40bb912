import AWSWire

extension ECS {
    /// The shape [ServiceRevision](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html), without
    /// what ECS manages for an Express service.
    package struct ServiceRevision: WireShape {
        package var serviceRevisionArn: String?
        package var serviceArn: String?
        package var clusterArn: String?
        package var taskDefinition: String?
        package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
        package var launchType: String?
        package var platformVersion: String?
        package var platformFamily: String?
        package var loadBalancers: [LoadBalancer]?
        package var serviceRegistries: [ServiceRegistry]?
        package var networkConfiguration: NetworkConfiguration?
        package var containerImages: [ContainerImage]?
        package var guardDutyEnabled: Bool?
        package var serviceConnectConfiguration: ServiceConnectConfiguration?
        package var volumeConfigurations: [ServiceVolumeConfiguration]?
        package var fargateEphemeralStorage: DeploymentEphemeralStorage?
        package var createdAt: Timestamp?
        package var vpcLatticeConfigurations: [VpcLatticeConfiguration]?
        package var resolvedConfiguration: ResolvedConfiguration?

        package init() {}
    }

    /// [ContainerImage](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerImage.html)
    package struct ContainerImage: WireShape {
        package var containerName: String?
        package var imageDigest: String?
        package var image: String?

        package init() {}
    }

    /// [ResolvedConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResolvedConfiguration.html)
    package struct ResolvedConfiguration: WireShape {
        package var loadBalancers: [ServiceRevisionLoadBalancer]?

        package init() {}
    }

    /// [ServiceRevisionLoadBalancer](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevisionLoadBalancer.html)
    package struct ServiceRevisionLoadBalancer: WireShape {
        package var targetGroupArn: String?
        package var productionListenerRule: String?

        package init() {}
    }
}
