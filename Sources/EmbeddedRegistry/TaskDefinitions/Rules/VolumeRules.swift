import ECSWire

/// Validates a task's volumes.
enum VolumeRules {
    /// That names are unique is this registry's own rule and message.
    static let all: RegistrationRule = { input throws(ECSError) in
        var names: Set<String> = []
        for volume in input.volumes ?? [] {
            if let name = volume.name {
                guard NameRules.isName(name) else { throw .refused("volume.name contains invalid characters.") }
                guard names.insert(name).inserted else {
                    throw .refused("Volume names must be unique within a task definition.")
                }
            }
            try check(volume)
            if let efs = volume.efsVolumeConfiguration { try check(efs) }
        }
    }

    private static func check(_ volume: ECS.Volume) throws(ECSError) {
        if volume.host?.sourcePath?.isEmpty ?? false { throw .refused("host.sourcePath should not be blank.") }
        if volume.dockerVolumeConfiguration?.driver?.isEmpty ?? false {
            throw .refused("volume.dockerVolumeConfiguration.driver should not be null or empty.")
        }
        let kinds = [
            volume.host?.sourcePath != nil, volume.dockerVolumeConfiguration != nil,
            volume.efsVolumeConfiguration != nil, volume.s3filesVolumeConfiguration != nil,
            volume.fsxWindowsFileServerVolumeConfiguration != nil, volume.configuredAtLaunch ?? false,
        ]
        guard kinds.count(where: { $0 }) > 1 else { return }
        throw .refused(
            "When the volume parameter is specified, only one volume configuration type should be used.")
    }

    /// IAM authorization and access points require encryption. The message for access points is this registry's own.
    private static func check(_ efs: ECS.EFSVolumeConfiguration) throws(ECSError) {
        let isEncrypted = efs.transitEncryption == "ENABLED"
        if efs.authorizationConfig?.iam == "ENABLED", !isEncrypted {
            throw .refused("EFS IAM authorization requires TransitEncryption to be enabled.")
        }
        if efs.transitEncryptionPort != nil, !isEncrypted {
            throw .refused("TransitEncryptionPort requires that TransitEncryption is enabled.")
        }
        guard efs.authorizationConfig?.accessPointId != nil else { return }
        if !["/", ""].contains(efs.rootDirectory ?? "") {
            throw .refused(
                #"When using an EFS access point, the root directory must either be set to "/" or be omitted."#)
        }
        if !isEncrypted { throw .refused("EFS access points require TransitEncryption to be enabled.") }
    }
}

/// Validates the containers' mount points.
enum MountRules {
    /// A container can mount only volumes of the task, and a volume configured at launch must be mounted. The message
    /// for a mount without a path is this registry's own.
    static let all: RegistrationRule = { input throws(ECSError) in
        let names = Set((input.volumes ?? []).compactMap(\.name))
        var mounted: Set<String> = []
        for container in input.containers {
            for mount in container.mountPoints ?? [] {
                guard let source = mount.sourceVolume, names.contains(source) else {
                    throw .refused("Unknown volume '\(mount.sourceVolume ?? "null")'.")
                }
                guard !(mount.containerPath ?? "").isEmpty else {
                    throw .refused("mountPoint.containerPath should not be null or empty.")
                }
                mounted.insert(source)
            }
        }
        let unmounted = (input.volumes ?? []).lazy.filter { $0.configuredAtLaunch ?? false }.compactMap(\.name)
            .filter { !mounted.contains($0) }
        guard unmounted.isEmpty else {
            throw .refused("Volumes [\(unmounted.joined(separator: ", "))] are not referenced by any of the containers")
        }
    }
}
