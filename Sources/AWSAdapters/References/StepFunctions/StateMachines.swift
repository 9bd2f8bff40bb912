import AWSClient
import AWSWire
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// What Step Functions' state machines refer to: their current definitions, the versions to which aliases lead, what
/// executions under way were started with, and the versions that any of these names by its number.
///
/// Standard and express ones, those that are being deleted too. Not seen: versions that nothing names, which can still
/// be started by their number.
///
/// Cost: the pages of ListStateMachines; for each state machine a description, the pages of its aliases and what
/// ``ExecutionDefinitions`` costs; for each alias a description; for each version of an alias a description, once in a
/// process; one for each other version.
struct StateMachines: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .stepFunctions,
        finds: "states that run tasks or change services, in the current definition, in the versions of aliases, in "
            + "what executions under way run and in the versions that these name; ARNs of task definitions anywhere in "
            + "these",
        calls: [
            SourceCall("states:ListStateMachines", StepFunctionsClient.longestPage),
            StateMachineVersions.call,
            SourceCall("states:ListStateMachineAliases", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachineAlias", 1),
            SourceCall("states:ListExecutions", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachineForExecution", 1),
        ])

    private let client: StepFunctionsClient
    private let executions: ExecutionDefinitions
    private let published = ImmutableCache<Version, StateMachineDefinition>()

    /// A version never changes, but a state machine with the name of a deleted one counts from 1 again.
    private struct Version: Hashable {
        let arn: String
        let machineCreated: Timestamp
    }

    /// What a state machine may run.
    private struct Machine {
        let summary: StateMachineSummary
        let current: StateMachineDefinition
        /// The versions of its aliases, by their ARNs.
        let versions: [String: StateMachineDefinition]
        let executions: [Execution: ExecutionDefinitions.StartedDefinition]

        /// What can be started, by the ARN of the state machine or the version.
        var definitions: [String: StateMachineDefinition] {
            versions.merging([summary.arn: current]) { first, _ in first }
        }
    }

    init(session: AWSSession) throws(EndpointError) {
        client = try StepFunctionsClient(session)
        executions = ExecutionDefinitions(client)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let machines = try await readAll()
        remember(machines)
        var references: [Reference] = []
        for (arn, definition) in try await definitions(machines).sorted(by: { $0.key < $1.key }) {
            references += definition.uses.map { use in
                Reference(
                    .stateMachine, use.state.map { "\(arn) (state \($0.expression))" } ?? arn, uses: use.target,
                    readAt: now)
            }
        }
        return references + machines.flatMap { underWay($0, now) }
    }

    /// What executions under way use and nothing that can be started does, in the same state.
    private func underWay(_ machine: Machine, _ now: Date) -> [Reference] {
        var known = Set(machine.definitions.values.flatMap(\.uses))
        return machine.executions.sorted { $0.key.arn < $1.key.arn }.flatMap { execution, startedWith in
            startedWith.definition.uses.filter { known.insert($0).inserted }.map { use in
                let detail = "execution \(execution.name)" + (use.state.map { ", state \($0.expression)" } ?? "")
                return Reference(.stateMachine, "\(machine.summary.arn) (\(detail))", uses: use.target, readAt: now)
            }
        }
    }

    /// All that can be started, by the ARN of the state machine or the version, with the versions that they and
    /// executions under way name.
    private func definitions(_ machines: [Machine]) async throws(ReferenceFailure) -> [String: StateMachineDefinition] {
        var definitions: [String: StateMachineDefinition] = [:]
        var named: [StateMachineVersion: String] = [:]
        for machine in machines {
            definitions.merge(machine.definitions) { first, _ in first }
            for (execution, startedWith) in machine.executions {
                for version in startedWith.definition.versions { named[version] = "execution \(execution.arn)" }
            }
        }
        for (arn, definition) in definitions.sorted(by: { $0.key > $1.key }) {
            for version in definition.versions { named[version] = "state machine \(arn)" }
        }
        for (version, definition) in try await StateMachineVersions(client).read(named, known: definitions) {
            definitions[version.arn] = definition
        }
        return definitions
    }

    /// Those that are listed and cannot be found are gone only when a new list does not have them either; what took
    /// their place is in that list, and is read as well.
    private func readAll() async throws(ReferenceFailure) -> [Machine] {
        var done: [String: Machine] = [:]
        return try await rereadWhileMissing { () throws(ReferenceFailure) in
            let waiting = try await list().filter { done[$0.arn] == nil }
            let found = try await concurrentMap(waiting) { summary throws(ReferenceFailure) in
                try await read(summary)
            }
            for case let machine? in found { done[machine.summary.arn] = machine }
            if let missing = waiting.first(where: { done[$0.arn] == nil }) {
                throw ReferenceFailure("state machine \(missing.arn) is listed, but cannot be found", isMissing: true)
            }
            return done.values.sorted { $0.summary.arn < $1.summary.arn }
        }
    }

    /// Nil for one that cannot be found.
    private func read(_ summary: StateMachineSummary) async throws(ReferenceFailure) -> Machine? {
        guard let current = try await client.definition(of: summary.arn) else { return nil }
        guard let versions = try await versions(of: summary) else { return nil }
        // After the definitions: what is started meanwhile has one of these, or one that is newer than this reading.
        guard let executions = try await executions.read(of: summary) else { return nil }
        return Machine(summary: summary, current: current, versions: versions, executions: executions)
    }

    /// An alias may be deleted or turned elsewhere while it is read; then all of them are read again.
    private func versions(
        of machine: StateMachineSummary
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        try await rereadWhileMissing { () throws(ReferenceFailure) in try await versionsOnce(of: machine) }
    }

    private func versionsOnce(
        of machine: StateMachineSummary
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        guard let aliases = try await aliases(of: machine.arn) else { return nil }
        var definitions: [String: StateMachineDefinition] = [:]
        for alias in aliases {
            for arn in try await versions(of: alias) where definitions[arn] == nil {
                let known = machine.created.flatMap { published[Version(arn: arn, machineCreated: $0)] }
                if let known {
                    definitions[arn] = known
                } else if let definition = try await client.definition(of: arn) {
                    definitions[arn] = definition
                } else {
                    throw ReferenceFailure("\(arn) is listed, but cannot be found", isMissing: true)
                }
            }
        }
        return definitions
    }

    private func remember(_ machines: [Machine]) {
        var versions: [Version: StateMachineDefinition] = [:]
        for machine in machines {
            guard let created = machine.summary.created else { continue }
            for (arn, definition) in machine.versions {
                versions[Version(arn: arn, machineCreated: created)] = definition
            }
        }
        published.replace(with: versions)
        executions.keep(machines.map(\.executions).reduce(into: [:]) { $0.merge($1) { $1 } })
    }
}

