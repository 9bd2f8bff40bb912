import AWSWire

extension ECS {
    /// [CreatedAt](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreatedAt.html)
    package struct CreatedAt: WireShape {
        package var before: Timestamp?
        package var after: Timestamp?

        package init() {}
    }

    /// [ServiceDeploymentBrief](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentBrief.html)
    package struct ServiceDeploymentBrief: WireShape {
        package var serviceDeploymentArn: String?
        package var serviceArn: String?
        package var clusterArn: String?
        package var startedAt: Timestamp?
        package var createdAt: Timestamp?
        package var finishedAt: Timestamp?
        package var targetServiceRevisionArn: String?
        package var status: String?
        package var statusReason: String?

        package init() {}
    }

    /// [ServiceDeployment](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html)
    package struct ServiceDeployment: WireShape {
        package var serviceDeploymentArn: String?
        package var serviceArn: String?
        package var clusterArn: String?
        package var createdAt: Timestamp?
        package var startedAt: Timestamp?
        package var finishedAt: Timestamp?
        package var stoppedAt: Timestamp?
        package var updatedAt: Timestamp?
        package var sourceServiceRevisions: [ServiceRevisionSummary]?
        package var targetServiceRevision: ServiceRevisionSummary?
        package var status: String?
        package var statusReason: String?
        package var lifecycleStage: String?
        package var lifecycleHookDetails: [DeploymentLifecycleHookDetail]?
        package var deploymentConfiguration: DeploymentConfiguration?
        package var rollback: Rollback?
        package var deploymentCircuitBreaker: ServiceDeploymentCircuitBreaker?
        package var alarms: ServiceDeploymentAlarms?

        package init() {}
    }

    /// [ServiceRevisionSummary](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevisionSummary.html)
    package struct ServiceRevisionSummary: WireShape {
        package var arn: String?
        package var requestedTaskCount: Int?
        package var runningTaskCount: Int?
        package var pendingTaskCount: Int?
        package var requestedTestTrafficWeight: Double?
        package var requestedProductionTrafficWeight: Double?

        package init() {}
    }

    /// [DeploymentLifecycleHookDetail](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHookDetail.html)
    package struct DeploymentLifecycleHookDetail: WireShape {
        package var hookId: String?
        package var targetType: String?
        package var targetArn: String?
        package var status: String?
        package var expiresAt: Timestamp?
        package var timeoutAction: String?

        package init() {}
    }

    /// [Rollback](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Rollback.html)
    package struct Rollback: WireShape {
        package var reason: String?
        package var startedAt: Timestamp?
        package var serviceRevisionArn: String?

        package init() {}
    }

    /// [ServiceDeploymentCircuitBreaker](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentCircuitBreaker.html)
    package struct ServiceDeploymentCircuitBreaker: WireShape {
        package var status: String?
        package var failureCount: Int?
        package var threshold: Int?

        package init() {}
    }

    /// [ServiceDeploymentAlarms](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentAlarms.html)
    package struct ServiceDeploymentAlarms: WireShape {
        package var status: String?
        package var alarmNames: [String]?
        package var triggeredAlarmNames: [String]?

        package init() {}
    }
}
