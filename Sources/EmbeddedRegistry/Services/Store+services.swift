import AWSWire
import ECSWire
import Foundation
import GRDB
import Model

/// A row of the services table.
struct StoredService: Sendable {
    /// The row ID.
    let id: Int64
    /// The row ID of its cluster.
    let cluster: Int64
    /// The client token of the request that created it.
    let clientToken: String?
    /// The request that created it, without the token.
    let request: Data
    /// The shape, including its tags.
    var shape: ECS.Service
    /// When the scheduler must look at it next, in milliseconds since 1970; nil if nothing will happen by itself.
    var dueAt: Int64?
}

extension Store {
    private static let columns = "SELECT id, cluster, clientToken, request, json, dueAt FROM services"

    /// The service with this name, of any status.
    func service(_ name: String, in cluster: StoredCluster) throws(ECSError) -> StoredService? {
        try first(Self.columns + " WHERE cluster = ? AND name = ?", [cluster.id, name]).map(service)
    }

    /// The service with this row ID.
    func service(_ id: Int64) throws(ECSError) -> StoredService? {
        try first(Self.columns + " WHERE id = ?", [id]).map(service)
    }

    /// The service with this name or ARN, of any status.
    /// - Throws: ServiceNotFoundException.
    func requiredService(_ reference: String?, in cluster: StoredCluster) throws(ECSError) -> StoredService {
        let name = ResourceName(reference ?? "", type: "service", in: scope)?.name(within: cluster)
        guard let name, let service = try service(name, in: cluster) else {
            throw ECSError(.serviceNotFound, "Service not found.")
        }
        return service
    }

    /// The ACTIVE service with this name or ARN.
    /// - Throws: ServiceNotFoundException, ServiceNotActiveException.
    func activeService(_ reference: String?, in cluster: StoredCluster) throws(ECSError) -> StoredService {
        let service = try requiredService(reference, in: cluster)
        guard service.shape.isActive else { throw ECSError(.serviceNotActive, "Service was not ACTIVE.") }
        return service
    }

    /// Inserts a service. Replaces an INACTIVE one of the same name and deletes its deployments.
    func insertService(
        _ shape: ECS.Service, in cluster: StoredCluster, token: String?, request: Data
    ) throws(ECSError) -> StoredService {
        if let before = try service(shape.serviceName ?? "", in: cluster) {
            try run("UPDATE tasks SET service = NULL WHERE service = ?", [before.id])
            try run("DELETE FROM services WHERE id = ?", [before.id])
        }
        let id = try run(
            """
            INSERT INTO services (cluster, name, launchType, schedulingStrategy, clientToken, request, json)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster.id, shape.serviceName, shape.launchType, shape.schedulingStrategy, token, request,
                JSONBody.encode(shape),
            ])
        return StoredService(
            id: id, cluster: cluster.id, clientToken: token, request: request, shape: shape, dueAt: nil)
    }

    /// Writes a changed service.
    func update(_ service: StoredService) throws(ECSError) {
        try run(
            "UPDATE services SET launchType = ?, status = ?, dueAt = ?, json = ? WHERE id = ?",
            [
                service.shape.launchType, service.shape.status, service.dueAt, JSONBody.encode(service.shape),
                service.id,
            ])
    }

    /// The names of services that are not INACTIVE, in order, after a given name. A nil filter matches all.
    func services(
        in cluster: StoredCluster, launchType: String?, schedulingStrategy: String?, after: String, limit: Int
    ) throws(ECSError) -> [String] {
        try all(
            """
            SELECT name FROM services WHERE cluster = ? AND name > ? AND status <> 'INACTIVE'
            AND launchType IS coalesce(?, launchType) AND schedulingStrategy = coalesce(?, schedulingStrategy)
            ORDER BY name LIMIT ?
            """, [cluster.id, after, launchType, schedulingStrategy, limit]
        ).map { $0[0] }
    }

    /// All services of the account and Region that are not INACTIVE, in no particular order. Decodes every one.
    func liveServices() throws(ECSError) -> [StoredService] {
        try all(
            Self.columns + " WHERE status <> 'INACTIVE' AND cluster IN (SELECT id FROM clusters WHERE scope = ?)",
            [scopeKey]
        ).map(service)
    }

    /// The service that has been due the longest, in any account and Region; nil if none is due.
    func dueService() throws(ECSError) -> StoredService? {
        try first(Self.columns + " WHERE dueAt <= ? ORDER BY dueAt LIMIT 1", [now.milliseconds]).map(service)
    }

    private func service(_ row: Row) throws(ECSError) -> StoredService {
        StoredService(
            id: row[0], cluster: row[1], clientToken: row[2], request: row[3],
            shape: try JSONBody.decode(ECS.Service.self, from: row[4]), dueAt: row[5])
    }

    /// Parses the ARN of a part of a service, such as `arn:…:service-revision/cluster/service/name`, and looks up the
    /// service. Returns nil for any other ARN, and if there is no such service.
    func serviceChild(_ arn: String, type: String) throws(ECSError) -> (name: String, service: StoredService)? {
        let prefix = scope.arn(type + "/")
        guard arn.utf8.starts(with: prefix.utf8) else { return nil }
        let parts = arn.dropFirst(prefix.count).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let cluster = try cluster(named: String(parts[0])),
            let service = try service(String(parts[1]), in: cluster)
        else { return nil }
        return (String(parts[2]), service)
    }
}

extension ECS.Service {
    /// Whether the service is neither draining nor deleted.
    var isActive: Bool { status == "ACTIVE" }
}
