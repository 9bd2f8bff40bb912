import Model
import Synchronization

/// The number of tasks of each cluster when all were last read, which decides whether reading only those of some
/// families takes fewer calls. Old numbers can make a reading cost more, never find less.
final class TaskCounts: Sendable {
    private let known = Mutex<[String: ClusterTasks]>([:])

    /// Whether listing by family is cheaper for these families; false for a cluster that was never read completely.
    func favor(_ families: Set<Family>, in cluster: String) -> Bool {
        guard let tasks = known.withLock({ $0[cluster] }) else { return false }
        return tasks.cost(of: families) < tasks.cost
    }

    /// Records the tasks of a cluster.
    func record(_ tasks: ClusterTasks, in cluster: String) { known.withLock { $0[cluster] = tasks } }
}

/// The tasks of one cluster, in numbers.
struct ClusterTasks {
    /// By desired status.
    var listed: [String: Int] = [:]
    /// By the family of their task definition.
    var byFamily: [Family: Int] = [:]

    /// The number of calls that read all of them: a list for each desired status, then the descriptions.
    var cost: Int { listed.values.reduce(0) { $0 + max(1, $1.pages) } + listed.values.reduce(0, +).pages }

    /// The number of calls that read those of some families: two lists for each, then the descriptions.
    func cost(of families: Set<Family>) -> Int {
        let counts = families.map { byFamily[$0] ?? 0 }
        return counts.reduce(0) { $0 + 2 + $1 / 100 } + counts.reduce(0, +).pages
    }
}

extension Int {
    /// The number of pages of 100 that N items fill.
    fileprivate var pages: Int { (self + 99) / 100 }
}
