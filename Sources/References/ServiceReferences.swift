import AWSClient
import ECSWire
import Foundation
import Planning
import TaskDefinitions

/// What services refer to: their `taskDefinition`, their deployments and their task sets; services with a
/// desired count of 0 and those that are draining too.
///
/// Pages: ListServices, 100; then DescribeServices, 10 a call. Permissions: `ecs:ListServices`,
/// `ecs:DescribeServices`.
struct ServiceReferences {
    let client: ECSClient
    let readAt: Date

    func read(_ clusters: [String]) async throws(ReferenceFailure) -> [Reference] {
        var references: [Reference] = []
        for cluster in clusters {
            let arns: [String]
            do {
                arns = try await client.all(of: ECS.ListServices.self, .init { $0.cluster = cluster })
            } catch {
                throw ReferenceFailure("the services of \(cluster) could not be listed: \(error)")
            }
            for batch in arns.batches(of: 10) {
                for service in try await describe(batch, cluster) {
                    references += try self.references(of: service)
                }
            }
        }
        return references
    }

    private func describe(
        _ arns: [String], _ cluster: String
    ) async throws(ReferenceFailure) -> [ServiceView] {
        let answer: ServicesView
        do {
            answer = try await client.call(
                ECS.DescribeServices.self,
                .init {
                    $0.cluster = cluster
                    $0.services = arns
                }, reading: ServicesView.self)
        } catch {
            throw ReferenceFailure("the services of \(cluster) could not be described: \(error)")
        }
        let services = answer.services ?? []
        try answer.failures.requireNone(of: "services", in: cluster)
        try arns.requireAll(of: "services", in: cluster, among: services.compactMap(\.serviceArn))
        return services
    }

    private func references(of service: ServiceView) throws(ReferenceFailure) -> [Reference] {
        let name = service.serviceArn ?? ""
        let taskSets = service.taskSets ?? []
        var named: [(ReferenceKind, String?)] = []
        // A service with an external controller has task sets instead.
        if service.taskDefinition != nil || taskSets.isEmpty && !service.isControlledElsewhere {
            named.append((.service, service.taskDefinition))
        }
        named += (service.deployments ?? []).map { (.deployment, $0.taskDefinition) }
        named += taskSets.map { (.taskSet, $0.taskDefinition) }
        return try named.map { kind, text throws(ReferenceFailure) in
            guard let text, let target = TaskDefinitionName(text) else {
                throw ReferenceFailure(
                    "\(kind.words) \(name) names a task definition that cannot be read: '\(text ?? "")'")
            }
            return Reference(kind, name, uses: target, readAt: readAt)
        }
    }
}

/// What is read of a DescribeServices answer.
private struct ServicesView: Decodable {
    let services: [ServiceView]?
    let failures: [ECS.Failure]?
}

/// What is read of a service.
private struct ServiceView: Decodable {
    let serviceArn: String?
    let taskDefinition: String?
    let deployments: [User]?
    let taskSets: [User]?
    let deploymentController: Controller?

    struct User: Decodable {
        let taskDefinition: String?
    }

    struct Controller: Decodable {
        let type: String?
    }

    /// Whether task sets, not the service itself, say what runs.
    var isControlledElsewhere: Bool {
        ["EXTERNAL", "CODE_DEPLOY"].contains(deploymentController?.type)
    }
}
