import AWSClient
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions
import Synchronization

/// Reads state machine versions that something names by number, and those that these name in turn.
///
/// Nothing is kept between readings. A version never changes, but a state machine with the name of a deleted one starts
/// at version 1 again, and the only call that tells the two apart is the one that reads the version.
struct StateMachineVersions: Sendable {
    /// The call that it makes, once for each named version.
    static let call = SourceCall(.stepFunctions, "DescribeStateMachine", 1)

    private let client: StepFunctionsClient

    init(_ client: StepFunctionsClient) { self.client = client }

    init(session: AWSSession) throws(EndpointError) { client = try StepFunctionsClient(session) }

    /// The definitions of the versions and of those that they name, each once, even in cycles.
    ///
    /// A version that cannot be found uses nothing if its state machine cannot be found either. If that exists, the
    /// version may be too new to be visible, or be published at any moment: what it uses is opaque.
    /// - Parameters:
    ///   - named: the versions, and what names each, for messages.
    ///   - known: definitions that were already read, by ARN.
    func read(
        _ named: [StateMachineVersion: String], known: [String: StateMachineDefinition] = [:]
    ) async throws(ReferenceFailure) -> [StateMachineVersion: StateMachineDefinition] {
        var found: [StateMachineVersion: StateMachineDefinition] = [:]
        var waiting = named
        let gone = GoneMachines()
        while !waiting.isEmpty {
            for version in waiting.keys { found[version] = known[version.arn] }
            let unknown = waiting.filter { found[$0.key] == nil }.sorted { $0.key.arn < $1.key.arn }
            let definitions = try await describeEach(
                unknown, othersWereRead: true, refused: { StateMachineDefinition(unavailable: $1) }
            ) { version, owner throws(ReferenceFailure) in
                try await definition(of: version, namedBy: owner, gone)
            }
            for ((version, _), definition) in zip(unknown, definitions) { found[version] = definition }
            var next: [StateMachineVersion: String] = [:]
            for version in waiting.keys.sorted(by: { $0.arn < $1.arn }) {
                for inner in found[version]?.versions ?? [] where found[inner] == nil {
                    next[inner] = next[inner] ?? "state machine \(version.arn)"
                }
            }
            waiting = next
        }
        return found
    }

    /// The state machines that do not exist: one call for each, however many of its versions are named.
    private final class GoneMachines: Sendable {
        private let arns = Mutex<Set<String>>([])

        func contains(_ arn: String) -> Bool { arns.withLock { $0.contains(arn) } }
        func insert(_ arn: String) { arns.withLock { _ = $0.insert(arn) } }
    }

    private func definition(
        of version: StateMachineVersion, namedBy owner: String, _ gone: GoneMachines
    ) async throws(ReferenceFailure) -> StateMachineDefinition? {
        guard !gone.contains(version.machine) else { return .gone }
        if let definition = try await client.definition(of: version.arn, namedBy: owner) { return definition }
        guard !gone.contains(version.machine) else { return .gone }
        guard try await client.definition(of: version.machine, namedBy: owner) != nil else {
            gone.insert(version.machine)
            return .gone
        }
        return StateMachineDefinition(unavailable: .notFound(version.words.expression))
    }
}

extension StateMachineVersions {
    /// What resources refer to directly, and through the versions that they name: then under the resource's name with
    /// the version and the state.
    func references(
        _ kind: ReferenceKind, to things: [ResourceReferences], at now: Date
    ) async throws(ReferenceFailure) -> [Reference] {
        var named: [StateMachineVersion: String] = [:]
        for use in things.flatMap(\.items) {
            guard case .stateMachineVersion(let version) = use.target, named[version] == nil else { continue }
            named[version] = "the \(kind.noun) \(use.name)"
        }
        let definitions = try await read(named)
        return things.flatMap { thing in
            thing.items.flatMap { use in
                targets(of: use, definitions).map { name, target in
                    Reference(kind, name, uses: target, since: thing.modified, readAt: now)
                }
            }
        }
    }

    private func targets(
        of use: ResourceReferences.Item, _ definitions: [StateMachineVersion: StateMachineDefinition]
    ) -> [(name: String, target: ReferenceTarget)] {
        switch use.target {
        case .taskDefinition(let target): return [(use.name, target)]
        case .stateMachineVersion(let version):
            var reached = [version]
            var targets: [(String, ReferenceTarget)] = []
            var index = 0
            while index < reached.count {
                let version = reached[index]
                index += 1
                guard let definition = definitions[version] else { continue }
                reached += definition.versions.filter { !reached.contains($0) }
                targets += definition.uses.map { inner in
                    let state = inner.state.map { ", state \($0.expression)" } ?? ""
                    return ("\(use.name) (\(version.words)\(state))", inner.target)
                }
            }
            return targets
        }
    }
}
