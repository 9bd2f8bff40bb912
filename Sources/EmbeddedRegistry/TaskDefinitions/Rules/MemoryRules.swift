import ECSWire

/// Validates the containers' sizes, each and against the task's.
enum MemoryRules {
    /// A container needs a limit or a reservation, unless the task has a limit. The limit must not be below the
    /// reservation. Neither may be below 1 MiB: that rule and its message are this registry's own.
    static let containers: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            if input.memory == nil, container.memory == nil, container.memoryReservation == nil {
                throw .setting(
                    of: container, "At least one of 'memory' or 'memoryReservation' must be specified.")
            }
            if let memory = container.memory, memory < 1 {
                throw .setting(of: container, "'memory' must be greater than or equal to 1.")
            }
            if let reservation = container.memoryReservation, reservation < 1 {
                throw .setting(of: container, "'memoryReservation' must be greater than or equal to 1.")
            }
            if let memory = container.memory, let reservation = container.memoryReservation, memory < reservation {
                throw .setting(of: container, "'memory' must be greater than or equal to 'memoryReservation'.")
            }
        }
    }

    /// The containers must fit into the task: each limit, the sum of the reservations, the sum of the CPU units.
    static let sums: RegistrationRule = { input throws(ECSError) in
        for container in input.containers where (container.cpu ?? 0) < 0 {
            throw .setting(of: container, "'cpu' must not be negative.")
        }
        if let limit = input.memory.flatMap(TaskSize.memory) {
            for container in input.containers where (container.memory ?? 0) > limit {
                throw .refused(
                    "The 'memory' setting for container '\(container.name ?? "")' is greater than for the task.")
            }
            if exceeds(limit, input.containers.lazy.map { $0.memoryReservation ?? 0 }) {
                throw .refused(
                    "The sum of all container 'memoryReservation' values cannot be greater than "
                        + "the value of the task 'memory'.")
            }
        }
        if let limit = input.cpu.flatMap(TaskSize.cpu), exceeds(limit, input.containers.lazy.map { $0.cpu ?? 0 }) {
            throw .refused(
                "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.")
        }
    }

    /// Subtracts, so that no sum can overflow.
    private static func exceeds(_ limit: Int, _ parts: some Sequence<Int>) -> Bool {
        var left = limit
        for part in parts {
            guard part <= left else { return true }
            left -= part
        }
        return false
    }
}
