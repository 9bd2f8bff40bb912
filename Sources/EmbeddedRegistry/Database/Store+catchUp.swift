import AWSWire
import ECSWire
import GRDB
import Model

extension Store {
    /// For how long a stopped task is shown, which is about as long as ECS shows it.
    static let stoppedTaskRetention: Int64 = 3_600_000
    /// How many services a transaction may settle before it lets others write.
    static let catchUpBatchSize = 100

    /// Whether time has brought anything that is not carried out yet, in whatever account and Region: nobody's backlog
    /// then slows others for longer than it takes.
    func isBehind() throws(ECSError) -> Bool {
        let row = try first(
            """
            SELECT EXISTS (SELECT 1 FROM services WHERE dueAt <= ?1)
                OR EXISTS (SELECT 1 FROM tasks WHERE stoppedAt < ?2)
                OR EXISTS (SELECT 1 FROM revisions WHERE dueAt <= ?1)
            """, [now.milliseconds, now.milliseconds - Self.stoppedTaskRetention])
        return row?[0] ?? false
    }

    /// Carries out what time has brought, in the order in which it came and with the time at which it did, so that it
    /// makes no difference how seldom anybody looks.
    ///
    /// - Parameter limit: so many services at the most; the rest is left for the next call.
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

    /// The same database at another time and place: of what happened before the operation, to somebody else perhaps.
    func at(_ milliseconds: Int64, in scope: RegistryScope) -> Store {
        Store(database: database, scope: scope, now: Timestamp(milliseconds: milliseconds), settings: settings)
    }
}
