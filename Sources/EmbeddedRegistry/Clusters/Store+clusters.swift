import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A row of the clusters table.
struct StoredCluster: Sendable {
    /// The row ID.
    let id: Int64
    let name: String
    /// The shape without its counts.
    var shape: ECS.Cluster

    /// Whether the cluster has not been deleted.
    var isActive: Bool { shape.status == "ACTIVE" }

    /// The shape including its counts.
    func shape(with counts: ClusterCounts) -> ECS.Cluster {
        var shape = shape
        shape.activeServicesCount = ClusterCounts.count(counts.services, "ACTIVE")
        shape.runningTasksCount = ClusterCounts.count(counts.tasks, "RUNNING")
        shape.pendingTasksCount = ClusterCounts.count(counts.tasks, "PENDING")
        return shape
    }
}

extension Store {
    /// The cluster used when a request names none.
    static let defaultCluster = "default"

    /// The ACTIVE cluster with this name or ARN.
    /// - Throws: ClusterNotFoundException, also for a deleted cluster.
    func cluster(_ reference: String?) throws(ECSError) -> StoredCluster {
        let cluster = try anyCluster(reference ?? Self.defaultCluster)
        guard let cluster, cluster.isActive else { throw Self.clusterNotFound }
        return cluster
    }

    static let clusterNotFound = ECSError(.clusterNotFound, "Cluster not found.")

    /// The cluster with this name or ARN, deleted or not; nil if it never existed.
    func anyCluster(_ reference: String) throws(ECSError) -> StoredCluster? {
        guard let name = ResourceName(reference, type: "cluster", in: scope)?.name else { return nil }
        return try cluster(named: name)
    }

    /// The cluster with this name, deleted or not; nil if it never existed.
    func cluster(named name: String) throws(ECSError) -> StoredCluster? {
        let row = try first("SELECT id, json FROM clusters WHERE scope = ? AND name = ?", [scopeKey, name])
        guard let row else { return nil }
        return StoredCluster(id: row[0], name: name, shape: try JSONBody.decode(ECS.Cluster.self, from: row[1]))
    }

    /// The cluster with this row ID, and its account and Region.
    func clusterAndScope(_ id: Int64) throws(ECSError) -> (StoredCluster, RegistryScope)? {
        try first("SELECT name, json, scope FROM clusters WHERE id = ?", [id]).map { row throws(ECSError) in
            let shape = try JSONBody.decode(ECS.Cluster.self, from: row[1])
            return (StoredCluster(id: id, name: row[0], shape: shape), Self.scope(ofKey: row[2]))
        }
    }

    /// Inserts a cluster.
    func insertCluster(named name: String, _ shape: ECS.Cluster) throws(ECSError) -> StoredCluster {
        let id = try run(
            "INSERT INTO clusters (scope, name, json) VALUES (?, ?, ?)", [scopeKey, name, JSONBody.encode(shape)])
        return StoredCluster(id: id, name: name, shape: shape)
    }

    /// Writes a changed shape.
    func update(_ cluster: StoredCluster) throws(ECSError) {
        try run(
            "UPDATE clusters SET status = ?, json = ? WHERE id = ?",
            [cluster.shape.status, JSONBody.encode(cluster.shape), cluster.id])
    }

    /// The names of ACTIVE clusters, in order, after a given name.
    func clusters(after: String, limit: Int) throws(ECSError) -> [String] {
        try all(
            "SELECT name FROM clusters WHERE scope = ? AND name > ? AND status = 'ACTIVE' ORDER BY name LIMIT ?",
            [scopeKey, after, limit]
        ).map { $0[0] }
    }

    /// The number of services and tasks in a cluster, by status and launch type.
    func counts(of cluster: StoredCluster) throws(ECSError) -> ClusterCounts {
        var counts = ClusterCounts()
        let services = try all(
            "SELECT status, launchType, count(*) FROM services WHERE cluster = ? GROUP BY status, launchType",
            [cluster.id])
        for row in services { counts.services[.init(status: row[0], launchType: row[1] ?? "EC2")] = row[2] }
        let tasks = try all(
            """
            SELECT CASE WHEN desiredStatus = 'STOPPED' THEN 'STOPPING' WHEN runsAt <= ?2 THEN 'RUNNING'
                ELSE 'PENDING' END AS status, launchType, count(*)
            FROM tasks WHERE cluster = ?1 AND (stoppedAt IS NULL OR stoppedAt > ?2) GROUP BY status, launchType
            """, [cluster.id, now.milliseconds])
        for row in tasks { counts.tasks[.init(status: row[0], launchType: row[1] ?? "EC2")] = row[2] }
        return counts
    }
}
