import ECSWire

/// Volumes and the task's own disk.
enum StorageRules {
    /// What a container mounts must be among the task's volumes.
    static let volumes: RegistrationRule = { input throws(ECSError) in
        let names = Set((input.volumes ?? []).compactMap(\.name))
        for source in input.containers.flatMap({ $0.mountPoints ?? [] }).compactMap(\.sourceVolume)
        where !names.contains(source) {
            throw .refused("Unknown volume '\(source)'.")
        }
    }

    /// 21 to 200 GiB.
    static let ephemeral: RegistrationRule = { input throws(ECSError) in
        guard let storage = input.ephemeralStorage, !(21...200).contains(storage.sizeInGiB ?? 0) else { return }
        throw .refused("ephemeralStorage.sizeInGiB must be between 21 and 200.")
    }
}
