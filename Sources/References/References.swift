import AWSClient
import Foundation
import Manifests
import Planning
import Reconciler
import TaskDefinitions

/// Every source of references that a registry has, read side by side.
///
/// A source that the configuration waives is not asked; the coverage repeats the reason.
package struct References: ReferenceReader {
    private let readers: [any ReferenceReader]
    private let waived: [SourceReading]

    /// The sources of the configuration's registry: the embedded one has services, tasks and service deployments alone.
    ///
    /// - Parameter now: dates what is read.
    /// - Throws: when the settings name an endpoint that is none.
    package init(
        _ session: AWSSession, _ configuration: Configuration, now: @escaping @Sendable () -> Date
    ) throws(EndpointError) {
        let client = try ECSClient(session)
        if case .waived(let reason) = configuration.references[.serviceDeployments] {
            readers = [ECSReferences(client, readsServiceDeployments: false, now: now)]
            waived = [SourceReading(.serviceDeployments, .waived(reason: reason))]
        } else {
            readers = [ECSReferences(client, now: now)]
            waived = []
        }
    }

    /// Reads all of them. Cost: the sum of what each says of itself; time: that of the slowest.
    package func read() async -> ReferenceReading { await read(of: nil) }

    package func read(of families: Set<Family>?) async -> ReferenceReading {
        await withTaskGroup(of: ReferenceReading.self) { group in
            for reader in readers { group.addTask { await reader.read(of: families) } }
            var readings = [ReferenceReading(references: [], coverage: Coverage(waived))]
            for await reading in group { readings.append(reading) }
            return ReferenceReading(readings)
        }
    }
}
