import ECSWire
import Foundation
import GRDB
import TaskDefinitions

/// A service as it is kept.
struct StoredService: Sendable {
    /// The row.
    let id: Int64
    /// The token that it was made with.
    let clientToken: String?
    /// The request that it was made with, without the token.
    let request: Data
    /// The shape with its tags.
    var shape: ECS.Service
}

extension Store {
    private static let columns = "SELECT id, clientToken, request, json FROM services"

    /// The service of that name.
    func service(_ name: String, in cluster: StoredCluster) throws(ECSError) -> StoredService? {
        try first(Self.columns + " WHERE cluster = ? AND name = ?", [cluster.id, name]).map(service)
    }

    /// The service of that row.
    func service(_ id: Int64) throws(ECSError) -> StoredService? {
        try first(Self.columns + " WHERE id = ?", [id]).map(service)
    }

    /// The service that a request names, by name or ARN.
    /// - Throws: ServiceNotFoundException.
    func requiredService(_ reference: String?, in cluster: StoredCluster) throws(ECSError) -> StoredService {
        let name = ResourceName(reference ?? "", type: "service", in: scope)?.name(within: cluster)
        guard let name, let service = try service(name, in: cluster) else {
            throw ECSError(.serviceNotFound, "Service not found.")
        }
        return service
    }

    /// Makes a service.
    func insertService(
        _ shape: ECS.Service, in cluster: StoredCluster, token: String?, request: Data
    ) throws(ECSError) -> StoredService {
        let id = try run(
            """
            INSERT INTO services (cluster, name, launchType, schedulingStrategy, clientToken, request, json)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                cluster.id, shape.serviceName, shape.launchType, shape.schedulingStrategy, token, request,
                JSONBody.encode(shape),
            ])
        return StoredService(id: id, clientToken: token, request: request, shape: shape)
    }

    /// Keeps what has changed in the shape.
    func update(_ service: StoredService) throws(ECSError) {
        try run(
            "UPDATE services SET launchType = ?, json = ? WHERE id = ?",
            [service.shape.launchType, JSONBody.encode(service.shape), service.id])
    }

    /// Names in order, from behind one; nil lets all pass.
    func services(
        in cluster: StoredCluster, launchType: String?, schedulingStrategy: String?, after: String, limit: Int
    ) throws(ECSError) -> [String] {
        try all(
            """
            SELECT name FROM services WHERE cluster = ? AND name > ?
            AND launchType IS coalesce(?, launchType) AND schedulingStrategy = coalesce(?, schedulingStrategy)
            ORDER BY name LIMIT ?
            """, [cluster.id, after, launchType, schedulingStrategy, limit]
        ).map { $0[0] }
    }

    private func service(_ row: Row) throws(ECSError) -> StoredService {
        StoredService(
            id: row[0], clientToken: row[1], request: row[2],
            shape: try JSONBody.decode(ECS.Service.self, from: row[3]))
    }
}
