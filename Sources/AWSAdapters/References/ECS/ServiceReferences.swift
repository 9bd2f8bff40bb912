import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of services: their `taskDefinition`, deployments and task sets, even at a desired count of 0. A
/// deleted service that is DRAINING is no longer listed
/// ([DeleteService](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html)): its remaining
/// tasks refer to what they run.
struct ServiceReferences {
    static let description = SourceDescription(
        name: .services,
        finds:
            "services in every cluster, with their deployments and task sets, even at a desired count of 0; a "
            + "deleted service is not listed, but its tasks are",
        calls: [
            SourceCall(.ecs, "ListClusters", 100), SourceCall(.ecs, "ListServices", 100),
            SourceCall(.ecs, "DescribeServices", 10),
        ])

    let client: ECSClient
    let readAt: Date

    /// Every service of the clusters: first all lists, then all descriptions, each concurrently.
    func describe(_ clusters: [String]) async throws(ReferenceFailure) -> [DescribedService] {
        let lists = try await concurrentMap(clusters) { cluster throws(ReferenceFailure) in
            (cluster: cluster, services: try await list(cluster))
        }
        let batches = lists.flatMap { list in list.services.batches(of: 10).map { (cluster: list.cluster, arns: $0) } }
        return try await concurrentMap(batches) { batch throws(ReferenceFailure) in
            try await describe(batch.arns, batch.cluster)
        }.flatMap { $0 }
    }

    /// Their references.
    func references(of services: [DescribedService]) throws(ReferenceFailure) -> [Reference] {
        var references: [Reference] = []
        for service in services { references += try self.references(of: service) }
        return references
    }

    private func list(_ cluster: String) async throws(ReferenceFailure) -> [String] {
        do {
            return try await client.all(of: ECS.ListServices.self, .init { $0.cluster = cluster })
        } catch {
            throw ReferenceFailure("the services of \(cluster) could not be listed: \(error)")
        }
    }

    private func describe(_ arns: [String], _ cluster: String) async throws(ReferenceFailure) -> [DescribedService] {
        let response: DescribedServices
        do {
            response = try await client.call(
                ECS.DescribeServices.self,
                .init {
                    $0.cluster = cluster
                    $0.services = arns
                }, reading: DescribedServices.self)
        } catch {
            throw ReferenceFailure("the services of \(cluster) could not be described: \(error)")
        }
        let services = response.services ?? []
        try response.failures.requireNone(of: "services of \(cluster)")
        try arns.requireAll(of: "services of \(cluster)", among: services.map(\.serviceArn))
        return services
    }

    private func references(of service: DescribedService) throws(ReferenceFailure) -> [Reference] {
        let name = service.serviceArn ?? ""
        let taskSets = service.taskSets ?? []
        var named: [(kind: ReferenceKind, text: String?, since: Date?)] = []
        // A service with an external controller has task sets instead.
        if service.taskDefinition != nil || taskSets.isEmpty && !service.isControlledElsewhere {
            named.append((.service, service.taskDefinition, service.usesSince))
        }
        named += (service.deployments ?? []).map { (.deployment, $0.taskDefinition, $0.createdAt?.date) }
        named += taskSets.map { (.taskSet, $0.taskDefinition, $0.createdAt?.date) }
        return try named.map { use throws(ReferenceFailure) in
            let target = try TaskDefinitionName(read: use.text, of: "\(use.kind.noun) \(name)")
            return Reference(use.kind, name, uses: target, since: use.since, readAt: readAt)
        }
    }
}
