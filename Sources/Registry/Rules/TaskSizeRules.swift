import ECSWire

/// `cpu` and `memory` of the whole task.
enum TaskSizeRules {
    /// Both must be sizes where they are given.
    static let syntax: RegistrationRule = { input throws(ECSError) in
        if let cpu = input.cpu, TaskSize.cpu(cpu) == nil { throw .invalid("Invalid 'cpu' setting for task.") }
        if let memory = input.memory, TaskSize.memory(memory) == nil {
            throw .invalid("Invalid 'memory' setting for task.")
        }
    }

    /// Fargate needs both, and sells them in fixed combinations.
    static let fargate: RegistrationRule = { input throws(ECSError) in
        guard input.requiresFargate else { return }
        guard let cpu = input.cpu.flatMap(TaskSize.cpu) else {
            throw .refused("Fargate requires that 'cpu' be defined at the task level.")
        }
        guard let memory = input.memory.flatMap(TaskSize.memory) else {
            throw .refused("Fargate requires that 'memory' be defined at the task level.")
        }
        guard memories(for: cpu).contains(memory) else {
            throw .refused(
                "No Fargate configuration exists for given values: \(cpu) CPU, \(memory) memory. "
                    + "See the Amazon ECS documentation for the valid values.")
        }
    }

    /// The MiB that Fargate offers with so many CPU units.
    private static func memories(for cpu: Int) -> [Int] {
        switch cpu {
        case 256: [512, 1024, 2048]
        case 512: Array(stride(from: 1024, through: 4096, by: 1024))
        case 1024: Array(stride(from: 2048, through: 8192, by: 1024))
        case 2048: Array(stride(from: 4096, through: 16384, by: 1024))
        case 4096: Array(stride(from: 8192, through: 30720, by: 1024))
        case 8192: Array(stride(from: 16384, through: 61440, by: 4096))
        case 16384: Array(stride(from: 32768, through: 122_880, by: 8192))
        default: []
        }
    }
}
