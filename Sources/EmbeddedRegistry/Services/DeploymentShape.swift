import AWSWire
import ECSWire

/// Settings in a service request that only the service's deployments show.
struct DeploymentSettings: Equatable, Sendable {
    var serviceConnect: ECS.ServiceConnectConfiguration?
    /// Volumes configured at launch.
    var volumes: [ECS.ServiceVolumeConfiguration]?
    /// VPC Lattice.
    var lattice: [ECS.VpcLatticeConfiguration]?
}

extension ECS.CreateService.Input {
    /// The settings of the first deployment.
    var deploymentSettings: DeploymentSettings {
        DeploymentSettings(
            serviceConnect: serviceConnectConfiguration, volumes: volumeConfigurations,
            lattice: vpcLatticeConfigurations)
    }
}

/// IDs in the form that ECS gives to deployments and task sets.
enum DeploymentID {
    /// `ecs-svc/` and 19 digits.
    static func make() -> String {
        "ecs-svc/\(Int64.random(in: 1_000_000_000_000_000_000...9_000_000_000_000_000_000))"
    }
}

/// The shapes that describe a new deployment.
enum DeploymentShape {
    /// A PRIMARY deployment that has started no tasks yet.
    static func deployment(
        of service: ECS.Service, _ settings: DeploymentSettings, at now: Timestamp
    ) -> ECS.Deployment {
        ECS.Deployment {
            let id = DeploymentID.make()
            ($0.id, $0.status, $0.taskDefinition) = (id, "PRIMARY", service.taskDefinition)
            ($0.desiredCount, $0.runningCount, $0.pendingCount, $0.failedTasks) = (service.desiredCount, 0, 0, 0)
            ($0.createdAt, $0.updatedAt) = (now, now)
            $0.rolloutState = "IN_PROGRESS"
            $0.rolloutStateReason = "ECS deployment \(id) in progress."
            ($0.launchType, $0.capacityProviderStrategy) = (service.launchType, service.capacityProviderStrategy)
            ($0.platformVersion, $0.platformFamily) = (service.platformVersion, service.platformFamily)
            $0.networkConfiguration = service.networkConfiguration
            $0.serviceConnectConfiguration = settings.serviceConnect
            $0.volumeConfigurations = settings.volumes
            $0.vpcLatticeConfigurations = settings.lattice
        }
    }

    /// The configuration that the deployment runs.
    static func serviceRevision(
        of service: ECS.Service, _ deployment: ECS.Deployment, at now: Timestamp
    ) -> ECS.ServiceRevision {
        ECS.ServiceRevision {
            $0.serviceRevisionArn = service.serviceARN(of: "service-revision", deployment.revisionName)
            ($0.serviceArn, $0.clusterArn) = (service.serviceArn, service.clusterArn)
            ($0.taskDefinition, $0.createdAt) = (deployment.taskDefinition, now)
            ($0.launchType, $0.capacityProviderStrategy) = (service.launchType, service.capacityProviderStrategy)
            ($0.platformVersion, $0.platformFamily) = (service.platformVersion, service.platformFamily)
            ($0.loadBalancers, $0.serviceRegistries) = (service.loadBalancers, service.serviceRegistries)
            $0.networkConfiguration = service.networkConfiguration
            $0.guardDutyEnabled = false
            $0.serviceConnectConfiguration = deployment.serviceConnectConfiguration
            $0.volumeConfigurations = deployment.volumeConfigurations
            $0.vpcLatticeConfigurations = deployment.vpcLatticeConfigurations
        }
    }

    /// The transition from the previous deployments to the new one.
    static func serviceDeployment(
        of service: ECS.Service, to deployment: ECS.Deployment, from before: [ECS.Deployment], at now: Timestamp
    ) -> ECS.ServiceDeployment {
        ECS.ServiceDeployment {
            $0.serviceDeploymentArn = service.currentServiceDeployment
            ($0.serviceArn, $0.clusterArn) = (service.serviceArn, service.clusterArn)
            ($0.createdAt, $0.startedAt, $0.updatedAt) = (now, now, now)
            $0.sourceServiceRevisions = before.map { $0.summary(in: service) }
            $0.targetServiceRevision = deployment.summary(in: service)
            $0.status = "IN_PROGRESS"
            $0.deploymentConfiguration = service.deploymentConfiguration
            $0.deploymentCircuitBreaker = circuitBreaker(of: service)
            $0.alarms = ECS.ServiceDeploymentAlarms {
                let alarms = service.deploymentConfiguration?.alarms
                ($0.status, $0.alarmNames) = (alarms?.enable == true ? "MONITORING" : "DISABLED", alarms?.alarmNames)
            }
        }
    }

    /// Breaks once half of the tasks fail, at least 3 and at most 200. No task fails here.
    private static func circuitBreaker(of service: ECS.Service) -> ECS.ServiceDeploymentCircuitBreaker {
        ECS.ServiceDeploymentCircuitBreaker {
            let isEnabled = service.deploymentConfiguration?.deploymentCircuitBreaker?.enable == true
            $0.status = isEnabled ? "MONITORING" : "DISABLED"
            $0.failureCount = 0
            $0.threshold = min(200, max(3, ((service.desiredCount ?? 0) + 1) / 2))
        }
    }
}

extension ECS.Deployment {
    fileprivate func summary(in service: ECS.Service) -> ECS.ServiceRevisionSummary {
        ECS.ServiceRevisionSummary {
            $0.arn = service.serviceARN(of: "service-revision", revisionName)
            ($0.requestedTaskCount, $0.runningTaskCount, $0.pendingTaskCount) = (
                desiredCount, runningCount, pendingCount
            )
        }
    }
}

extension ECS.ServiceDeployment {
    /// Copies the task counts of the service's deployments.
    mutating func updateCounts(_ deployments: [ECS.Deployment], at now: Timestamp) {
        let before = self
        targetServiceRevision?.updateCounts(deployments)
        sourceServiceRevisions = sourceServiceRevisions?.map { source in
            var source = source
            source.updateCounts(deployments)
            return source
        }
        if self != before { updatedAt = now }
    }

    /// Ends the deployment with a status.
    mutating func finish(_ status: String, at now: Timestamp, because reason: String? = nil) {
        (self.status, statusReason, finishedAt, updatedAt) = (status, reason, now, now)
        if status == "STOPPED" { stoppedAt = now }
        let breaker = deploymentCircuitBreaker?.status
        if breaker == "MONITORING" { deploymentCircuitBreaker?.status = "MONITORING_COMPLETE" }
        if alarms?.status == "MONITORING" { alarms?.status = "MONITORING_COMPLETE" }
    }
}

extension ECS.ServiceRevisionSummary {
    /// Copies the counts of the deployment with this revision; zero if it is gone.
    fileprivate mutating func updateCounts(_ deployments: [ECS.Deployment]) {
        let deployment = deployments.first { arn?.hasSuffix("/" + $0.revisionName) == true }
        requestedTaskCount = deployment?.desiredCount ?? 0
        (runningTaskCount, pendingTaskCount) = (deployment?.runningCount ?? 0, deployment?.pendingCount ?? 0)
    }
}
