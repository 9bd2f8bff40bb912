import ECSWire

/// Validates a task's `cpu`, `memory` and `ephemeralStorage`.
enum TaskSizeRules {
    /// The minimum CPU units of a task.
    private static let minimumCPU = 128
    /// The minimum CPU units of a Windows task on Fargate.
    private static let minimumWindowsCPU = 1024

    /// Both must be valid sizes if present.
    static let syntax: RegistrationRule = { input throws(ECSError) in
        if let cpu = input.cpu, (TaskSize.cpu(cpu) ?? 0) < minimumCPU {
            throw .invalid("Invalid 'cpu' setting for task.")
        }
        if let memory = input.memory, TaskSize.memory(memory) == nil {
            throw .invalid("Invalid 'memory' setting for task.")
        }
    }

    /// Fargate requires both, in one of its fixed combinations.
    static let fargate: RegistrationRule = { input throws(ECSError) in
        guard input.requiresFargate else { return }
        guard let cpu = input.cpu.flatMap(TaskSize.cpu) else {
            throw .refused("Fargate requires that 'cpu' be defined at the task level.")
        }
        guard let memory = input.memory.flatMap(TaskSize.memory) else {
            throw .refused("Fargate requires that 'memory' be defined at the task level.")
        }
        guard isFargateSize(cpu, memory, windows: input.isWindows) else {
            throw .refused(
                "No Fargate configuration exists for given values: \(cpu) CPU, \(memory) memory. "
                    + "See the Amazon ECS documentation for the valid values.")
        }
    }

    /// Whether Fargate offers the task's size. A size that is not given counts as offered.
    static func isFargateSize(_ input: ECS.RegisterTaskDefinition.Input) -> Bool {
        guard let cpu = input.cpu.flatMap(TaskSize.cpu), let memory = input.memory.flatMap(TaskSize.memory) else {
            return true
        }
        return isFargateSize(cpu, memory, windows: input.isWindows)
    }

    private static func isFargateSize(_ cpu: Int, _ memory: Int, windows: Bool) -> Bool {
        guard let (range, step) = fargateSizes[cpu], !windows || cpu >= minimumWindowsCPU else { return false }
        // The smallest CPU is also available with half a GB.
        if cpu == 256, memory == 512 { return true }
        return range.contains(memory) && (memory - range.lowerBound).isMultiple(of: step)
    }

    /// The MiB that Fargate offers for a number of CPU units, and the increment.
    private static let fargateSizes: [Int: (ClosedRange<Int>, Int)] = [
        256: (1024...2048, 1024), 512: (1024...4096, 1024), 1024: (2048...8192, 1024), 2048: (4096...16384, 1024),
        4096: (8192...30720, 1024), 8192: (16384...61440, 4096), 16384: (32768...122_880, 8192),
    ]

    /// 21 to 200 GiB, and only on Fargate.
    static let ephemeralStorage: RegistrationRule = { input throws(ECSError) in
        guard let storage = input.ephemeralStorage else { return }
        let size = storage.sizeInGiB ?? 0
        if size < 21 { throw .refused("EphemeralStorage size should be at least 21") }
        if size > 200 { throw .refused("EphemeralStorage size should be at most 200") }
        guard !input.requiresFargate, input.requiresCompatibilities?.contains("EC2") ?? false else { return }
        throw .refused("Tasks using the EC2 launch type do not support EphemeralStorage.")
    }
}
