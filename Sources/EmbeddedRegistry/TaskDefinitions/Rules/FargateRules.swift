import ECSWire

/// Rejects what Fargate does not support.
enum FargateRules {
    /// Applies to definitions that require Fargate.
    static let all: RegistrationRule = { input throws(ECSError) in
        guard input.requiresFargate else { return }
        try members(input)
        for container in input.containers {
            try stopTimeout(of: container)
        }
    }

    /// Whether Fargate could run the definition. Decides whether it is in `compatibilities`.
    static func supports(_ input: ECS.RegisterTaskDefinition.Input) -> Bool {
        do throws(ECSError) {
            try members(input)
            return TaskSizeRules.isFargateSize(input)
        } catch {
            return false
        }
    }

    private static func members(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) {
        if input.pidMode == "host" {
            throw .refused(
                "Tasks using the Fargate launch type do not support pidMode 'host'. "
                    + "The supported value for pidMode is 'task'.")
        }
        if input.ipcMode != nil { throw unsupported("ipcMode") }
        if !(input.placementConstraints ?? []).isEmpty { throw unsupported("constraints") }
        for container in input.containers { try check(container) }
        for volume in input.volumes ?? [] {
            if volume.host?.sourcePath != nil { throw unsupported("sourcePath") }
            if volume.dockerVolumeConfiguration != nil { throw unsupported("dockerVolumeConfiguration") }
        }
    }

    private static func check(_ container: ECS.ContainerDefinition) throws(ECSError) {
        if container.privileged ?? false {
            throw .refused("Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.")
        }
        if !(container.dockerSecurityOptions ?? []).isEmpty { throw unsupported("dockerSecurityOptions") }
        if container.resourceRequirements?.contains(where: { $0.type == "GPU" }) ?? false {
            throw .refused("Tasks using the Fargate launch type do not support GPU resource requirements.")
        }
        if let driver = container.logConfiguration?.logDriver, !logDrivers.contains(driver) {
            throw .refused(
                "\(driver) is not a valid log driver. Must be one of [\(logDrivers.joined(separator: ","))]")
        }
        guard let parameters = container.linuxParameters else { return }
        if !(parameters.devices ?? []).isEmpty { throw unsupported("devices") }
        if parameters.sharedMemorySize != nil { throw unsupported("sharedMemorySize") }
        if parameters.maxSwap != nil { throw unsupported("maxSwap") }
        if parameters.swappiness != nil { throw unsupported("swappiness") }
        for capability in parameters.capabilities?.add ?? [] where capability != "SYS_PTRACE" {
            throw .refused("\(capability) is not allowed on Fargate.")
        }
    }

    /// At most two minutes, as documented; the message is this registry's own.
    private static func stopTimeout(of container: ECS.ContainerDefinition) throws(ECSError) {
        guard let seconds = container.stopTimeout, seconds > 120 else { return }
        throw .refused(
            "The 'stopTimeout' setting for container '\(container.name ?? "")' must be between 0 and 120.")
    }

    private static func unsupported(_ member: String) -> ECSError {
        .refused("Fargate compatible task definitions do not support \(member)")
    }

    private static let logDrivers = ["awslogs", "splunk", "awsfirelens"]
}
