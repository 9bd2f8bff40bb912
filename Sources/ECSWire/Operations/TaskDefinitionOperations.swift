extension ECS {
    /// Makes a new revision of a family; never changes one.
    ///
    /// [RegisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html)
    package enum RegisterTaskDefinition: ECSOperation {
        /// The request.
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

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?
            package var tags: [Tag]?

            /// Every member absent.
            package init() {}
        }
    }

    /// Takes one revision out of service; safe to repeat.
    ///
    /// [DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)
    package enum DeregisterTaskDefinition: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var taskDefinition: String?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?

            /// Every member absent.
            package init() {}
        }
    }

    /// Reads one revision, or the newest ACTIVE one of a bare family.
    ///
    /// [DescribeTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html)
    package enum DescribeTaskDefinition: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var taskDefinition: String?
            package var include: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskDefinition: TaskDefinition?
            package var tags: [Tag]?

            /// Every member absent.
            package init() {}
        }
    }

    /// Lists revisions of one status, at most 100 a page.
    ///
    /// [ListTaskDefinitions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html)
    package enum ListTaskDefinitions: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var familyPrefix: String?
            package var status: String?
            package var sort: String?
            package var nextToken: String?
            package var maxResults: Int?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskDefinitionArns: [String]?
            package var nextToken: String?

            /// Every member absent.
            package init() {}
        }
    }

    /// Lists family names, at most 100 a page.
    ///
    /// [ListTaskDefinitionFamilies](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html)
    package enum ListTaskDefinitionFamilies: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var familyPrefix: String?
            package var status: String?
            package var nextToken: String?
            package var maxResults: Int?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var families: [String]?
            package var nextToken: String?

            /// Every member absent.
            package init() {}
        }
    }

    /// Deletes up to 10 INACTIVE revisions for good; each waits for whatever still uses it.
    ///
    /// [DeleteTaskDefinitions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html)
    package enum DeleteTaskDefinitions: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var taskDefinitions: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var taskDefinitions: [TaskDefinition]?
            package var failures: [Failure]?

            /// Every member absent.
            package init() {}
        }
    }
}
