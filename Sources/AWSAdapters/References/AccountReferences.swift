import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler

/// Reads all of a registry's reference sources concurrently.
///
/// Sources that the configuration waives are not read; the coverage gives the reason for each waiver.
package struct AccountReferences: ReferenceReader {
    /// The adapter for a source outside ECS; nil for the sources that ``ECSReferences`` reads.
    private static func adapter(of source: ReferenceSource) -> (any ReferenceSourceAdapter.Type)? {
        switch source {
        case .services, .tasks, .serviceDeployments: nil
        case .eventBridge: EventBridgeRules.self
        case .scheduler: Schedules.self
        case .pipes: Pipes.self
        case .stepFunctions: StateMachines.self
        case .codeDeploy: CodeDeployDeployments.self
        }
    }

    static let outsideECS = ReferenceSource.allCases.compactMap(adapter)

    /// Every source, ECS's first.
    package static let catalog = ECSReferences.descriptions + outsideECS.map { $0.description }

    /// The services called to read a configuration's references: those of every source that it does not waive.
    package static func services(for configuration: Configuration) -> Set<AWSService> {
        let sources = sources(of: configuration.registry).filter { configuration.waiver(of: $0) == nil }
        return catalog.filter { sources.contains($0.name) }.reduce(into: []) { $0.formUnion($1.services) }
    }

    package let sources: Set<ReferenceSource>
    private let readers: [any ReferenceReader]
    private let waived: [SourceReading]

    /// The sources of the configuration's registry. An embedded one has only services, tasks and service deployments.
    ///
    /// - Parameter now: the clock that dates the readings.
    /// - Throws: if the configured endpoint is not a valid URL.
    package init(
        _ session: AWSSession, _ configuration: Configuration, now: @escaping @Sendable () -> Date
    ) throws(EndpointError) {
        let outsideECS =
            switch configuration.registry {
            case .embedded, .embeddedAt: [any ReferenceSourceAdapter.Type]()
            case .aws: Self.outsideECS
            }
        let ecs = ECSReferences(
            try ECSClient(session), readsServiceDeployments: configuration.waiver(of: .serviceDeployments) == nil,
            now: now)
        var readers: [any ReferenceReader] = [ecs]
        for source in outsideECS where configuration.waiver(of: source.description.name) == nil {
            readers.append(SourceReader(source: try source.init(session: session), now: now))
        }
        self.readers = readers
        // From the catalog, not from the readers: if one were forgotten above, its coverage would be missing.
        let sources = Self.sources(of: configuration.registry)
        waived = sources.compactMap { source in configuration.waiver(of: source).map { SourceReading(source, $0) } }
        self.sources = sources
    }

    /// The sources in the catalog that a registry has.
    private static func sources(of registry: RegistrySettings) -> Set<ReferenceSource> {
        switch registry {
        case .embedded, .embeddedAt: Set(ECSReferences.descriptions.map(\.name))
        case .aws: Set(catalog.map(\.name))
        }
    }

    /// Reads every source. Costs as many calls as all of them together, and as much time as the slowest.
    ///
    /// - Parameter families: the families of interest; nil for all. A source may skip whatever cannot use them if that
    ///   saves calls. References to other families may be included and are valid. The coverage names every source.
    package func read(of families: Set<Family>?) async -> ReferenceReading {
        await withTaskGroup(of: ReferenceReading.self) { group in
            for reader in readers { group.addTask { await reader.read(of: families) } }
            var readings = [ReferenceReading(references: [], coverage: Coverage(waived))]
            for await reading in group { readings.append(reading) }
            return ReferenceReading(readings)
        }
    }
}

extension Configuration {
    /// Why a source is not read; nil when it must be.
    fileprivate func waiver(of source: ReferenceSource) -> SourceReading.State? {
        switch references[source] {
        case .waived(let reason, let place): .waived(reason: reason, at: place)
        case .required, .requiredExcept, nil: nil
        }
    }
}
