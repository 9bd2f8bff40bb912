import AWSWire
import ECSWire
import GRDB

/// A row of the service deployments table.
struct StoredServiceDeployment: Sendable {
    /// The row ID, higher for later deployments.
    let id: Int64
    var shape: ECS.ServiceDeployment
}

extension Store {
    /// Gives a service a new PRIMARY deployment. The previous one becomes ACTIVE, and a deployment in progress ends.
    ///
    /// Does not start or stop tasks. What ECS reports about a deployment that is replaced is not documented: STOPPED is
    /// this registry's choice.
    func beginDeployment(of service: inout StoredService, _ settings: DeploymentSettings) throws(ECSError) {
        if var current = try currentDeployment(of: service) {
            current.shape.finish("STOPPED", at: now, because: "A newer deployment took its place.")
            try update(current)
        }
        let deployment = DeploymentShape.deployment(of: service.shape, settings, at: now)
        let before = (service.shape.deployments ?? []).map { older in
            var older = older
            older.status = "ACTIVE"
            return older
        }
        service.shape.deployments = [deployment] + before
        try insert(
            DeploymentShape.serviceRevision(of: service.shape, deployment, at: now), named: deployment.revisionName,
            of: service)
        let name = String(RequestID.make().replacing("-", with: "").prefix(21))
        service.shape.currentServiceDeployment = service.shape.serviceARN(of: "service-deployment", name)
        try insert(
            DeploymentShape.serviceDeployment(of: service.shape, to: deployment, from: before, at: now), named: name,
            of: service)
        try dropOldDeployments(of: service, keeping: Self.maximumDeploymentCount)
    }

    /// How many deployments of a service are kept.
    private static let maximumDeploymentCount = 1000

    private static let columns = "SELECT id, json FROM serviceDeployments"

    /// Inserts a service deployment.
    ///
    /// - Parameter name: the last part of its ARN.
    private func insert(
        _ shape: ECS.ServiceDeployment, named name: String, of service: StoredService
    ) throws(ECSError) {
        try run(
            "INSERT INTO serviceDeployments (service, name, status, createdAt, json) VALUES (?, ?, ?, ?, ?)",
            [service.id, name, shape.status, now.milliseconds, JSONBody.encode(shape)])
    }

    /// Deletes all but the newest deployments and service revisions of a service. ECS keeps them for a time, this
    /// registry up to a number.
    func dropOldDeployments(of service: StoredService, keeping count: Int) throws(ECSError) {
        for table in ["serviceDeployments", "serviceRevisions"] {
            try run(
                """
                DELETE FROM \(table) WHERE service = ?1 AND id <=
                (SELECT id FROM \(table) WHERE service = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
                """, [service.id, count])
        }
    }

    /// Inserts a service revision.
    private func insert(_ shape: ECS.ServiceRevision, named name: String, of service: StoredService) throws(ECSError) {
        try run(
            "INSERT INTO serviceRevisions (service, name, json) VALUES (?, ?, ?)",
            [service.id, name, JSONBody.encode(shape)])
    }

    /// Writes a changed shape.
    func update(_ deployment: StoredServiceDeployment) throws(ECSError) {
        try run(
            "UPDATE serviceDeployments SET status = ?, json = ? WHERE id = ?",
            [deployment.shape.status, JSONBody.encode(deployment.shape), deployment.id])
    }

    /// The deployment in progress, if there is one.
    func currentDeployment(of service: StoredService) throws(ECSError) -> StoredServiceDeployment? {
        try first(Self.columns + " WHERE service = ? AND status = 'IN_PROGRESS' ORDER BY id DESC LIMIT 1", [service.id])
            .map(deployment)
    }

    /// The service deployment with this name.
    func deployment(_ name: String, of service: StoredService) throws(ECSError) -> StoredServiceDeployment? {
        try first(Self.columns + " WHERE service = ? AND name = ?", [service.id, name]).map(deployment)
    }

    /// The service revision with this name.
    func serviceRevision(_ name: String, of service: StoredService) throws(ECSError) -> ECS.ServiceRevision? {
        try first("SELECT json FROM serviceRevisions WHERE service = ? AND name = ?", [service.id, name])
            .map { row throws(ECSError) in try JSONBody.decode(ECS.ServiceRevision.self, from: row[0]) }
    }

    /// A service's deployments before a row ID, newest first. Times are in milliseconds since 1970.
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
