extension ECS {
    /// Makes a cluster.
    ///
    /// [CreateCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html)
    package enum CreateCluster: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var clusterName: String?
            package var tags: [Tag]?
            package var settings: [ClusterSetting]?
            package var configuration: ClusterConfiguration?
            package var capacityProviders: [String]?
            package var defaultCapacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var serviceConnectDefaults: ClusterServiceConnectDefaultsRequest?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var cluster: Cluster?

            /// Every member absent.
            package init() {}
        }
    }

    /// Lists clusters, at most 100 a page.
    ///
    /// [ListClusters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html)
    package enum ListClusters: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var nextToken: String?
            package var maxResults: Int?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var clusterArns: [String]?
            package var nextToken: String?

            /// Every member absent.
            package init() {}
        }
    }
}
