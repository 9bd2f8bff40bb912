import AWSWire

extension ECS {
    /// [ContainerDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html)
    package struct ContainerDefinition: WireShape {
        package var name: String?
        package var image: String?
        package var repositoryCredentials: RepositoryCredentials?
        package var cpu: Int?
        package var memory: Int?
        package var memoryReservation: Int?
        package var links: [String]?
        package var portMappings: [PortMapping]?
        package var essential: Bool?
        package var restartPolicy: ContainerRestartPolicy?
        package var entryPoint: [String]?
        package var command: [String]?
        package var environment: [KeyValuePair]?
        package var environmentFiles: [EnvironmentFile]?
        package var mountPoints: [MountPoint]?
        package var volumesFrom: [VolumeFrom]?
        package var linuxParameters: LinuxParameters?
        package var secrets: [Secret]?
        package var dependsOn: [ContainerDependency]?
        package var startTimeout: Int?
        package var stopTimeout: Int?
        package var versionConsistency: String?
        package var hostname: String?
        package var user: String?
        package var workingDirectory: String?
        package var disableNetworking: Bool?
        package var privileged: Bool?
        package var readonlyRootFilesystem: Bool?
        package var dnsServers: [String]?
        package var dnsSearchDomains: [String]?
        package var extraHosts: [HostEntry]?
        package var dockerSecurityOptions: [String]?
        package var interactive: Bool?
        package var pseudoTerminal: Bool?
        package var dockerLabels: StringMap?
        package var ulimits: [Ulimit]?
        package var logConfiguration: LogConfiguration?
        package var healthCheck: HealthCheck?
        package var systemControls: [SystemControl]?
        package var resourceRequirements: [ResourceRequirement]?
        package var firelensConfiguration: FirelensConfiguration?
        package var credentialSpecs: [String]?

        package init() {}
    }

    /// [RepositoryCredentials](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RepositoryCredentials.html)
    package struct RepositoryCredentials: WireShape {
        package var credentialsParameter: String?

        package init() {}
    }

    /// [PortMapping](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html)
    package struct PortMapping: WireShape {
        package var containerPort: Int?
        package var hostPort: Int?
        package var `protocol`: String?
        package var name: String?
        package var appProtocol: String?
        package var containerPortRange: String?

        package init() {}
    }

    /// [ContainerRestartPolicy](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html)
    package struct ContainerRestartPolicy: WireShape {
        package var enabled: Bool?
        package var ignoredExitCodes: [Int]?
        package var restartAttemptPeriod: Int?

        package init() {}
    }

    /// [MountPoint](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html)
    package struct MountPoint: WireShape {
        package var sourceVolume: String?
        package var containerPath: String?
        package var readOnly: Bool?

        package init() {}
    }

    /// [VolumeFrom](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_VolumeFrom.html)
    package struct VolumeFrom: WireShape {
        package var sourceContainer: String?
        package var readOnly: Bool?

        package init() {}
    }

    /// [ContainerDependency](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html)
    package struct ContainerDependency: WireShape {
        package var containerName: String?
        package var condition: String?

        package init() {}
    }

    /// [HostEntry](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HostEntry.html)
    package struct HostEntry: WireShape {
        package var hostname: String?
        package var ipAddress: String?

        package init() {}
    }

    /// [Ulimit](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html)
    package struct Ulimit: WireShape {
        package var name: String?
        package var softLimit: Int?
        package var hardLimit: Int?

        package init() {}
    }

    /// [HealthCheck](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html)
    package struct HealthCheck: WireShape {
        package var command: [String]?
        package var interval: Int?
        package var timeout: Int?
        package var retries: Int?
        package var startPeriod: Int?

        package init() {}
    }

    /// [SystemControl](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html)
    package struct SystemControl: WireShape {
        package var namespace: String?
        package var value: String?

        package init() {}
    }

    /// [FirelensConfiguration](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html)
    package struct FirelensConfiguration: WireShape {
        package var type: String?
        package var options: StringMap?

        package init() {}
    }
}
