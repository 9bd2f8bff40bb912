extension ECS {
    /// The shape [ECSManagedResources](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ECSManagedResources.html).
    package struct ECSManagedResources: WireShape {
        package var ingressPaths: [ManagedIngressPath]?
        package var autoScaling: ManagedAutoScaling?
        package var metricAlarms: [ManagedMetricAlarm]?
        package var serviceSecurityGroups: [ManagedSecurityGroup]?
        package var logGroups: [ManagedLogGroup]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedIngressPath](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedIngressPath.html).
    package struct ManagedIngressPath: WireShape {
        package var accessType: String?
        package var endpoint: String?
        package var loadBalancer: ManagedLoadBalancer?
        package var loadBalancerSecurityGroups: [ManagedSecurityGroup]?
        package var certificate: ManagedCertificate?
        package var listener: ManagedListener?
        package var rule: ManagedListenerRule?
        package var targetGroups: [ManagedTargetGroup]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedAutoScaling](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedAutoScaling.html).
    package struct ManagedAutoScaling: WireShape {
        package var scalableTarget: ManagedScalableTarget?
        package var applicationAutoScalingPolicies: [ManagedApplicationAutoScalingPolicy]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedMetricAlarm](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedMetricAlarm.html).
    package struct ManagedMetricAlarm: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedSecurityGroup](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedSecurityGroup.html).
    package struct ManagedSecurityGroup: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedLogGroup](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedLogGroup.html).
    package struct ManagedLogGroup: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var logGroupName: String?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedLoadBalancer](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedLoadBalancer.html).
    package struct ManagedLoadBalancer: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var scheme: String?
        package var subnetIds: [String]?
        package var securityGroupIds: [String]?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedCertificate](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedCertificate.html).
    package struct ManagedCertificate: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var domainName: String?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedListener](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedListener.html).
    package struct ManagedListener: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedListenerRule](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedListenerRule.html).
    package struct ManagedListenerRule: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedTargetGroup](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedTargetGroup.html).
    package struct ManagedTargetGroup: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var healthCheckPath: String?
        package var healthCheckPort: Int?
        package var port: Int?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedScalableTarget](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScalableTarget.html).
    package struct ManagedScalableTarget: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var minCapacity: Int?
        package var maxCapacity: Int?

        /// Every member absent.
        package init() {}
    }

    /// The shape [ManagedApplicationAutoScalingPolicy](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedApplicationAutoScalingPolicy.html).
    package struct ManagedApplicationAutoScalingPolicy: WireShape {
        package var arn: String?
        package var status: String?
        package var statusReason: String?
        package var updatedAt: Timestamp?
        package var policyType: String?
        package var targetValue: Double?
        package var metric: String?

        /// Every member absent.
        package init() {}
    }
}
