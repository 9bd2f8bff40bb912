import AWSWire
import ECSWire
import GRDB
import Model

extension Store {
    /// How long a stopped task is shown, in milliseconds: about as long as on ECS.
    static let stoppedTaskRetention: Int64 = 3_600_000
    /// How many services one transaction may reconcile before others can write.
    static let catchUpBatchSize = 100

    /// Whether anything is due, in any account and Region: this way no backlog slows down others for longer than
    /// necessary.
    func isBehind() throws(ECSError) -> Bool {
        let row = try first(
            """
            SELECT EXISTS (SELECT 1 FROM services WHERE dueAt <= ?1)
                OR EXISTS (SELECT 1 FROM tasks WHERE stoppedAt < ?2)
                OR EXISTS (SELECT 1 FROM revisions WHERE dueAt <= ?1)
            """, [now.milliseconds, now.milliseconds - Self.stoppedTaskRetention])
        return row?[0] ?? false
    }

    /// Carries out everything that is due, in order, each at its due time. How often this is called therefore makes no
    /// difference.
    ///
    /// - Parameter limit: the maximum number of services; the rest is left for the next call.
    func catchUp(atMost limit: Int = .max) throws(ECSError) {
        var count = 0
        while count < limit, let service = try dueService() {
            guard let (cluster, scope) = try clusterAndScope(service.cluster) else {
                throw ECSError(.server, "The registry's database holds a service without a cluster.")
            }
            _ = try at(service.dueAt ?? 0, in: scope).reconcile(service, in: cluster)
            count += 1
        }
        guard count < limit else { return }
        try run("DELETE FROM tasks WHERE stoppedAt < ?", [now.milliseconds - Self.stoppedTaskRetention])
        try removeDeletedRevisions()
    }

    /// The same database at another time, for another account and Region: for what was due before this operation.
    func at(_ milliseconds: Int64, in scope: RegistryScope) -> Store {
        Store(database: database, scope: scope, now: Timestamp(milliseconds: milliseconds), settings: settings)
    }
}
