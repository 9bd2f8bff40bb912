import AWSClient
import ECSWire
import Foundation
import Manifests
import Planning
import Reconciler

/// The references that ECS itself holds: the services and the tasks of every cluster.
///
/// Cost: the pages of ListClusters, once for both sources; then what each source says of itself.
package struct ECSReferences: ReferenceReader {
    private let client: ECSClient
    private let now: @Sendable () -> Date

    /// A reader over a client; `now` dates what it reads.
    package init(_ client: ECSClient, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.now = now
    }

    /// Reads both sources side by side. Without the list of clusters neither is covered.
    package func read() async -> ReferenceReading {
        let readAt = now()
        let clusters: [String]
        do {
            clusters = try await client.all(of: ECS.ListClusters.self)
        } catch {
            let reason = "the clusters could not be listed: \(error)"
            return ReferenceReading(
                references: [],
                coverage: Coverage(
                    [ReferenceSourceName.services, .tasks].map {
                        SourceReading($0, .failed(reason: reason))
                    }))
        }
        async let services = ReferenceReading(.services, at: readAt) { readAt throws(ReferenceFailure) in
            try await ServiceReferences(client: client, readAt: readAt).read(clusters)
        }
        async let tasks = ReferenceReading(.tasks, at: readAt) { readAt throws(ReferenceFailure) in
            try await TaskReferences(client: client, readAt: readAt).read(clusters)
        }
        return ReferenceReading(await [services, tasks])
    }
}
