import ECSWire

/// The containers' sizes, alone and against the task's.
enum MemoryRules {
    /// A container needs a limit or a reservation, unless the task has a limit; the limit is not the smaller one.
    /// Neither may be below 1 MiB: the registry's own rule and text.
    static let containers: RegistrationRule = { input throws(ECSError) in
        for container in input.containers {
            let name = container.name ?? ""
            if input.memory == nil, container.memory == nil, container.memoryReservation == nil {
                throw .refused(
                    "Invalid setting for container '\(name)'. "
                        + "At least one of 'memory' or 'memoryReservation' must be specified.")
            }
            for (member, size) in [("memory", container.memory), ("memoryReservation", container.memoryReservation)] {
                guard let size, size < 1 else { continue }
                throw .refused(
                    "Invalid setting for container '\(name)'. '\(member)' must be greater than or equal to 1.")
            }
            if let memory = container.memory, let reservation = container.memoryReservation, memory < reservation {
                throw .refused(
                    "Invalid setting for container '\(name)'. "
                        + "'memory' must be greater than or equal to 'memoryReservation'.")
            }
        }
    }

    /// The containers' CPU units must fit into the task's.
    static let sum: RegistrationRule = { input throws(ECSError) in
        for container in input.containers where (container.cpu ?? 0) < 0 {
            throw .refused("Invalid setting for container '\(container.name ?? "")'. 'cpu' must not be negative.")
        }
        guard let limit = input.cpu.flatMap(TaskSize.cpu) else { return }
        var left = limit
        for container in input.containers {
            let cpu = container.cpu ?? 0
            guard cpu <= left else {
                throw .refused(
                    "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.")
            }
            left -= cpu
        }
    }
}
