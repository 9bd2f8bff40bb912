import ECSWire
import GRDB

extension Store {
    /// For how long a stopped task is shown, which is about as long as ECS shows it.
    static let stoppedTaskRetention: Int64 = 3_600_000

    /// Whether time has brought anything in this account and Region that is not carried out yet.
    func isBehind() throws(ECSError) -> Bool {
        let row = try first(
            """
            SELECT
                EXISTS (SELECT 1 FROM services
                    WHERE dueAt <= ?1 AND (SELECT scope FROM clusters WHERE id = cluster) = ?3)
                OR EXISTS (SELECT 1 FROM tasks WHERE stoppedAt < ?2)
                OR EXISTS (SELECT 1 FROM revisions
                    WHERE dueAt <= ?1 AND (SELECT scope FROM families WHERE id = family) = ?3)
            """, [now.milliseconds, now.milliseconds - Self.stoppedTaskRetention, scopeKey])
        return row?[0] ?? false
    }

    /// Carries out what time has brought, in the order in which it came and with the time at which it did, so that it
    /// makes no difference how seldom anybody looks.
    func catchUp() throws(ECSError) {
        while let service = try dueService() {
            // Whoever waits longer than it takes is looked at once more than needed, never less.
            let then = at(max(service.dueAt ?? 0, 0))
            guard let cluster = try cluster(service.cluster) else {
                throw ECSError(.server, "The registry's database holds a service without a cluster.")
            }
            _ = try then.settle(service, in: cluster)
        }
        try run("DELETE FROM tasks WHERE stoppedAt < ?", [now.milliseconds - Self.stoppedTaskRetention])
        try forgetDeleted()
    }
}
