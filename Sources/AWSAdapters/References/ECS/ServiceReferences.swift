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
    let time: TimeSource
    let readAt: Date

    /// Every service of the clusters.
    func describe(_ clusters: ClusterLists) async throws(ReferenceFailure) -> [DescribedService] {
        try await clusters.readEach { cluster throws(ReferenceFailure) in
            try await describe(cluster, known: [:])
        }.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// Every service again, after some were found to be gone: their clusters are listed anew, and what is not known is
    /// described. A service may have been made again under its name.
    ///
    /// - Returns: the services now, and which of them were described anew.
    func describe(
        _ services: [DescribedService], without gone: [DescribedService], in clusters: ClusterLists
    ) async throws(ReferenceFailure) -> (all: [DescribedService], new: [DescribedService]) {
        guard gone.allSatisfy({ $0.clusterArn != nil }) else {
            throw ReferenceFailure("a service that cannot be found was described without its cluster")
        }
        let names = Set(gone.map(\.serviceArn))
        let stay = services.filter { !names.contains($0.serviceArn) }
        let changed = Set(gone.compactMap(\.clusterArn))
        let lists = try await concurrentMap(changed.sorted()) { cluster throws(ReferenceFailure) in
            let known = stay.filter { $0.clusterArn == cluster }.compactMap { service in
                service.serviceArn.map { ($0, service) }
            }
            if let services = try await describe(cluster, known: Dictionary(known) { $1 }) { return services }
            guard try await !clusters.isStillListed(cluster) else {
                throw ReferenceFailure("cluster \(cluster) is listed, but cannot be found: run it again")
            }
            return []
        }.flatMap { $0 }
        let known = Set(stay.map(\.serviceArn))
        return (
            stay.filter { !changed.contains($0.clusterArn ?? "") } + lists,
            lists.filter { !known.contains($0.serviceArn) }
        )
    }

    /// The services of a cluster; nil if that cannot be found.
    private func describe(
        _ cluster: String, known: [String: DescribedService]
    ) async throws(ReferenceFailure) -> [DescribedService]? {
        var isGone = false
        let services = try await readListed("service", time, known: known, by: { $0 }) { () throws(ReferenceFailure) in
            let services = try await list(cluster)
            isGone = services == nil
            return services ?? []
        } read: { arns throws(ReferenceFailure) in
            let batches = try await concurrentMap(arns.batches(of: 10)) { arns throws(ReferenceFailure) in
                try await describe(arns, cluster)
            }
            return Dictionary(batches.flatMap { $0 }.compactMap { service in service.serviceArn.map { ($0, service) } })
            {
                $1
            }
        }
        return isGone ? nil : services.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Their references.
    func references(of services: [DescribedService]) throws(ReferenceFailure) -> [Reference] {
        var references: [Reference] = []
        for service in services { references += try self.references(of: service) }
        return references
    }

    /// Nil if the cluster cannot be found.
    private func list(_ cluster: String) async throws(ReferenceFailure) -> [String]? {
        do {
            return try await client.all(of: ECS.ListServices.self, .init { $0.cluster = cluster })
        } catch let error where error.isGone {
            return nil
        } catch {
            throw ReferenceFailure("the services of \(cluster) could not be listed", error)
        }
    }

    /// As far as they exist.
    private func describe(_ arns: [String], _ cluster: String) async throws(ReferenceFailure) -> [DescribedService] {
        let response: DescribedServices
        do {
            response = try await client.call(
                ECS.DescribeServices.self,
                .init {
                    $0.cluster = cluster
                    $0.services = arns
                }, reading: DescribedServices.self)
        } catch let error where error.isGone {
            return []
        } catch {
            throw ReferenceFailure("the services of \(cluster) could not be described", error)
        }
        try response.failures.requireOnlyMissing(of: "services of \(cluster)")
        return response.services ?? []
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
