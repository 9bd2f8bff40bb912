import AWSWire
import ECSWire

/// What a service is asked to have but its deployments alone show.
struct DeploymentSettings: Equatable, Sendable {
    /// Service Connect.
    var serviceConnect: ECS.ServiceConnectConfiguration?
    /// Volumes made at launch.
    var volumes: [ECS.ServiceVolumeConfiguration]?
    /// VPC Lattice.
    var lattice: [ECS.VpcLatticeConfiguration]?
}

extension ECS.CreateService.Input {
    /// What the first deployment is to carry.
    var deploymentSettings: DeploymentSettings {
        DeploymentSettings(
            serviceConnect: serviceConnectConfiguration, volumes: volumeConfigurations,
            lattice: vpcLatticeConfigurations)
    }
}

/// IDs as ECS gives them to deployments and task sets.
enum DeploymentID {
    /// `ecs-svc/` and 19 digits.
    static func make() -> String {
        "ecs-svc/\(Int64.random(in: 1_000_000_000_000_000_000...9_000_000_000_000_000_000))"
    }
}

/// The shapes of a new deployment, of its service revision and of its service deployment.
enum DeploymentShape {
    /// A PRIMARY deployment that has not started anything yet.
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

    /// What the deployment is to run.
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

    /// The step from the deployments before to the new one.
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

    /// Half the tasks, 3 at least and 200 at most, may fail before it breaks; none fails here.
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
    /// Takes over how far the service's deployments are.
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

    /// Ends it.
    mutating func finish(_ status: String, at now: Timestamp, because reason: String? = nil) {
        (self.status, statusReason, finishedAt, updatedAt) = (status, reason, now, now)
        if status == "STOPPED" { stoppedAt = now }
        let breaker = deploymentCircuitBreaker?.status
        if breaker == "MONITORING" { deploymentCircuitBreaker?.status = "MONITORING_COMPLETE" }
        if alarms?.status == "MONITORING" { alarms?.status = "MONITORING_COMPLETE" }
    }
}

extension ECS.ServiceRevisionSummary {
    /// A deployment that is gone has no tasks.
    fileprivate mutating func updateCounts(_ deployments: [ECS.Deployment]) {
        let deployment = deployments.first { arn?.hasSuffix("/" + $0.revisionName) == true }
        requestedTaskCount = deployment?.desiredCount ?? 0
        (runningTaskCount, pendingTaskCount) = (deployment?.runningCount ?? 0, deployment?.pendingCount ?? 0)
    }
}
