import Model
import Synchronization

/// How many tasks each cluster had when all of them were last read: what decides whether the tasks of some families
/// alone are fewer calls. Old numbers can make a reading cost more, and never make it find less.
final class TaskCounts: Sendable {
    private let known = Mutex<[String: ClusterTasks]>([:])

    /// Whether listing by family is the cheaper way to know every task of these families; not for a cluster that has
    /// not been read whole.
    func favor(_ families: Set<Family>, in cluster: String) -> Bool {
        guard let tasks = known.withLock({ $0[cluster] }) else { return false }
        return tasks.cost(of: families) < tasks.cost
    }

    /// Keeps what a cluster had.
    func record(_ tasks: ClusterTasks, in cluster: String) { known.withLock { $0[cluster] = tasks } }
}

/// The tasks of one cluster, in numbers.
struct ClusterTasks {
    /// By desired status.
    var listed: [String: Int] = [:]
    /// By the family of their task definition.
    var byFamily: [Family: Int] = [:]

    /// The calls that read all of them: a list for each desired status, then the descriptions.
    var cost: Int { listed.values.reduce(0) { $0 + max(1, $1.pages) } + listed.values.reduce(0, +).pages }

    /// The calls that read those of some families: two lists for each, then the descriptions.
    func cost(of families: Set<Family>) -> Int {
        let counts = families.map { byFamily[$0] ?? 0 }
        return counts.reduce(0) { $0 + 2 + $1 / 100 } + counts.reduce(0, +).pages
    }
}

extension Int {
    /// How many pages of 100 so many items fill.
    fileprivate var pages: Int { (self + 99) / 100 }
}
