import Model
import Synchronization

/// The tasks that have stopped, by ARN, with the families of their task definitions. A stopped task never runs again,
/// so that it need not be described again for as long as it is listed, which is an hour. A process reads tasks once at
/// a time: one that is in here had stopped before the reading under way began.
final class StoppedTaskCache: Sendable {
    private let known = Mutex<[String: [String: Family]]>([:])

    /// Those of a cluster.
    subscript(cluster: String) -> [String: Family] { known.withLock { $0[cluster] ?? [:] } }

    /// Replaces those of a cluster, after a complete reading.
    func replace(_ tasks: [String: Family], in cluster: String) { known.withLock { $0[cluster] = tasks } }

    /// Forgets the clusters that no longer exist.
    func keep(_ clusters: some Sequence<String>) {
        let clusters = Set(clusters)
        known.withLock { $0 = $0.filter { clusters.contains($0.key) } }
    }
}
