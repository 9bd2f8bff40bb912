import AWSClient
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The targets of EventBridge rules that run tasks, receive the ARN of a task definition, or name a version of a state
/// machine: rules of every bus, whatever their state, managed rules included.
///
/// Rules have no modification time, so that each is read every time.
struct EventBridgeRules: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .eventBridge,
        finds:
            "targets of the rules on every bus, including disabled and managed rules, with their input, and "
            + "what the state machine versions that they name run",
        calls: [
            SourceCall(.eventBridge, "ListEventBuses", 100), SourceCall(.eventBridge, "ListRules", 100),
            SourceCall(.eventBridge, "ListTargetsByRule", 100), StateMachineVersions.call,
        ])

    private let client: EventBridgeClient
    private let versions: StateMachineVersions

    init(session: AWSSession) throws(EndpointError) {
        client = try EventBridgeClient(session)
        versions = try StateMachineVersions(session: session)
    }

    /// A rule and its bus.
    private struct Rule: ListedResource {
        let arn: String
        let name: String
        let bus: String
        var modified: Date? { nil }
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        // Nothing is kept between readings: this cache serves only this one.
        let targets = try await DescriptionCache().read(at: now) { () throws(ReferenceFailure) in
            try await rules()
        } describe: { rule throws(ReferenceFailure) in
            try await describe(rule)
        }
        return try await versions.references(.rule, to: targets, at: now)
    }

    private func rules() async throws(ReferenceFailure) -> [Rule] {
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
        let rules = try await concurrentMap(buses) { bus throws(ReferenceFailure) in
            do throws(AWSError) {
                return try await client.rules(of: bus).map { Rule(arn: $0.arn, name: $0.name, bus: bus) }
            } catch {
                throw ReferenceFailure(
                    "the rules of the event bus \(bus) could not be listed", error,
                    missing: ["ResourceNotFoundException"])
            }
        }
        return rules.flatMap { $0 }
    }

    private func describe(_ rule: Rule) async throws(ReferenceFailure) -> ResourceReferences? {
        let targets: [EventTarget]
        do throws(AWSError) {
            targets = try await client.targets(of: rule.name, on: rule.bus)
        } catch {
            let failure = ReferenceFailure(
                "the targets of the rule \(rule.arn) could not be listed", error, missing: ["ResourceNotFoundException"]
            )
            guard failure.isMissing else { throw failure }
            return nil
        }
        var found: [(id: String, use: NamedDefinition)] = []
        for target in targets {
            let owner = "target \(target.id) of the rule \(rule.arn)"
            let used =
                try ReferenceTarget(target.ecs, of: target.arn, owner: owner).map {
                    [NamedDefinition.taskDefinition($0)]
                } ?? []
            found += (used + NamedDefinition.all(in: [target.arn] + target.inputs, of: rule.arn)).map {
                (target.id, $0)
            }
        }
        let items = found.map { id, use in
            ResourceReferences.Item(name: found.count > 1 ? "\(rule.arn) target \(id)" : rule.arn, target: use)
        }
        return ResourceReferences(modified: nil, items: items)
    }
}
