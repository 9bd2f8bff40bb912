import ECSWire
import Foundation
import GRDB
import TaskDefinitions

/// A cluster as it is kept.
struct StoredCluster: Sendable {
    /// The row.
    let id: Int64
    /// The name.
    let name: String
    /// The shape, without what is counted.
    let shape: ECS.Cluster
}

extension Store {
    /// The cluster that is meant where none is named.
    static let defaultCluster = "default"

    /// The cluster that a request names, by name or ARN.
    /// - Throws: ClusterNotFoundException.
    func cluster(_ reference: String?) throws(ECSError) -> StoredCluster {
        let name = ResourceName(reference ?? Self.defaultCluster, type: "cluster", in: scope)?.name
        guard let name, let cluster = try cluster(named: name) else {
            throw ECSError(.clusterNotFound, "Cluster not found.")
        }
        return cluster
    }

    /// Nil when there is none.
    func cluster(named name: String) throws(ECSError) -> StoredCluster? {
        let row = try first("SELECT id, json FROM clusters WHERE scope = ? AND name = ?", [scopeKey, name])
        guard let row else { return nil }
        return StoredCluster(id: row[0], name: name, shape: try JSONBody.decode(ECS.Cluster.self, from: row[1]))
    }

    /// Makes a cluster.
    func insertCluster(named name: String, _ shape: ECS.Cluster) throws(ECSError) -> StoredCluster {
        let id = try run(
            "INSERT INTO clusters (scope, name, json) VALUES (?, ?, ?)", [scopeKey, name, JSONBody.encode(shape)])
        return StoredCluster(id: id, name: name, shape: shape)
    }

    /// The shape with its counts.
    func counted(_ cluster: StoredCluster) throws(ECSError) -> ECS.Cluster {
        var shape = cluster.shape
        shape.activeServicesCount = try count("SELECT count(*) FROM services WHERE cluster = ?", [cluster.id])
        shape.runningTasksCount = try count(
            "SELECT count(*) FROM tasks WHERE cluster = ? AND desiredStatus = 'RUNNING'", [cluster.id])
        return shape
    }

    /// Names in order, from behind one.
    func clusters(after: String, limit: Int) throws(ECSError) -> [String] {
        try all(
            "SELECT name FROM clusters WHERE scope = ? AND name > ? ORDER BY name LIMIT ?", [scopeKey, after, limit]
        ).map { $0[0] }
    }
}
