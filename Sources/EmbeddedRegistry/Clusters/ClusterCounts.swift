import ECSWire

/// The number of services and tasks in a cluster.
struct ClusterCounts: Equatable, Sendable {
    /// The key that counts are grouped by.
    struct Kind: Hashable, Sendable {
        /// The status of a service; for tasks `PENDING`, `RUNNING` or `STOPPING`.
        let status: String
        /// `EC2` for a service without a launch type.
        let launchType: String
    }

    /// Includes INACTIVE services.
    var services: [Kind: Int] = [:]
    /// Excludes STOPPED tasks.
    var tasks: [Kind: Int] = [:]

    /// The total for a status.
    static func count(_ counts: [Kind: Int], _ status: String) -> Int {
        counts.reduce(0) { $0 + ($1.key.status == status ? $1.value : 0) }
    }

    /// The `STATISTICS` of DescribeClusters, including zeros.
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