extension StepFunctionsClient {
    /// The definition of a state machine or of a version, one call; nil for one that cannot be found.
    /// - Parameter owner: what names it, in words; nil for one that was listed.
    func definition(
        of arn: String, namedBy owner: String? = nil
    ) async throws(ReferenceFailure) -> StateMachineDefinition? {
        let name = "state machine \(arn)" + (owner.map { ", which \($0) names," } ?? "")
        let machine: StateMachine
        do {
            machine = try await stateMachine(arn)
        } catch let error where error.serviceError?.code == "StateMachineDoesNotExist" {
            return nil
        } catch {
            let isEncrypted = error.serviceError?.code.hasPrefix("Kms") ?? false
            let remedy =
                isEncrypted ? " because it is encrypted (allow kms:Decrypt with its key for these credentials)" : ""
            throw ReferenceFailure("\(name) could not be described\(remedy)", error)
        }
        return try StateMachineDefinition(machine.definition, of: name, in: RegistryScope(ofARN: arn))
    }
}

extension StateMachines {
    private func list() async throws(ReferenceFailure) -> [StateMachineSummary] {
        do {
            return try await client.stateMachines()
        } catch {
            throw ReferenceFailure("the state machines could not be listed", error)
        }
    }

    /// Nil for a state machine that cannot be found; none for one that is being deleted, as its aliases go first.
    private func aliases(of arn: String) async throws(ReferenceFailure) -> [String]? {
        do {
            return try await client.aliases(of: arn)
        } catch let error where ["StateMachineDoesNotExist", "ResourceNotFound"].contains(error.serviceError?.code) {
            return nil
        } catch let error where error.serviceError?.code == "StateMachineDeleting" {
            return []
        } catch {
            throw ReferenceFailure("the aliases of state machine \(arn) could not be listed", error)
        }
    }

    private func versions(of alias: String) async throws(ReferenceFailure) -> [String] {
        do {
            return try await client.versions(of: alias)
        } catch let error where error.serviceError?.code == "ResourceNotFound" {
            throw ReferenceFailure("alias \(alias) is listed, but cannot be found", isMissing: true)
        } catch {
            throw ReferenceFailure("alias \(alias) could not be described", error)
        }
    }
}
