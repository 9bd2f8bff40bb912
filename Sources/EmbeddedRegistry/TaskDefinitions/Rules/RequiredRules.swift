import ECSWire

/// Validates that members of structures which the model requires are present. The messages are this registry's own, in
/// ECS's style.
///
/// Integers are not checked: for ECS an absent integer is 0.
enum RequiredRules {
    /// Checks the task's members, then each container's, then each volume's.
    static let all: RegistrationRule = { input throws(ECSError) in
        if let proxy = input.proxyConfiguration { try require(proxy.containerName, "proxyConfiguration.containerName") }
        for accelerator in input.inferenceAccelerators ?? [] {
            try require(accelerator.deviceName, "inferenceAccelerator.deviceName")
            try require(accelerator.deviceType, "inferenceAccelerator.deviceType")
        }
        for container in input.containers {
            try configuration(container)
            try limits(container)
        }
        for volume in input.volumes ?? [] { try check(volume) }
    }

    private static func configuration(_ container: ECS.ContainerDefinition) throws(ECSError) {
        if let credentials = container.repositoryCredentials {
            try require(credentials.credentialsParameter, "repositoryCredentials.credentialsParameter")
        }
        for file in container.environmentFiles ?? [] {
            try require(file.value, "environmentFile.value")
            try require(file.type, "environmentFile.type")
        }
        for secret in container.secrets ?? [] { try check(secret, "secret.name", "secret.valueFrom") }
        for secret in container.logConfiguration?.secretOptions ?? [] {
            try check(secret, "logConfiguration.secretOption.name", "logConfiguration.secretOption.valueFrom")
        }
        for host in container.extraHosts ?? [] {
            try require(host.hostname, "extraHost.hostname")
            try require(host.ipAddress, "extraHost.ipAddress")
        }
        if let firelens = container.firelensConfiguration { try require(firelens.type, "firelensConfiguration.type") }
    }

    private static func limits(_ container: ECS.ContainerDefinition) throws(ECSError) {
        for limit in container.ulimits ?? [] { try require(limit.name, "ulimit.name") }
        for requirement in container.resourceRequirements ?? [] {
            try require(requirement.type, "resourceRequirement.type")
            try require(requirement.value, "resourceRequirement.value")
        }
        if let policy = container.restartPolicy, policy.enabled == nil { throw missing("restartPolicy.enabled") }
        if let check = container.healthCheck, check.command?.isEmpty ?? true { throw missing("healthCheck.command") }
        guard let parameters = container.linuxParameters else { return }
        for device in parameters.devices ?? [] { try require(device.hostPath, "linuxParameters.device.hostPath") }
        for tmpfs in parameters.tmpfs ?? [] { try require(tmpfs.containerPath, "linuxParameters.tmpfs.containerPath") }
    }

    private static func check(_ volume: ECS.Volume) throws(ECSError) {
        if let efs = volume.efsVolumeConfiguration {
            try require(efs.fileSystemId, "volume.efsVolumeConfiguration.fileSystemId")
        }
        if let s3files = volume.s3filesVolumeConfiguration {
            try require(s3files.fileSystemArn, "volume.s3filesVolumeConfiguration.fileSystemArn")
        }
        guard let fsx = volume.fsxWindowsFileServerVolumeConfiguration else { return }
        let path = "volume.fsxWindowsFileServerVolumeConfiguration"
        try require(fsx.fileSystemId, "\(path).fileSystemId")
        try require(fsx.rootDirectory, "\(path).rootDirectory")
        guard let authorization = fsx.authorizationConfig else { throw missing("\(path).authorizationConfig") }
        try require(authorization.credentialsParameter, "\(path).authorizationConfig.credentialsParameter")
        try require(authorization.domain, "\(path).authorizationConfig.domain")
    }

    private static func check(_ secret: ECS.Secret, _ name: String, _ source: String) throws(ECSError) {
        try require(secret.name, name)
        try require(secret.valueFrom, source)
    }

    private static func require(_ value: String?, _ member: String) throws(ECSError) {
        guard value?.isEmpty ?? true else { return }
        throw missing(member)
    }

    private static func missing(_ member: String) -> ECSError { .refused("\(member) should not be null or empty.") }
}
