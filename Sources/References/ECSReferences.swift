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
        async let services = read(.services, readAt) { () async throws(ReferenceFailure) in
            try await ServiceReferences(client: client, readAt: readAt).read(clusters)
        }
        async let tasks = read(.tasks, readAt) { () async throws(ReferenceFailure) in
            try await TaskReferences(client: client, readAt: readAt).read(clusters)
        }
        let both = await [services, tasks]
        return ReferenceReading(
            references: both.flatMap(\.references), coverage: Coverage(both.map(\.reading)))
    }

    private func read(
        _ source: ReferenceSourceName, _ readAt: Date,
        _ read: @Sendable () async throws(ReferenceFailure) -> [Reference]
    ) async -> (references: [Reference], reading: SourceReading) {
        do {
            let references = try await read()
            return (references, SourceReading(source, .whole(readAt: readAt, references: references.count)))
        } catch {
            return ([], SourceReading(source, .failed(reason: error.description)))
        }
    }
}

/// Why a source was not read whole, in one sentence.
struct ReferenceFailure: Error, CustomStringConvertible {
    let description: String
    /// Whether it says no more than that something is not there any longer.
    let isMissing: Bool

    init(_ description: String, isMissing: Bool = false) {
        self.description = description
        self.isMissing = isMissing
    }
}
