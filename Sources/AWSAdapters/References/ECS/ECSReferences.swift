import AWSClient
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references within ECS: the services, service deployments and tasks of every cluster.
///
/// Cost: the pages of ListClusters, once for all three sources; then the cost of each source. What one reading learns
/// makes the next cheaper, never less complete: see ``SettledServiceCache``, ``StoppedTaskCache`` and
/// ``TaskCounts``.
package struct ECSReferences: Sendable {
    private let client: ECSClient
    private let session: AWSSession
    private let readsServiceDeployments: Bool
    private let time: TimeSource
    private let settled = SettledServiceCache()
    private let counts = TaskCounts()
    private let stopped = StoppedTaskCache()

    /// The descriptions of the three sources.
    package static let descriptions = [
        ServiceReferences.description, TaskReferences.description, ServiceDeploymentReferences.description,
    ]

    /// Makes a reader over a session.
    ///
    /// - Parameters:
    ///   - readsServiceDeployments: false if the configuration waives them: they are then not read, and the caller adds
    ///     the waiver to the coverage.
    ///   - time: dates the readings.
    /// - Throws: if the configured endpoint is not a valid URL.
    package init(
        _ session: AWSSession, readsServiceDeployments: Bool = true, time: TimeSource
    ) throws(EndpointError) {
        self.session = session.countingSeparately()
        client = try ECSClient(self.session)
        self.readsServiceDeployments = readsServiceDeployments
        self.time = time
    }

    /// Reads the sources concurrently. Without the list of clusters none is covered, and without the services neither
    /// are their deployments.
    package func read(of families: Set<Family>?) async -> ReferenceReading {
        let (readAt, before) = (time.moment, session.callCount)
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
        let lists = ClusterLists(client: client, time: time, first: clusters)
        async let tasks = ReferenceReading(
            TaskReferences.description, of: narrowed, since: readAt, session, time
        ) { () throws(ReferenceFailure) in
            let source = TaskReferences(
                client: client, counts: counts, stopped: stopped, time: time, readAt: readAt.date)
            return (try await source.read(lists, narrowed), [:])
        }
        let services = await readServices(lists, at: readAt, countingFrom: before)
        return ReferenceReading(await [services, tasks])
    }

    /// The sources that it reads.
    package var sources: Set<ReferenceSource> {
        readsServiceDeployments ? [.services, .serviceDeployments, .tasks] : [.services, .tasks]
    }

    private func readServices(
        _ clusters: ClusterLists, at readAt: Moment, countingFrom before: CallCount
    ) async -> ReferenceReading {
        let source = ServiceReferences(client: client, time: time, readAt: readAt.date)
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
        func reading(_ services: [DescribedService]) async -> ReferenceReading {
            await ReferenceReading(
                ServiceReferences.description, since: readAt, countingFrom: before, session, time
            ) { () throws(ReferenceFailure) in (try source.references(of: services), [:]) }
        }
        let services = await reading(described)
        guard readsServiceDeployments else { return services }
        let (current, deployments) = await readDeployments(
            of: described, source, clusters, at: readAt, after: services.timeToReadAgain)
        guard let current else { return ReferenceReading([services, deployments]) }
        return ReferenceReading([await reading(current), deployments])
    }

    /// What the services deploy; and the services again, if one was found to be gone meanwhile.
    private func readDeployments(
        of described: [DescribedService], _ services: ServiceReferences, _ clusters: ClusterLists, at readAt: Moment,
        after earlier: Duration
    ) async -> (services: [DescribedService]?, ReferenceReading) {
        var current = described
        var hasChanged = false
        let reading = await ReferenceReading(
            ServiceDeploymentReferences.description, since: readAt, after: earlier, session, time
        ) { () throws(ReferenceFailure) in
            let source = ServiceDeploymentReferences(client: client, settled: settled, time: time, readAt: readAt.date)
            var whole = try await source.read(current)
            var gone = whole.gone
            for attempt in 1..<mostMisses where !gone.isEmpty {
                try await time.pause(afterMisses: attempt)
                let again = try await services.describe(current, without: gone, in: clusters)
                (current, hasChanged) = (again.all, true)
                let more = try await source.read(again.new)
                whole.references += more.references
                whole.busy.formUnion(more.busy)
                gone = more.gone
            }
            guard gone.isEmpty else {
                throw ReferenceFailure(
                    "service \(gone[0].serviceArn ?? "") is listed, but cannot be found: run it again")
            }
            let mayDeploy = current.filter(\.mayHaveServiceDeployments)
            settled.replace(with: mayDeploy.filter { !whole.busy.contains($0.serviceArn ?? "") })
            return (whole.references, ["ecs:ListServiceDeployments": mayDeploy.count - settled.count])
        }
        return (hasChanged ? current : nil, reading)
    }
}

extension ReferenceReading {
    /// How long another reading of its first source would take.
    fileprivate var timeToReadAgain: Duration {
        guard case .complete(_, _, let again, _, _)? = coverage.readings.first?.state else { return .zero }
        return again
    }

    /// Several sources that failed for one reason.
    fileprivate static func failed(_ sources: [ReferenceSource], because reason: String) -> ReferenceReading {
        ReferenceReading(
            references: [], coverage: Coverage(sources.map { SourceReading($0, .failed(.call(reason))) }))
    }
}
