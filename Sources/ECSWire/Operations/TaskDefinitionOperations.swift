extension ECS {
    /// Creates a new revision of a family; never changes an existing one.
    ///
    /// [RegisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html)
    package enum RegisterTaskDefinition: ECSOperation {
        package struct Input: WireShape {
            package var family: String?
            package var taskRoleArn: String?
            package var executionRoleArn: String?
            package var networkMode: String?
            package var containerDefinitions: [ContainerDefinition]?
            package var volumes: [Volume]?
            package var placementConstraints: [TaskDefinitionPlacementConstraint]?
            package var requiresCompatibilities: [String]?
            package var cpu: String?
            package var memory: String?
            package var tags: [Tag]?
            package var pidMode: String?
            package var ipcMode: String?
            package var proxyConfiguration: ProxyConfiguration?
            package var inferenceAccelerators: [InferenceAccelerator]?
            package var ephemeralStorage: EphemeralStorage?
            package var runtimePlatform: RuntimePlatform?
            package var enableFaultInjection: Bool?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?
            package var tags: [Tag]?

            package init() {}
        }
    }

    /// Makes one revision INACTIVE; idempotent.
    ///
    /// [DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)
    package enum DeregisterTaskDefinition: ECSOperation {
        package struct Input: WireShape {
            package var taskDefinition: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?

            package init() {}
        }
    }

    /// Describes one revision, or the newest ACTIVE one of a family.
    ///
    /// [DescribeTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html)
    package enum DescribeTaskDefinition: ECSOperation {
        package struct Input: WireShape {
            package var taskDefinition: String?
            package var include: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?
            package var tags: [Tag]?

            package init() {}
        }
    }

    /// Lists revisions of one status, at most 100 a page.
    ///
    /// [ListTaskDefinitions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html)
    package enum ListTaskDefinitions: ECSOperation {
        package struct Input: WireShape {
            package var familyPrefix: String?
            package var status: String?
            package var sort: String?
            package var nextToken: String?
            package var maxResults: Int?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskDefinitionArns: [String]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Lists family names, at most 100 a page.
    ///
    /// [ListTaskDefinitionFamilies](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html)
    package enum ListTaskDefinitionFamilies: ECSOperation {
        package struct Input: WireShape {
            package var familyPrefix: String?
            package var status: String?
            package var nextToken: String?
            package var maxResults: Int?

            package init() {}
        }

        package struct Output: WireShape {
            package var families: [String]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Permanently deletes up to 10 INACTIVE revisions; a revision in use stays DELETE_IN_PROGRESS until it is not.
    ///
    /// [DeleteTaskDefinitions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html)
    package enum DeleteTaskDefinitions: ECSOperation {
        package struct Input: WireShape {
            package var taskDefinitions: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var taskDefinitions: [TaskDefinition]?
            package var failures: [Failure]?

            package init() {}
        }
    }
}
