import AWSWire

extension ECS {
    /// [KeyValuePair](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html)
    package struct KeyValuePair: WireShape {
        package var name: String?
        package var value: String?

        package init() {}
    }

    /// [EnvironmentFile](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EnvironmentFile.html)
    package struct EnvironmentFile: WireShape {
        package var value: String?
        package var type: String?

        package init() {}
    }

    /// [Secret](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html)
    package struct Secret: WireShape {
        package var name: String?
        package var valueFrom: String?

        package init() {}
    }

    /// [LogConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html)
    package struct LogConfiguration: WireShape {
        package var logDriver: String?
        package var options: StringMap?
        package var secretOptions: [Secret]?

        package init() {}
    }

    /// [ResourceRequirement](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html)
    package struct ResourceRequirement: WireShape {
        package var value: String?
        package var type: String?

        package init() {}
    }

    /// [Tag](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html)
    package struct Tag: WireShape {
        package var key: String?
        package var value: String?

        package init() {}
    }

    /// [InferenceAccelerator](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InferenceAccelerator.html)
    package struct InferenceAccelerator: WireShape {
        package var deviceName: String?
        package var deviceType: String?

        package init() {}
    }

    /// [EphemeralStorage](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html)
    package struct EphemeralStorage: WireShape {
        package var sizeInGiB: Int?

        package init() {}
    }

    /// [Attribute](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attribute.html)
    package struct Attribute: WireShape {
        package var name: String?
        package var value: String?
        package var targetType: String?
        package var targetId: String?

        package init() {}
    }

    /// [CapacityProviderStrategyItem](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html)
    package struct CapacityProviderStrategyItem: WireShape {
        package var capacityProvider: String?
        package var weight: Int?
        package var base: Int?

        package init() {}
    }

    /// [Attachment](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html)
    package struct Attachment: WireShape {
        package var id: String?
        package var type: String?
        package var status: String?
        package var details: [KeyValuePair]?

        package init() {}
    }

    /// [PlacementConstraint](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementConstraint.html)
    package struct PlacementConstraint: WireShape {
        package var type: String?
        package var expression: String?

        package init() {}
    }

    /// [PlacementStrategy](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PlacementStrategy.html)
    package struct PlacementStrategy: WireShape {
        package var type: String?
        package var field: String?

        package init() {}
    }

    /// [NetworkConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkConfiguration.html)
    package struct NetworkConfiguration: WireShape {
        package var awsvpcConfiguration: AwsVpcConfiguration?

        package init() {}
    }

    /// [AwsVpcConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html)
    package struct AwsVpcConfiguration: WireShape {
        package var subnets: [String]?
        package var securityGroups: [String]?
        package var assignPublicIp: String?

        package init() {}
    }

    /// [EBSTagSpecification](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EBSTagSpecification.html)
    package struct EBSTagSpecification: WireShape {
        package var resourceType: String?
        package var tags: [Tag]?
        package var propagateTags: String?

        package init() {}
    }

    /// [Failure](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Failure.html)
    package struct Failure: WireShape {
        package var arn: String?
        package var reason: String?
        package var detail: String?

        package init() {}
    }
}
