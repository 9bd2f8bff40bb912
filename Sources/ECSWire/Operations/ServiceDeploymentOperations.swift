extension ECS {
    /// Lists a service's deployments, the newest first.
    ///
    /// [ListServiceDeployments](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html)
    package enum ListServiceDeployments: ECSOperation {
        package struct Input: WireShape {
            package var service: String?
            package var cluster: String?
            package var status: [String]?
            package var createdAt: CreatedAt?
            package var nextToken: String?
            package var maxResults: Int?

            package init() {}
        }

        package struct Output: WireShape {
            package var serviceDeployments: [ServiceDeploymentBrief]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Describes up to 20 service deployments.
    ///
    /// [DescribeServiceDeployments](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html)
    package enum DescribeServiceDeployments: ECSOperation {
        package struct Input: WireShape {
            package var serviceDeploymentArns: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var serviceDeployments: [ServiceDeployment]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Describes up to 20 service revisions, the sources and targets of deployments.
    ///
    /// [DescribeServiceRevisions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html)
    package enum DescribeServiceRevisions: ECSOperation {
        package struct Input: WireShape {
            package var serviceRevisionArns: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var serviceRevisions: [ServiceRevision]?
            package var failures: [Failure]?

            package init() {}
        }
    }
}
