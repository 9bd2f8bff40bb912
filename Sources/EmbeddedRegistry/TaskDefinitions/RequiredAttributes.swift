import AWSWire
import ECSWire

/// The attributes that a container instance needs to run a definition.
///
/// Which member requires which attribute was observed in responses of ECS. Those marked "inferred" follow the versions
/// of Docker's API that introduced a feature, and the container agent's names for its capabilities.
struct RequiredAttributes {
    private var names: [String] = []
    /// Versions of Docker's API.
    private var versions: [String] = []

    /// The attributes without duplicates, in the order of the definition's members, with the versions of Docker's API
    /// last; nil if there are none. ECS's own order varies.
    static func of(_ input: ECS.RegisterTaskDefinition.Input) -> [ECS.Attribute]? {
        var attributes = RequiredAttributes()
        for container in input.containers {
            attributes.add(container, input)
            attributes.addLinux(container)
        }
        attributes.addTask(input)
        for volume in input.volumes ?? [] { attributes.add(volume) }
        let names =
            attributes.names + attributes.versions.map { "com.amazonaws.ecs.capability.docker-remote-api.\($0)" }
        return names.isEmpty ? nil : names.map { name in ECS.Attribute { $0.name = name } }
    }

    /// Adds an attribute, unless it is present.
    private mutating func add(_ name: String) {
        if !names.contains(name) { names.append(name) }
    }

    /// Adds a version of Docker's API.
    private mutating func addDocker(_ version: String) {
        if !versions.contains(version) { versions.append(version) }
    }
}

extension RequiredAttributes {
    private mutating func addTask(_ input: ECS.RegisterTaskDefinition.Input) {
        if !(input.taskRoleArn ?? "").isEmpty {
            // Inferred for host.
            add(
                input.networkMode == "host"
                    ? "com.amazonaws.ecs.capability.task-iam-role-network-host"
                    : "com.amazonaws.ecs.capability.task-iam-role")
        }
        if input.networkMode == "awsvpc" {
            addDocker("1.18")
            add("ecs.capability.task-eni")
        }
        if input.pidMode != nil || input.ipcMode != nil { add("ecs.capability.pid-ipc-namespace-sharing") }
        // Inferred: which mode requires which version.
        if input.pidMode != nil { addDocker("1.18") }
        if let mode = input.ipcMode {
            addDocker("1.17")
            if mode == "none" { addDocker("1.32") }
        }
        if input.proxyConfiguration != nil { add("ecs.capability.aws-appmesh") }
        if input.ephemeralStorage != nil { add("ecs.capability.extensible-ephemeral-storage") }
        // Inferred.
        if !(input.inferenceAccelerators ?? []).isEmpty { add("ecs.capability.task-eia") }
        if input.enableFaultInjection ?? false { add("ecs.capability.fault-injection") }
    }

    private mutating func add(_ container: ECS.ContainerDefinition, _ input: ECS.RegisterTaskDefinition.Input) {
        if let log = container.logConfiguration { add(log, input) }
        if ImageName.isInECR(container.image ?? "") {
            add("com.amazonaws.ecs.capability.ecr-auth")
            if input.hasExecutionRole { add("ecs.capability.execution-role-ecr-pull") }
        }
        if container.repositoryCredentials != nil {
            add("ecs.capability.private-registry-authentication.secretsmanager")
        }
        for secret in container.secrets ?? [] {
            add(
                Self.isInSecretsManager(secret)
                    ? "ecs.capability.secrets.asm.environment-variables"
                    : "ecs.capability.secrets.ssm.environment-variables")
        }
        if !(container.environmentFiles ?? []).isEmpty { add("ecs.capability.env-files.s3") }
        if container.memoryReservation != nil { addDocker("1.21") }
        if let check = container.healthCheck {
            add("ecs.capability.container-health-check")
            addDocker(check.startPeriod == nil ? "1.24" : "1.29")
        }
        if !(container.dependsOn ?? []).isEmpty || container.startTimeout != nil || container.stopTimeout != nil {
            add("ecs.capability.container-ordering")
        }
        if let router = container.firelensConfiguration { add(router) }
        // Inferred.
        if container.restartPolicy != nil { add("ecs.capability.container-restart-policy") }
        if container.portMappings?.contains(where: { $0.containerPortRange != nil }) ?? false {
            add("ecs.capability.container-port-range")
        }
    }

