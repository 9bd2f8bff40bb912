import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

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
    private let ecs: ECSReferences
    private let others: [SourceReader]
    private let waived: [SourceReading]

    /// The sources of the configuration's registry. An embedded one has only services, tasks and service deployments.
    ///
    /// - Parameter time: dates the readings.
    /// - Throws: if the configured endpoint is not a valid URL.
    package init(
        _ session: AWSSession, _ configuration: Configuration, time: TimeSource
    ) throws(EndpointError) {
        let outsideECS =
            switch configuration.registry {
            case .embedded, .embeddedAt: [any ReferenceSourceAdapter.Type]()
            case .aws: Self.outsideECS
            }
        ecs = try ECSReferences(
            session, readsServiceDeployments: configuration.waiver(of: .serviceDeployments) == nil, time: time)
        var others: [SourceReader] = []
        for source in outsideECS where configuration.waiver(of: source.description.name) == nil {
            let own = session.countingSeparately()
            others.append(SourceReader(try source.init(own, configuration), own, time))
        }
        self.others = others
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

    /// Reads some sources. Costs as many calls as all of them together, and as much time as the slowest; ECS's own
    /// sources are read together.
    package func read(_ sources: Set<ReferenceSource>, of families: Set<Family>?) async -> ReferenceReading {
        await withTaskGroup(of: ReferenceReading.self) { group in
            if !ecs.sources.isDisjoint(with: sources) { group.addTask { await ecs.read(of: families) } }
            for reader in others where sources.contains(reader.description.name) {
                group.addTask { await reader.read() }
            }
            let waived = waived.filter { sources.contains($0.source) }
            var readings = [ReferenceReading(references: [], coverage: Coverage(waived))]
            for await reading in group { readings.append(reading) }
            return ReferenceReading(readings)
        }
    }

    /// CodeDeploy's deployments under way: a deployment names its revision before its task set exists.
    package func readUnderWay() async -> ReferenceReading {
        ReferenceReading(await concurrentMap(others) { await $0.readUnderWay() })
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
