import ECSWire

/// The enumerations of a definition.
enum ChoiceRules {
    /// The task's, then each container's, then each volume's.
    static let all: RegistrationRule = { input throws(ECSError) in
        try task(input)
        for container in input.containers { try check(container) }
        for volume in input.volumes ?? [] { try check(volume) }
    }

    private static func task(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) {
        try Choice.check(
            input.requiresCompatibilities, "requiresCompatibilities", compatibilities)
        try Choice.check(input.networkMode, "networkMode", networkModes)
        try Choice.check(input.pidMode, "pidMode", ["host", "task"])
        try Choice.check(input.ipcMode, "ipcMode", ["host", "task", "none"])
        try Choice.check(input.proxyConfiguration?.type, "proxyConfiguration.type", ["APPMESH"])
        for constraint in input.placementConstraints ?? [] {
            try Choice.check(constraint.type, "placementConstraints.type", ["memberOf"])
        }
        guard let platform = input.runtimePlatform else { return }
        if let architecture = platform.cpuArchitecture, !["X86_64", "ARM64"].contains(architecture) {
            throw .refused("Invalid CPU architecture")
        }
        try Choice.check(platform.operatingSystemFamily, "operatingSystemFamily", operatingSystems)
    }

    private static func check(_ container: ECS.ContainerDefinition) throws(ECSError) {
        for mapping in container.portMappings ?? [] {
            try Choice.check(mapping.protocol, "protocol", transports)
            try Choice.check(mapping.appProtocol, "appProtocol", applicationProtocols)
        }
        for file in container.environmentFiles ?? [] { try Choice.check(file.type, "environmentFiles.type", ["s3"]) }
        for limit in container.ulimits ?? [] { try Choice.check(limit.name, "ulimits.name", limits) }
        for need in container.resourceRequirements ?? [] {
            try Choice.check(need.type, "resourceRequirements.type", ["GPU", "InferenceAccelerator"])
        }
        for device in container.linuxParameters?.devices ?? [] {
            try Choice.check(device.permissions, "devices.permissions", ["read", "write", "mknod"])
        }
        try Choice.check(container.versionConsistency, "versionConsistency", ["enabled", "disabled"])
        try Choice.check(
            container.firelensConfiguration?.type, "firelensConfiguration.type", ["fluentd", "fluentbit"])
        if let log = container.logConfiguration { try Choice.check(log.logDriver ?? "", "logDriver", logDrivers) }
    }

    private static func check(_ volume: ECS.Volume) throws(ECSError) {
        try Choice.check(
            volume.dockerVolumeConfiguration?.scope, "dockerVolumeConfiguration.scope", ["task", "shared"])
        try Choice.check(
            volume.efsVolumeConfiguration?.transitEncryption, "efsVolumeConfiguration.transitEncryption", switches)
        try Choice.check(
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
