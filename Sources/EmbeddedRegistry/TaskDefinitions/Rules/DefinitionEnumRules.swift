import ECSWire

/// Validates enumerations in a definition.
enum DefinitionEnumRules {
    /// Checks the task's members, then each container's, then each volume's.
    static let all: RegistrationRule = { input throws(ECSError) in
        try task(input)
        for container in input.containers { try check(container) }
        for volume in input.volumes ?? [] { try check(volume) }
    }

    private static func task(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) {
        try EnumValue.check(
            input.requiresCompatibilities, "requiresCompatibilities", compatibilities)
        try EnumValue.check(input.networkMode, "networkMode", networkModes)
        try EnumValue.check(input.pidMode, "pidMode", ["host", "task"])
        try EnumValue.check(input.ipcMode, "ipcMode", ["host", "task", "none"])
        try EnumValue.check(input.proxyConfiguration?.type, "proxyConfiguration.type", ["APPMESH"])
        for constraint in input.placementConstraints ?? [] {
            try EnumValue.check(constraint.type, "placementConstraints.type", ["memberOf"])
        }
        guard let platform = input.runtimePlatform else { return }
        if let architecture = platform.cpuArchitecture, !["X86_64", "ARM64"].contains(architecture) {
            throw .refused("Invalid CPU architecture")
        }
        try EnumValue.check(platform.operatingSystemFamily, "operatingSystemFamily", operatingSystems)
    }

    private static func check(_ container: ECS.ContainerDefinition) throws(ECSError) {
        for mapping in container.portMappings ?? [] {
            try EnumValue.check(mapping.protocol, "protocol", transports)
            try EnumValue.check(mapping.appProtocol, "appProtocol", applicationProtocols)
        }
        for file in container.environmentFiles ?? [] { try EnumValue.check(file.type, "environmentFiles.type", ["s3"]) }
        for limit in container.ulimits ?? [] { try EnumValue.check(limit.name, "ulimits.name", limits) }
        for requirement in container.resourceRequirements ?? [] {
            try EnumValue.check(requirement.type, "resourceRequirements.type", ["GPU", "InferenceAccelerator"])
        }
        for device in container.linuxParameters?.devices ?? [] {
            try EnumValue.check(device.permissions, "devices.permissions", ["read", "write", "mknod"])
        }
        try EnumValue.check(container.versionConsistency, "versionConsistency", ["enabled", "disabled"])
        try EnumValue.check(
            container.firelensConfiguration?.type, "firelensConfiguration.type", ["fluentd", "fluentbit"])
        if let log = container.logConfiguration { try EnumValue.check(log.logDriver ?? "", "logDriver", logDrivers) }
    }

    private static func check(_ volume: ECS.Volume) throws(ECSError) {
        try EnumValue.check(
            volume.dockerVolumeConfiguration?.scope, "dockerVolumeConfiguration.scope", ["task", "shared"])
        try EnumValue.check(
            volume.efsVolumeConfiguration?.transitEncryption, "efsVolumeConfiguration.transitEncryption", switches)
        try EnumValue.check(
            volume.efsVolumeConfiguration?.authorizationConfig?.iam, "efsVolumeConfiguration.authorizationConfig.iam",
            switches)
    }

    private static let compatibilities = ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]
    private static let networkModes = ["bridge", "host", "awsvpc", "none"]
    private static let transports = ["tcp", "udp"]
    private static let applicationProtocols = ["http", "http2", "grpc"]
    private static let switches = ["ENABLED", "DISABLED"]
    private static let logDrivers = [
        "json-file", "syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "awsfirelens",
    ]

    private static let limits = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    private static let operatingSystems = [
        "WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2016_FULL",
        "WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_2022_CORE", "WINDOWS_SERVER_2022_FULL",
        "WINDOWS_SERVER_2025_CORE", "WINDOWS_SERVER_2025_FULL", "WINDOWS_SERVER_20H2_CORE", "LINUX",
    ]
}
