import AWSWire
import ECSWire
import GRDB

/// A service deployment as it is kept.
struct StoredServiceDeployment: Sendable {
    /// The row; later ones have higher ones.
    let id: Int64
    /// The shape.
    var shape: ECS.ServiceDeployment
}

extension Store {
    private static let columns = "SELECT id, json FROM serviceDeployments"

    /// Writes down a deployment that begins.
    ///
    /// - Parameter name: the last part of its ARN.
    func insert(
        _ shape: ECS.ServiceDeployment, named name: String, of service: StoredService
    ) throws(ECSError) {
        try run(
            "INSERT INTO serviceDeployments (service, name, status, createdAt, json) VALUES (?, ?, ?, ?, ?)",
            [service.id, name, shape.status, now.milliseconds, JSONBody.encode(shape)])
    }

    /// Forgets all but the newest of a service's deployments, and what they were to run: ECS keeps them for a while,
    /// this registry a number.
    func dropOldDeployments(of service: StoredService, keeping count: Int) throws(ECSError) {
        for table in ["serviceDeployments", "serviceRevisions"] {
            try run(
                """
                DELETE FROM \(table) WHERE service = ?1 AND id <=
                (SELECT id FROM \(table) WHERE service = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """, [service.id, count])
        }
    }

    /// Writes down what a deployment is to run.
    func insert(_ shape: ECS.ServiceRevision, named name: String, of service: StoredService) throws(ECSError) {
        try run(
            "INSERT INTO serviceRevisions (service, name, json) VALUES (?, ?, ?)",
            [service.id, name, JSONBody.encode(shape)])
    }

    /// Keeps what has changed.
    func update(_ deployment: StoredServiceDeployment) throws(ECSError) {
        try run(
            "UPDATE serviceDeployments SET status = ?, json = ? WHERE id = ?",
            [deployment.shape.status, JSONBody.encode(deployment.shape), deployment.id])
    }

    /// The one in progress, if there is one.
    func currentDeployment(of service: StoredService) throws(ECSError) -> StoredServiceDeployment? {
        try first(Self.columns + " WHERE service = ? AND status = 'IN_PROGRESS' ORDER BY id DESC LIMIT 1", [service.id])
            .map(deployment)
    }

    /// The one of that name.
    func deployment(_ name: String, of service: StoredService) throws(ECSError) -> StoredServiceDeployment? {
        try first(Self.columns + " WHERE service = ? AND name = ?", [service.id, name]).map(deployment)
    }

    /// What the deployment of that name was to run.
    func serviceRevision(_ name: String, of service: StoredService) throws(ECSError) -> ECS.ServiceRevision? {
        try first("SELECT json FROM serviceRevisions WHERE service = ? AND name = ?", [service.id, name])
            .map { row throws(ECSError) in try JSONBody.decode(ECS.ServiceRevision.self, from: row[0]) }
    }

    /// A service's deployments, the newest first, from behind one; times in milliseconds since 1970.
    func deployments(
        of service: StoredService, statuses: [String], from: Int64, to: Int64, before: Int64, limit: Int
    ) throws(ECSError) -> [StoredServiceDeployment] {
        let marks = statuses.map { _ in "?" }.joined(separator: ", ")
        let condition = statuses.isEmpty ? "" : " AND status IN (\(marks))"
        return try all(
            Self.columns + """
                 WHERE service = ? AND createdAt >= ? AND createdAt <= ? AND id < ?\(condition)
                ORDER BY id DESC LIMIT ?
                """,
            [service.id, from, to, before] + StatementArguments(statuses) + [limit]
        ).map(deployment)
    }

    private func deployment(_ row: Row) throws(ECSError) -> StoredServiceDeployment {
        StoredServiceDeployment(id: row[0], shape: try JSONBody.decode(ECS.ServiceDeployment.self, from: row[1]))
    }
}
