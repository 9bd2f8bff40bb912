extension ECS {
    /// Lists a service's deployments, the newest first.
    ///
    /// [ListServiceDeployments](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html)
    package enum ListServiceDeployments: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var service: String?
            package var cluster: String?
            package var status: [String]?
            package var createdAt: CreatedAt?
            package var nextToken: String?
            package var maxResults: Int?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var serviceDeployments: [ServiceDeploymentBrief]?
            package var nextToken: String?

            /// Every member absent.
            package init() {}
        }
    }

    /// Reads up to 20 service deployments.
    ///
    /// [DescribeServiceDeployments](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html)
    package enum DescribeServiceDeployments: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var serviceDeploymentArns: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var serviceDeployments: [ServiceDeployment]?
            package var failures: [Failure]?

            /// Every member absent.
            package init() {}
        }
    }

    /// Reads up to 20 service revisions: what a deployment went from, or to.
    ///
    /// [DescribeServiceRevisions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html)
    package enum DescribeServiceRevisions: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var serviceRevisionArns: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var serviceRevisions: [ServiceRevision]?
            package var failures: [Failure]?

            /// Every member absent.
            package init() {}
        }
    }
}
