import ECSWire

/// The content of a new revision: everything that the request contains, with ECS's defaults filled in.
enum DefinitionContent {
    /// The members that do not depend on revision number, time or status.
    static func make(_ input: ECS.RegisterTaskDefinition.Input) -> ECS.TaskDefinition {
        ECS.TaskDefinition {
            $0.family = input.family
            $0.taskRoleArn = input.taskRoleArn
            $0.executionRoleArn = input.executionRoleArn
            $0.networkMode = input.networkMode
            $0.containerDefinitions = input.containers.map { container($0, networkMode: input.networkMode) }
            $0.volumes = (input.volumes ?? []).map(volume)
            $0.placementConstraints = input.placementConstraints ?? []
            $0.requiresCompatibilities = input.requiresCompatibilities.flatMap { $0.isEmpty ? nil : $0 }
            $0.compatibilities = compatibilities(input)
            $0.requiresAttributes = RequiredAttributes.of(input)
            $0.cpu = input.cpu.flatMap(TaskSize.cpu).map(String.init)
            $0.memory = input.memory.flatMap(TaskSize.memory).map(String.init)
            $0.pidMode = input.pidMode
            $0.ipcMode = input.ipcMode
            $0.proxyConfiguration = input.proxyConfiguration
            $0.inferenceAccelerators = input.inferenceAccelerators
            $0.ephemeralStorage = input.ephemeralStorage
            $0.runtimePlatform = input.runtimePlatform
            $0.enableFaultInjection = input.enableFaultInjection
        }
    }

    private static func container(
        _ sent: ECS.ContainerDefinition, networkMode: String?
    ) -> ECS.ContainerDefinition {
        var container = sent
        container.cpu = sent.cpu ?? 0
        container.environment = sent.environment ?? []
        container.essential = sent.essential ?? true
        container.mountPoints = sent.mountPoints ?? []
        container.portMappings = (sent.portMappings ?? []).map { port($0, networkMode: networkMode) }
        container.systemControls = sent.systemControls ?? []
        container.volumesFrom = sent.volumesFrom ?? []
        if let limits = sent.ulimits { container.ulimits = limits.map(limit) }
        if let check = sent.healthCheck { container.healthCheck = healthCheck(check) }
        // The router reads files that the container's user may not.
        if sent.firelensConfiguration != nil { container.user = sent.user ?? "0" }
        return container
    }

    private static func healthCheck(_ sent: ECS.HealthCheck) -> ECS.HealthCheck {
        var check = sent
        check.interval = sent.interval ?? 30
        check.timeout = sent.timeout ?? 5
        check.retries = sent.retries ?? 3
        return check
    }

    /// Integers that the model requires default to 0.
    private static func limit(_ sent: ECS.Ulimit) -> ECS.Ulimit {
        var limit = sent
        limit.softLimit = sent.softLimit ?? 0
        limit.hardLimit = sent.hardLimit ?? 0
        return limit
    }

    private static func volume(_ sent: ECS.Volume) -> ECS.Volume {
        guard let efs = sent.efsVolumeConfiguration, efs.rootDirectory == nil else { return sent }
        var volume = sent
        volume.efsVolumeConfiguration?.rootDirectory = "/"
        return volume
    }

    /// A port range has no host port: the agent picks the host ports when the task starts.
    private static func port(_ sent: ECS.PortMapping, networkMode: String?) -> ECS.PortMapping {
        var mapping = sent
        mapping.protocol = sent.protocol ?? "tcp"
        if let containerPort = sent.containerPort {
            let sharesPorts = networkMode == "awsvpc" || networkMode == "host"
            mapping.hostPort = sent.hostPort ?? (sharesPorts ? containerPort : 0)
        }
        return mapping
    }

    /// The launch types that can run the definition. Fargate is included only if it would accept the definition.
    private static func compatibilities(_ input: ECS.RegisterTaskDefinition.Input) -> [String] {
        let runsOnFargate = FargateRules.supports(input)
        if input.isWindows { return runsOnFargate ? ["EC2", "FARGATE"] : ["EC2"] }
        guard input.networkMode == "awsvpc" else { return ["EXTERNAL", "EC2"] }
        return runsOnFargate ? ["EC2", "MANAGED_INSTANCES", "FARGATE"] : ["EC2", "MANAGED_INSTANCES"]
    }
}
