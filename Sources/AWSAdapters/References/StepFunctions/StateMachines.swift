import AWSClient
import AWSWire
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of Step Functions' state machines: in their current definitions, in the versions that aliases route
/// to, in the definitions of running executions, and in the versions that any of these names by number.
///
/// Both standard and express ones, including those being deleted. Not seen: versions that nothing names, which can
/// still be started by number.
///
/// Cost: the pages of ListStateMachines; for each state machine a description, the pages of its aliases and what
/// ``ExecutionDefinitions`` costs; for each alias a description; for each version of an alias a description, once in a
/// process; one for each other version.
struct StateMachines: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .stepFunctions,
        finds:
            "states that run tasks or change services, and task definition ARNs anywhere, in current "
            + "definitions, in versions behind aliases, in what running executions run, and in the versions that "
            + "these name",
        calls: [
            SourceCall(.stepFunctions, "ListStateMachines", StepFunctionsClient.longestPage),
            StateMachineVersions.call,
            SourceCall(.stepFunctions, "ListStateMachineAliases", StepFunctionsClient.longestPage),
            SourceCall(.stepFunctions, "DescribeStateMachineAlias", 1),
            SourceCall(.stepFunctions, "ListExecutions", StepFunctionsClient.longestPage),
            SourceCall(.stepFunctions, "DescribeStateMachineForExecution", 1),
        ])

    private let client: StepFunctionsClient
    private let executions: ExecutionDefinitions
    private let published = ImmutableCache<Version, StateMachineDefinition>()

    /// A version never changes, but a state machine with the name of a deleted one starts at version 1 again.
    private struct Version: Hashable {
        let arn: String
        let machineCreated: Timestamp
    }

    /// A state machine with the definitions that it may run.
    private struct Machine {
        let summary: StateMachineSummary
        let current: StateMachineDefinition
        /// The versions that its aliases route to, by ARN.
        let versions: [String: StateMachineDefinition]
        let executions: [Execution: ExecutionDefinitions.StartedDefinition]

        /// The definitions that can be started, by the ARN of the state machine or version.
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

    /// What running executions use in some state, and no definition that can be started does.
    private func underWay(_ machine: Machine, _ now: Date) -> [Reference] {
        var known = Set(machine.definitions.values.flatMap(\.uses))
        return machine.executions.sorted { $0.key.arn < $1.key.arn }.flatMap { execution, startedWith in
            startedWith.definition.uses.filter { known.insert($0).inserted }.map { use in
                let detail = "execution \(execution.name)" + (use.state.map { ", state \($0.expression)" } ?? "")
                return Reference(.stateMachine, "\(machine.summary.arn) (\(detail))", uses: use.target, readAt: now)
            }
        }
    }

    /// All definitions that can be started, by the ARN of the state machine or version, including the versions that
    /// these and running executions name.
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

    /// Reads all state machines; after a missing one, only those that have not been read yet.
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

    /// Nil if it cannot be found.
    private func read(_ summary: StateMachineSummary) async throws(ReferenceFailure) -> Machine? {
        guard let current = try await client.definition(of: summary.arn) else { return nil }
        guard let versions = try await versions(of: summary) else { return nil }
        // After the definitions: executions started meanwhile have one of these, or one that is newer than this
        // reading.
        guard let executions = try await executions.read(of: summary) else { return nil }
        return Machine(summary: summary, current: current, versions: versions, executions: executions)
    }

    /// The versions that a state machine's aliases route to; nil if the state machine cannot be found. If an alias is
    /// deleted or changed while it is read, all are read again.
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
    /// The definition of a state machine or a version; nil if it cannot be found. One call.
    /// - Parameter owner: what names it, for messages; nil for one that was listed.
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

    /// Nil if the state machine cannot be found; empty if it is being deleted, as its aliases are deleted first.
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
