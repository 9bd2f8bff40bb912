import AWSClient
import ECSWire
import Foundation
import Model
import Planning
import Reconciler

/// The references within ECS: the services, service deployments and tasks of every cluster.
///
/// Cost: the pages of ListClusters, once for all three sources; then the cost of each source. What one reading learns
/// makes the next cheaper, never less complete: see ``SettledServiceCache`` and ``TaskCounts``.
package struct ECSReferences: ReferenceReader {
    private let client: ECSClient
    private let readsServiceDeployments: Bool
    private let now: @Sendable () -> Date
    private let settled = SettledServiceCache()
    private let counts = TaskCounts()

    /// The descriptions of the three sources.
    package static let descriptions = [
        ServiceReferences.description, TaskReferences.description, ServiceDeploymentReferences.description,
    ]

    /// Makes a reader over a client.
    ///
    /// - Parameters:
    ///   - readsServiceDeployments: false if the configuration waives them: they are then not read, and the caller adds
    ///     the waiver to the coverage.
    ///   - now: dates the readings.
    package init(
        _ client: ECSClient, readsServiceDeployments: Bool = true, now: @escaping @Sendable () -> Date
    ) {
        self.client = client
        self.readsServiceDeployments = readsServiceDeployments
        self.now = now
    }

    /// Reads the sources concurrently. Without the list of clusters none is covered, and without the services neither
    /// are their deployments.
    package func read(of families: Set<Family>?) async -> ReferenceReading {
        let readAt = now()
        let clusters: [String]
        do {
            clusters = try await client.all(of: ECS.ListClusters.self)
        } catch {
            return .failed(
                sources.sorted { $0.rawValue < $1.rawValue }, because: "the clusters could not be listed: \(error)")
        }
        let narrowed = families.flatMap { families in
            clusters.contains { counts.favor(families, in: $0) } ? families : nil
        }
        async let tasks = ReferenceReading(.tasks, of: narrowed, since: readAt, now) { () throws(ReferenceFailure) in
            try await TaskReferences(client: client, counts: counts, readAt: readAt).read(clusters, narrowed)
        }
        let services = await readServices(clusters, at: readAt)
        return ReferenceReading(await [services, tasks])
    }

    package var sources: Set<ReferenceSource> {
        readsServiceDeployments ? [.services, .serviceDeployments, .tasks] : [.services, .tasks]
    }

    private func readServices(_ clusters: [String], at readAt: Date) async -> ReferenceReading {
        let source = ServiceReferences(client: client, readAt: readAt)
        let described: [DescribedService]
        do {
            described = try await source.describe(clusters)
        } catch {
            let services = ReferenceReading.failed([.services], because: error.description)
            guard readsServiceDeployments else { return services }
            return ReferenceReading([
                services,
                // The reason is in the services' reading.
                .failed(
                    [.serviceDeployments], because: "they are found through the services, which could not be read"),
            ])
        }
        let services = await ReferenceReading(.services, since: readAt, now) { () throws(ReferenceFailure) in
            try source.references(of: described)
        }
        guard readsServiceDeployments else { return services }
        let deployments = await ReferenceReading(.serviceDeployments, since: readAt, now) {
            () throws(ReferenceFailure) in
            try await ServiceDeploymentReferences(client: client, settled: settled, readAt: readAt).read(described)
        }
        return ReferenceReading([services, deployments])
    }
}

extension ReferenceReading {
    /// Several sources that failed for one reason.
    fileprivate static func failed(_ sources: [ReferenceSource], because reason: String) -> ReferenceReading {
        ReferenceReading(
            references: [], coverage: Coverage(sources.map { SourceReading($0, .failed(.call(reason))) }))
    }
}
