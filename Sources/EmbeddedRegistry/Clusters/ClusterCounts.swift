import ECSWire

/// What a cluster holds.
struct ClusterCounts: Equatable, Sendable {
    /// What is counted together.
    struct Kind: Hashable, Sendable {
        /// A service's; of a task `PENDING`, `RUNNING` or `STOPPING`.
        let status: String
        /// `EC2` where a service says nothing.
        let launchType: String
    }

    /// INACTIVE ones included.
    var services: [Kind: Int] = [:]
    /// Those that have not stopped.
    var tasks: [Kind: Int] = [:]

    /// All of a status.
    static func count(_ counts: [Kind: Int], _ status: String) -> Int {
        counts.reduce(0) { $0 + ($1.key.status == status ? $1.value : 0) }
    }

    /// As `STATISTICS` lists them, zeros included.
    var statistics: [ECS.KeyValuePair] {
        let types = [("EC2", "EC2"), ("FARGATE", "Fargate"), ("EXTERNAL", "External")]
        let columns = [
            ("running", "TasksCount", tasks, "RUNNING"), ("pending", "TasksCount", tasks, "PENDING"),
            ("active", "ServiceCount", services, "ACTIVE"), ("draining", "ServiceCount", services, "DRAINING"),
        ]
        return types.flatMap { type, word in
            columns.map { prefix, suffix, counts, status in
                ECS.KeyValuePair {
                    $0.name = prefix + word + suffix
                    $0.value = "\(counts[Kind(status: status, launchType: type)] ?? 0)"
                }
            }
        }
    }
}
