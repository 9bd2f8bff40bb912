extension ECS {
    /// Creates a service.
    ///
    /// [CreateService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html)
    package enum CreateService: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var serviceName: String?
            package var taskDefinition: String?
            package var availabilityZoneRebalancing: String?
            package var loadBalancers: [LoadBalancer]?
            package var serviceRegistries: [ServiceRegistry]?
            package var desiredCount: Int?
            package var clientToken: String?
            package var launchType: String?
            package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var platformVersion: String?
            package var role: String?
            package var deploymentConfiguration: DeploymentConfiguration?
            package var placementConstraints: [PlacementConstraint]?
            package var placementStrategy: [PlacementStrategy]?
            package var networkConfiguration: NetworkConfiguration?
            package var healthCheckGracePeriodSeconds: Int?
            package var schedulingStrategy: String?
            package var deploymentController: DeploymentController?
            package var tags: [Tag]?
            package var enableECSManagedTags: Bool?
            package var propagateTags: String?
            package var enableExecuteCommand: Bool?
            package var serviceConnectConfiguration: ServiceConnectConfiguration?
            package var volumeConfigurations: [ServiceVolumeConfiguration]?
            package var vpcLatticeConfigurations: [VpcLatticeConfiguration]?

            package init() {}
        }

        package struct Output: WireShape {
            package var service: Service?

            package init() {}
        }
    }

    /// Changes a service's revision, desired count or settings.
    ///
    /// [UpdateService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html)
    package enum UpdateService: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var desiredCount: Int?
            package var taskDefinition: String?
            package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var deploymentConfiguration: DeploymentConfiguration?
            package var availabilityZoneRebalancing: String?
            package var networkConfiguration: NetworkConfiguration?
            package var placementConstraints: [PlacementConstraint]?
            package var placementStrategy: [PlacementStrategy]?
            package var platformVersion: String?
            package var forceNewDeployment: Bool?
            package var healthCheckGracePeriodSeconds: Int?
            package var deploymentController: DeploymentController?
            package var enableExecuteCommand: Bool?
            package var enableECSManagedTags: Bool?
            package var loadBalancers: [LoadBalancer]?
            package var propagateTags: String?
            package var serviceRegistries: [ServiceRegistry]?
            package var serviceConnectConfiguration: ServiceConnectConfiguration?
            package var volumeConfigurations: [ServiceVolumeConfiguration]?
            package var vpcLatticeConfigurations: [VpcLatticeConfiguration]?

            package init() {}
        }

        package struct Output: WireShape {
            package var service: Service?

            package init() {}
        }
    }

    /// Lists a cluster's services, 10 a page by default and at most 100.
    ///
    /// [ListServices](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html)
    package enum ListServices: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var nextToken: String?
            package var maxResults: Int?
            package var launchType: String?
            package var schedulingStrategy: String?
            package var resourceManagementType: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var serviceArns: [String]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Describes up to 10 services of one cluster.
    ///
    /// [DescribeServices](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html)
    package enum DescribeServices: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var services: [String]?
            package var include: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var services: [Service]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Drains a service; it is INACTIVE once its tasks have stopped.
    ///
    /// [DeleteService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html)
    package enum DeleteService: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var force: Bool?

            package init() {}
        }

        package struct Output: WireShape {
            package var service: Service?

            package init() {}
        }
    }
}
