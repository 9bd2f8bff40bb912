import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler

/// Every source of references that a registry has, read side by side.
///
/// A source that the configuration waives is not asked; the coverage repeats the reason.
package struct AccountReferences: ReferenceReader {
    /// The adapter of a source outside ECS; nil for those that ``ECSReferences`` reads.
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

    /// All sources that there are, ECS's own first.
    package static let catalog = ECSReferences.descriptions + outsideECS.map { $0.description }

    /// The services that reading the references of a configuration calls: those of every source that it does not waive.
    package static func services(for configuration: Configuration) -> Set<AWSService> {
        let sources = sources(of: configuration.registry).filter { configuration.waiver(of: $0) == nil }
        return catalog.filter { sources.contains($0.name) }.reduce(into: []) { $0.formUnion($1.services) }
    }

    package let sources: Set<ReferenceSource>
    private let readers: [any ReferenceReader]
    private let waived: [SourceReading]

    /// The sources of the configuration's registry: the embedded one has services, tasks and service deployments alone.
    ///
    /// - Parameter now: dates what is read.
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
        // By the catalog, not by the readers: one that is forgotten above is missed.
        let sources = Self.sources(of: configuration.registry)
        waived = sources.compactMap { source in configuration.waiver(of: source).map { SourceReading(source, $0) } }
        self.sources = sources
    }

    /// Those of the catalog that a registry has.
    private static func sources(of registry: RegistrySettings) -> Set<ReferenceSource> {
        switch registry {
        case .embedded, .embeddedAt: Set(ECSReferences.descriptions.map(\.name))
        case .aws: Set(catalog.map(\.name))
        }
    }

    /// Reads all of them. Cost: the sum of what each says of itself; time: that of the slowest.
    ///
    /// - Parameter families: nil for all of them. Some: a source may leave out what cannot use one of them, where that
    ///   saves it calls; what it gives of others besides is no less true, and each source is covered as when all are read.
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
