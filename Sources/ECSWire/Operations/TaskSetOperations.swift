extension ECS {
    /// Makes a task set in a service whose deployments ECS does not control.
    ///
    /// [CreateTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html)
    package enum CreateTaskSet: ECSOperation {
        /// The request.
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

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskSet: TaskSet?

            /// Every member absent.
            package init() {}
        }
    }

    /// Changes a task set's scale.
    ///
    /// [UpdateTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskSet.html)
    package enum UpdateTaskSet: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSet: String?
            package var scale: Scale?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskSet: TaskSet?

            /// Every member absent.
            package init() {}
        }
    }

    /// Says which task set serves.
    ///
    /// [UpdateServicePrimaryTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateServicePrimaryTaskSet.html)
    package enum UpdateServicePrimaryTaskSet: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var primaryTaskSet: String?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskSet: TaskSet?

            /// Every member absent.
            package init() {}
        }
    }

    /// Reads a service's task sets, all unless some are named.
    ///
    /// [DescribeTaskSets](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskSets.html)
    package enum DescribeTaskSets: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSets: [String]?
            package var include: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskSets: [TaskSet]?
            package var failures: [Failure]?

            /// Every member absent.
            package init() {}
        }
    }

    /// Drains a task set, which is gone once its tasks have stopped.
    ///
    /// [DeleteTaskSet](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskSet.html)
    package enum DeleteTaskSet: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var service: String?
            package var taskSet: String?
            package var force: Bool?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskSet: TaskSet?

            /// Every member absent.
            package init() {}
        }
    }
}
