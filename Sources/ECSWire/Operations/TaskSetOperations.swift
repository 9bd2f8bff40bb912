extension ECS {
    /// Creates a task set in a service with an external deployment controller.
    ///
    /// [CreateTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html)
    package enum CreateTaskSet: ECSOperation {
        package struct Input: WireShape {
            package var service: String?
            package var cluster: String?
            package var externalId: String?
            package var taskDefinition: String?
            package var networkConfiguration: NetworkConfiguration?
            package var loadBalancers: [LoadBalancer]?
            package var serviceRegistries: [ServiceRegistry]?
            package var launchType: String?
            package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var platformVersion: String?
            package var scale: Scale?
            package var clientToken: String?
            package var tags: [Tag]?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskSet: TaskSet?

            package init() {}
        }
    }

    /// Changes a task set's scale.
    ///
    /// [UpdateTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskSet.html)
    package enum UpdateTaskSet: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSet: String?
            package var scale: Scale?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskSet: TaskSet?

            package init() {}
        }
    }

    /// Makes a task set the service's primary one.
    ///
    /// [UpdateServicePrimaryTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateServicePrimaryTaskSet.html)
    package enum UpdateServicePrimaryTaskSet: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var primaryTaskSet: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskSet: TaskSet?

            package init() {}
        }
    }

    /// Describes a service's task sets: those named, or all.
    ///
    /// [DescribeTaskSets](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskSets.html)
    package enum DescribeTaskSets: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSets: [String]?
            package var include: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskSets: [TaskSet]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Drains a task set, which is gone once its tasks have stopped.
    ///
    /// [DeleteTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskSet.html)
    package enum DeleteTaskSet: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSet: String?
            package var force: Bool?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskSet: TaskSet?

            package init() {}
        }
    }
}
