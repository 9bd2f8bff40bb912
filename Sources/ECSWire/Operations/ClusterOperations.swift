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

    /// Reads clusters, INACTIVE ones too.
    ///
    /// [DescribeClusters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html)
    package enum DescribeClusters: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var clusters: [String]?
            package var include: [String]?

            /// Every member absent.
            package init() {}
        }

        /// The answer.
        package struct Output: WireShape {
            package var clusters: [Cluster]?
            package var failures: [Failure]?

            /// Every member absent.
            package init() {}
        }
    }

    /// Makes an empty cluster INACTIVE; safe to repeat.
    ///
    /// [DeleteCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html)
    package enum DeleteCluster: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?

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

    /// Changes a cluster's settings and configuration.
    ///
    /// [UpdateCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCluster.html)
    package enum UpdateCluster: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var settings: [ClusterSetting]?
            package var configuration: ClusterConfiguration?
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

    /// Changes a cluster's settings.
    ///
    /// [UpdateClusterSettings](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateClusterSettings.html)
    package enum UpdateClusterSettings: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var settings: [ClusterSetting]?

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

    /// Says which capacity providers a cluster has.
    ///
    /// [PutClusterCapacityProviders](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html)
    package enum PutClusterCapacityProviders: ECSOperation {
        /// The request.
        package struct Input: WireShape {
            package var cluster: String?
            package var capacityProviders: [String]?
            package var defaultCapacityProviderStrategy: [CapacityProviderStrategyItem]?

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
}