    private mutating func add(_ log: ECS.LogConfiguration, _ input: ECS.RegisterTaskDefinition.Input) {
        guard let driver = log.logDriver else { return }
        add("com.amazonaws.ecs.capability.logging-driver.\(driver)")
        addDocker(Self.logDrivers[driver] ?? "1.18")
        if driver == "awslogs", input.hasExecutionRole { add("ecs.capability.execution-role-awslogs") }
        if log.options?["awslogs-create-group"] != nil { addDocker("1.29") }
        if log.options?["mode"] != nil { addDocker("1.28") }
        for secret in log.secretOptions ?? [] {
            add(
                Self.isInSecretsManager(secret)
                    ? "ecs.capability.secrets.asm.bootstrap.log-driver"
                    : "ecs.capability.secrets.ssm.bootstrap.log-driver")
        }
    }

    /// The version of Docker's API for each log driver. Inferred, except for awslogs and awsfirelens.
    private static let logDrivers = [
        "awslogs": "1.19", "awsfirelens": "1.19", "json-file": "1.18", "syslog": "1.18", "journald": "1.19",
        "gelf": "1.20", "fluentd": "1.20", "splunk": "1.22",
    ]

    private mutating func add(_ router: ECS.FirelensConfiguration) {
        add("ecs.capability.firelens.\(router.type ?? "fluentd")")
        if let type = router.options?["config-file-type"] { add("ecs.capability.firelens.options.config.\(type)") }
    }

    /// Secrets Manager's secrets are referenced by ARN, Systems Manager's parameters by ARN or name.
    private static func isInSecretsManager(_ secret: ECS.Secret) -> Bool {
        guard let source = secret.valueFrom, source.hasPrefix("arn:") else { return false }
        return source.split(separator: ":", maxSplits: 3).dropFirst(2).first == "secretsmanager"
    }

    private mutating func add(_ volume: ECS.Volume) {
        if let docker = volume.dockerVolumeConfiguration {
            add("ecs.capability.docker-plugin.\(docker.driver ?? "local")")
            addDocker("1.25")
        }
        if let efs = volume.efsVolumeConfiguration {
            add("ecs.capability.efs")
            if efs.authorizationConfig != nil || efs.transitEncryption != nil { add("ecs.capability.efsAuth") }
            addDocker("1.25")
        }
        // Inferred.
        if volume.fsxWindowsFileServerVolumeConfiguration != nil { add("ecs.capability.fsxWindowsFileServer") }
        if volume.configuredAtLaunch ?? false { add("ecs.capability.storage.ebs-task-volume-attach") }
    }

    /// Adds what the kernel, Docker and Windows must support.
    private mutating func addLinux(_ container: ECS.ContainerDefinition) {
        if container.privileged ?? false { add("com.amazonaws.ecs.capability.privileged-container") }
        if container.user != nil || Self.isConfinedOrNamed(container) { addDocker("1.17") }
        if container.ulimits != nil || container.dockerLabels != nil { addDocker("1.18") }
        for option in container.dockerSecurityOptions ?? [] { addSecurity(option) }
        for specification in container.credentialSpecs ?? [] { addSecurity(specification) }
        guard let parameters = container.linuxParameters else { return }
        if !(parameters.tmpfs ?? []).isEmpty { addDocker("1.22") }
        if parameters.initProcessEnabled ?? false { addDocker("1.25") }
    }

    /// Whether any member is set that came to ECS with version 1.17 of Docker's API. Observed for the lists, also empty
    /// ones; inferred for the rest.
    private static func isConfinedOrNamed(_ container: ECS.ContainerDefinition) -> Bool {
        container.dnsServers != nil || container.dnsSearchDomains != nil || container.extraHosts != nil
            || container.hostname != nil || container.workingDirectory != nil || container.disableNetworking ?? false
            || container.readonlyRootFilesystem ?? false
    }

    /// Inferred, except for SELinux labels.
    private mutating func addSecurity(_ option: String) {
        if option.hasPrefix("label:") { add("com.amazonaws.ecs.capability.selinux") }
        if option.hasPrefix("apparmor:") { add("com.amazonaws.ecs.capability.apparmor") }
        if option.hasPrefix("no-new-privileges") { addDocker("1.23") }
        if option.hasPrefix("credentialspec:") { add("ecs.capability.gmsa") }
        if option.hasPrefix("credentialspecdomainless:") { add("ecs.capability.gmsa-domainless") }
    }
}
