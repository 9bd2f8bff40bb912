import ECSWire

/// Validates kernel limits.
enum LinuxRules {
    /// The messages for swap are this registry's own; the bounds are the documented ones.
    static let all: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            for limit in container.ulimits ?? [] { try check(limit) }
            guard let parameters = container.linuxParameters else { continue }
            for tmpfs in parameters.tmpfs ?? [] where (tmpfs.size ?? 0) < 1 {
                throw .refused(
                    "The container has an invalid tmpfs size value specified. "
                        + "It must be a non-zero, non-negative integer.")
            }
            if let swap = parameters.maxSwap, swap < 0 {
                throw .setting(of: container, "'maxSwap' must be greater than or equal to 0.")
            }
            if let swappiness = parameters.swappiness, !(0...100).contains(swappiness) {
                throw .setting(of: container, "'swappiness' must be between 0 and 100.")
            }
        }
    }

    /// A negative limit means unlimited.
    private static func check(_ limit: ECS.Ulimit) throws(ECSError) {
        let (soft, hard) = (limit.softLimit ?? 0, limit.hardLimit ?? 0)
        guard hard >= 0, soft > hard else { return }
        throw .refused("Soft limit exceeds hard limit for ulimit \(limit.name ?? "")")
    }
}
