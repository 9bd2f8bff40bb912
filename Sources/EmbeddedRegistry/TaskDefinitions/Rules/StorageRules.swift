import ECSWire

/// The task's own disk.
enum StorageRules {
    /// 21 to 200 GiB, and on Fargate alone.
    static let ephemeral: RegistrationRule = { input throws(ECSError) in
        guard let storage = input.ephemeralStorage else { return }
        let size = storage.sizeInGiB ?? 0
        if size < 21 { throw .refused("EphemeralStorage size should be at least 21") }
        if size > 200 { throw .refused("EphemeralStorage size should be at most 200") }
        guard !input.requiresFargate, input.requiresCompatibilities?.contains("EC2") ?? false else { return }
        throw .refused("Tasks using the EC2 launch type do not support EphemeralStorage.")
    }
}
