import AWSWire

extension ECS {
    /// [TaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html)
    package struct TaskSet: WireShape {
        package var id: String?
        package var taskSetArn: String?
        package var serviceArn: String?
        package var clusterArn: String?
        package var startedBy: String?
        package var externalId: String?
        package var status: String?
        package var taskDefinition: String?
        package var computedDesiredCount: Int?
        package var pendingCount: Int?
        package var runningCount: Int?
        package var createdAt: Timestamp?
        package var updatedAt: Timestamp?
        package var launchType: String?
        package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
        package var platformVersion: String?
        package var platformFamily: String?
        package var networkConfiguration: NetworkConfiguration?
        package var loadBalancers: [LoadBalancer]?
        package var serviceRegistries: [ServiceRegistry]?
        package var scale: Scale?
        package var stabilityStatus: String?
        package var stabilityStatusAt: Timestamp?
        package var tags: [Tag]?
        package var fargateEphemeralStorage: DeploymentEphemeralStorage?

        package init() {}
    }

    /// [Scale](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Scale.html)
    package struct Scale: WireShape {
        package var value: Double?
        package var unit: String?

        package init() {}
    }
}
