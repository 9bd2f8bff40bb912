extension ECS {
    /// Starts up to 10 standalone tasks.
    ///
    /// [RunTask](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html)
    package enum RunTask: ECSOperation {
        package struct Input: WireShape {
            package var capacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var cluster: String?
            package var count: Int?
            package var enableECSManagedTags: Bool?
            package var enableExecuteCommand: Bool?
            package var group: String?
            package var launchType: String?
            package var networkConfiguration: NetworkConfiguration?
            package var overrides: TaskOverride?
            package var placementConstraints: [PlacementConstraint]?
            package var placementStrategy: [PlacementStrategy]?
            package var platformVersion: String?
            package var propagateTags: String?
            package var referenceId: String?
            package var startedBy: String?
            package var tags: [Tag]?
            package var taskDefinition: String?
            package var clientToken: String?
            package var volumeConfigurations: [TaskVolumeConfiguration]?

            package init() {}
        }

        package struct Output: WireShape {
            package var tasks: [Task]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Stops a task.
    ///
    /// [StopTask](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html)
    package enum StopTask: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var task: String?
            package var reason: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var task: Task?

            package init() {}
        }
    }

    /// Lists a cluster's tasks of one desired status, at most 100 a page.
    ///
    /// [ListTasks](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html)
    package enum ListTasks: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var containerInstance: String?
            package var family: String?
            package var nextToken: String?
            package var maxResults: Int?
            package var startedBy: String?
            package var serviceName: String?
            package var desiredStatus: String?
            package var launchType: String?
            package var daemonName: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskArns: [String]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Describes up to 100 tasks of one cluster.
    ///
    /// [DescribeTasks](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html)
    package enum DescribeTasks: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var tasks: [String]?
            package var include: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var tasks: [Task]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Starts a task on each of up to 10 container instances.
    ///
    /// [StartTask](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html)
    package enum StartTask: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var containerInstances: [String]?
            package var enableECSManagedTags: Bool?
            package var enableExecuteCommand: Bool?
            package var group: String?
            package var networkConfiguration: NetworkConfiguration?
            package var overrides: TaskOverride?
            package var propagateTags: String?
            package var referenceId: String?
            package var startedBy: String?
            package var tags: [Tag]?
            package var taskDefinition: String?
            package var volumeConfigurations: [TaskVolumeConfiguration]?

            package init() {}
        }

        package struct Output: WireShape {
            package var tasks: [Task]?
            package var failures: [Failure]?

            package init() {}
        }
    }
}
