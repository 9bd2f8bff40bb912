extension ECS {
    /// Creates a cluster.
    ///
    /// [CreateCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html)
    package enum CreateCluster: ECSOperation {
        package struct Input: WireShape {
            package var clusterName: String?
            package var tags: [Tag]?
            package var settings: [ClusterSetting]?
            package var configuration: ClusterConfiguration?
            package var capacityProviders: [String]?
            package var defaultCapacityProviderStrategy: [CapacityProviderStrategyItem]?
            package var serviceConnectDefaults: ClusterServiceConnectDefaultsRequest?

            package init() {}
        }

        package struct Output: WireShape {
            package var cluster: Cluster?

            package init() {}
        }
    }

    /// Lists clusters, at most 100 a page.
    ///
    /// [ListClusters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html)
    package enum ListClusters: ECSOperation {
        package struct Input: WireShape {
            package var nextToken: String?
            package var maxResults: Int?

            package init() {}
        }

        package struct Output: WireShape {
            package var clusterArns: [String]?
            package var nextToken: String?

            package init() {}
        }
    }

    /// Describes clusters, including INACTIVE ones.
    ///
    /// [DescribeClusters](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html)
    package enum DescribeClusters: ECSOperation {
        package struct Input: WireShape {
            package var clusters: [String]?
            package var include: [String]?

            package init() {}
        }

        package struct Output: WireShape {
            package var clusters: [Cluster]?
            package var failures: [Failure]?

            package init() {}
        }
    }

    /// Makes an empty cluster INACTIVE; idempotent.
    ///
    /// [DeleteCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html)
    package enum DeleteCluster: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?

            package init() {}
        }

        package struct Output: WireShape {
            package var cluster: Cluster?

            package init() {}
        }
    }

    /// Changes a cluster's settings and configuration.
    ///
    /// [UpdateCluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCluster.html)
    package enum UpdateCluster: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var settings: [ClusterSetting]?
            package var configuration: ClusterConfiguration?
            package var serviceConnectDefaults: ClusterServiceConnectDefaultsRequest?

            package init() {}
        }

        package struct Output: WireShape {
            package var cluster: Cluster?

            package init() {}
        }
    }

    /// Changes a cluster's settings.
    ///
    /// [UpdateClusterSettings](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateClusterSettings.html)
    package enum UpdateClusterSettings: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var settings: [ClusterSetting]?

            package init() {}
        }

        package struct Output: WireShape {
            package var cluster: Cluster?

            package init() {}
        }
    }

    /// Sets the capacity providers of a cluster.
    ///
    /// [PutClusterCapacityProviders](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html)
    package enum PutClusterCapacityProviders: ECSOperation {
        package struct Input: WireShape {
            package var cluster: String?
            package var capacityProviders: [String]?
            package var defaultCapacityProviderStrategy: [CapacityProviderStrategyItem]?

            package init() {}
        }

        package struct Output: WireShape {
            package var cluster: Cluster?

            package init() {}
        }
    }
}
