import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The targets of EventBridge rules that run tasks, or name a task definition or a version of a state machine anywhere:
/// rules of every bus, whatever their state, managed rules included.
///
/// A rule's event pattern is a filter, which starts nothing: it is not read. Rules have no modification time, so that
/// each is read every time.
struct EventBridgeRules: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .eventBridge,
        finds:
            "targets of the rules on every bus, including disabled and managed rules: what they run, every ARN in "
            + "them, and what the state machine versions that they name run",
        calls: [
            SourceCall(.eventBridge, "ListEventBuses", 100), SourceCall(.eventBridge, "ListRules", 100),
            SourceCall(.eventBridge, "ListTargetsByRule", 100), StateMachineVersions.call,
        ])

    private let client: EventBridgeClient
    private let versions: StateMachineVersions
    private let waivers: [OpaqueWaiver]
    private let time: TimeSource

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try EventBridgeClient(session)
        versions = try StateMachineVersions(session: session)
        waivers = configuration.opaqueWaivers.filter { $0.source == .eventBridge }
        time = session.time
    }

    /// A rule and its bus.
    private struct Rule: ListedResource {
        let arn: String
        let name: String
        let bus: String
        let isEnabled: Bool
        var modified: Date? { nil }
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        // Nothing is kept between readings: this cache serves only this one.
        let targets = try await DescriptionCache(of: "rule", waiving: waivers, time).read(at: now) {
            () throws(ReferenceFailure) in
            try await rules()
        } describe: { rule throws(ReferenceFailure) in
            try await describe(rule)
        }
        return try await versions.references(.rule, to: targets, at: now)
    }

    private func rules() async throws(ReferenceFailure) -> [Rule] {
        try await readListed("event bus", time, by: { $0 }) { () throws(ReferenceFailure) in
            try await buses()
        } read: { buses throws(ReferenceFailure) in
            let lists = try await concurrentMap(buses) { bus throws(ReferenceFailure) in try await rules(of: bus) }
            return Dictionary(zip(buses, lists).compactMap { bus, rules in rules.map { (bus, $0) } }) { $1 }
        }.values.flatMap { $0 }
    }

    private func buses() async throws(ReferenceFailure) -> [String] {
        let buses: [String]
        do throws(AWSError) {
            buses = try await client.buses().map(\.name)
        } catch {
            throw ReferenceFailure("the event buses could not be listed", error)
        }
        // Every account has it in every Region, and it cannot be deleted.
        guard buses.contains("default") else {
            throw ReferenceFailure("the list of event buses is incomplete: it lacks 'default'")
        }
        return buses
    }

    /// Nil if the bus cannot be found.
    private func rules(of bus: String) async throws(ReferenceFailure) -> [Rule]? {
        do throws(AWSError) {
            return try await client.rules(of: bus).map {
                Rule(arn: $0.arn, name: $0.name, bus: bus, isEnabled: $0.isEnabled)
            }
        } catch {
            guard error.serviceError?.code != "ResourceNotFoundException" else { return nil }
            throw ReferenceFailure("the rules of the event bus \(bus) could not be listed", error)
        }
    }

    private func describe(_ rule: Rule) async throws(ReferenceFailure) -> ResourceReferences? {
        let targets: [EventTarget]
        do throws(AWSError) {
            targets = try await client.targets(of: rule.name, on: rule.bus)
        } catch {
            let failure = ReferenceFailure(
                "the targets of the rule \(rule.arn) could not be listed", error,
                missing: ["ResourceNotFoundException"],
                ofOneThing: true)
            guard failure.isMissing else { throw failure }
            return nil
        }
        let found = targets.flatMap { target in
            TargetUses(
                arn: target.arn, taskDefinition: target.taskDefinition, isEnabled: rule.isEnabled,
                document: target.document, owner: rule.arn
            ).definitions.map { (id: target.id, use: $0) }
        }
        let items = found.map { id, use in
            ResourceReferences.Item(name: found.count > 1 ? "\(rule.arn) target \(id)" : rule.arn, target: use)
        }
        return ResourceReferences(modified: nil, items: items)
    }
}
