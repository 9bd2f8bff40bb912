extension ECS {
    /// [ClusterSetting](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html)
    package struct ClusterSetting: WireShape {
        package var name: String?
        package var value: String?

        package init() {}
    }

    /// [ClusterConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterConfiguration.html)
    package struct ClusterConfiguration: WireShape {
        package var executeCommandConfiguration: ExecuteCommandConfiguration?
        package var managedStorageConfiguration: ManagedStorageConfiguration?

        package init() {}
    }

    /// [ExecuteCommandConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html)
    package struct ExecuteCommandConfiguration: WireShape {
        package var kmsKeyId: String?
        package var logging: String?
        package var logConfiguration: ExecuteCommandLogConfiguration?

        package init() {}
    }

    /// [ExecuteCommandLogConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandLogConfiguration.html)
    package struct ExecuteCommandLogConfiguration: WireShape {
        package var cloudWatchLogGroupName: String?
        package var cloudWatchEncryptionEnabled: Bool?
        package var s3BucketName: String?
        package var s3EncryptionEnabled: Bool?
        package var s3KeyPrefix: String?

        package init() {}
    }

    /// [ManagedStorageConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedStorageConfiguration.html)
    package struct ManagedStorageConfiguration: WireShape {
        package var kmsKeyId: String?
        package var fargateEphemeralStorageKmsKeyId: String?

        package init() {}
    }

    /// [ClusterServiceConnectDefaultsRequest](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterServiceConnectDefaultsRequest.html)
    package struct ClusterServiceConnectDefaultsRequest: WireShape {
        package var namespace: String?

        package init() {}
    }

    /// [Cluster](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html)
    package struct Cluster: WireShape {
        package var clusterArn: String?
        package var clusterName: String?
        package var configuration: ClusterConfiguration?
        package var status: String?
        package var registeredContainerInstancesCount: Int?
        package var runningTasksCount: Int?
        package var pendingTasksCount: Int?
        package var activeServicesCount: Int?
        package var statistics: [KeyValuePair]?
        package var tags: [Tag]?
        package var settings: [ClusterSetting]?
        package var capacityProviders: [String]?
        package var defaultCapacityProviderStrategy: [CapacityProviderStrategyItem]?
        package var attachments: [Attachment]?
        package var attachmentsStatus: String?
        package var serviceConnectDefaults: ClusterServiceConnectDefaults?

        package init() {}
    }

    /// [ClusterServiceConnectDefaults](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterServiceConnectDefaults.html)
    package struct ClusterServiceConnectDefaults: WireShape {
        package var namespace: String?

        package init() {}
    }
}
