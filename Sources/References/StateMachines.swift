import AWSClient
import ECSWire
import Foundation
import Manifests
import Planning
import Reconciler

/// What Step Functions' state machines refer to: their current definitions, and the versions to which aliases lead.
///
/// Standard and express ones, those that are being deleted too, and what executions under way of earlier definitions
/// run. Not seen: versions to which no alias leads, which can still be started by their number.
///
/// Cost: the pages of ListStateMachines; for each state machine a description, the pages of its aliases and those of its
/// executions under way; for each alias a description; for each version, and for what such executions run, a
/// description, once in a process.
struct StateMachines: ReferenceSource {
    static let description = SourceDescription(
        name: .stepFunctions,
        finds: "states that run tasks or change services, in the current definition, in the versions of aliases and "
            + "in what executions under way run; ARNs of task definitions anywhere in these",
        calls: [
            SourceCall("states:ListStateMachines", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachine", 1),
            SourceCall("states:ListStateMachineAliases", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachineAlias", 1),
            SourceCall("states:ListExecutions", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachineForExecution", 1),
        ])

    private let client: StepFunctionsClient
    private let executions: ExecutionDefinitions
    private let published = Memory<Version, StateMachineDefinition>()

    /// A version never changes, but a state machine with the name of a deleted one counts from 1 again.
    private struct Version: Hashable {
        let arn: String
        let machineCreated: Timestamp
    }

    /// What a state machine may run, by the ARN of it or of a version.
    private struct Machine {
        let arn: String
        let created: Timestamp?
        let definitions: [String: StateMachineDefinition]
        let executions: [Execution: ExecutionDefinitions.StartedWith]
    }

    init(session: AWSSession) throws(EndpointError) {
        client = try StepFunctionsClient(session)
        executions = ExecutionDefinitions(client)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let machines = try await readAll(attempts: 3)
        remember(machines)
        return machines.sorted { $0.arn < $1.arn }.flatMap { references(of: $0, now) }
    }

    /// What executions under way use counts where no definition that can be started uses it in the same state.
    private func references(of machine: Machine, _ now: Date) -> [Reference] {
        var references: [Reference] = []
        var known: Set<StateMachineDefinition.Use> = []
        for (arn, definition) in machine.definitions.sorted(by: { $0.key < $1.key }) {
            known.formUnion(definition.uses)
            for use in definition.uses {
                let detail = use.state.map { " (state \($0.expression))" } ?? ""
                references.append(Reference(.stateMachine, arn + detail, uses: use.target, readAt: now))
            }
        }
        for (execution, startedWith) in machine.executions.sorted(by: { $0.key.arn < $1.key.arn }) {
            for use in startedWith.definition.uses where known.insert(use).inserted {
                let detail = "execution \(execution.name)" + (use.state.map { ", state \($0.expression)" } ?? "")
                references.append(
                    Reference(.stateMachine, "\(machine.arn) (\(detail))", uses: use.target, readAt: now))
            }
        }
        return references
    }

    /// Those that are listed and cannot be found are gone only when a new list does not have them either; what took
    /// their place is in that list, and is read as well.
    private func readAll(attempts: Int) async throws(ReferenceFailure) -> [Machine] {
        var machines: [Machine] = []
        var done: Set<String> = []
        var waiting = try await list()
        for _ in 0..<attempts {
            let found = try await concurrently(waiting) { summary throws(ReferenceFailure) in
                try await read(summary)
            }
            machines += found.compactMap { $0 }
            done.formUnion(zip(waiting, found).filter { $0.1 != nil }.map(\.0.arn))
            guard found.contains(where: { $0 == nil }) else { return machines }
            waiting = try await list().filter { !done.contains($0.arn) }
        }
        guard let first = waiting.first else { return machines }
        throw ReferenceFailure("state machine \(first.arn) is listed, but cannot be found when it is asked for")
    }

    private func list() async throws(ReferenceFailure) -> [StateMachineSummary] {
        do {
            return try await client.stateMachines()
        } catch {
            throw ReferenceFailure("the state machines could not be listed", error)
        }
    }

    /// Nil for one that cannot be found.
    private func read(_ summary: StateMachineSummary) async throws(ReferenceFailure) -> Machine? {
        guard let current = try await definition(of: summary.arn) else { return nil }
        guard var definitions = try await versions(of: summary, attempts: 3) else { return nil }
        definitions[summary.arn] = current
        // After the definitions: what is started meanwhile has one of these, or one that is newer than this reading.
        guard let underWay = try await executions.read(of: summary) else { return nil }
        return Machine(
            arn: summary.arn, created: summary.created, definitions: definitions, executions: underWay)
    }

    /// An alias may be deleted or turned elsewhere while it is read; then all of them are read again.
    private func versions(
        of machine: StateMachineSummary, attempts: Int
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        guard let aliases = try await aliases(of: machine.arn) else { return nil }
        var definitions: [String: StateMachineDefinition] = [:]
        for alias in aliases {
            guard let arns = try await versions(of: alias) else {
                return try await versionsAgain(of: machine, without: alias, attempts)
            }
            for arn in arns where definitions[arn] == nil {
                let known = machine.created.flatMap { published[Version(arn: arn, machineCreated: $0)] }
                if let known {
                    definitions[arn] = known
                } else if let definition = try await definition(of: arn) {
                    definitions[arn] = definition
                } else {
                    return try await versionsAgain(of: machine, without: arn, attempts)
                }
            }
        }
        return definitions
    }

    private func versionsAgain(
        of machine: StateMachineSummary, without missing: String, _ attempts: Int
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        guard attempts > 1 else {
            throw ReferenceFailure("\(missing) is listed, but cannot be found when it is asked for")
        }
        return try await versions(of: machine, attempts: attempts - 1)
    }

    private func remember(_ machines: [Machine]) {
        var versions: [Version: StateMachineDefinition] = [:]
        for machine in machines {
            guard let created = machine.created else { continue }
            for (arn, definition) in machine.definitions {
                versions[Version(arn: arn, machineCreated: created)] = definition
            }
        }
        published.keep(versions)
        executions.keep(machines.map(\.executions).reduce(into: [:]) { $0.merge($1) { $1 } })
    }
}

// The calls, each with what its refusals mean.
extension StateMachines {
    /// Nil for a state machine or a version that cannot be found.
    private func definition(of arn: String) async throws(ReferenceFailure) -> StateMachineDefinition? {
        let machine: StateMachine
        do {
            machine = try await client.stateMachine(arn)
        } catch let error where error.serviceError?.code == "StateMachineDoesNotExist" {
            return nil
        } catch {
            let isEncrypted = error.serviceError?.code.hasPrefix("Kms") ?? false
            let wayOut = isEncrypted ? ", as it is encrypted (allow kms:Decrypt with its key to these credentials)" : ""
            throw ReferenceFailure("state machine \(arn) could not be described\(wayOut)", error)
        }
        return try StateMachineDefinition(machine.definition, of: "state machine \(arn)")
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

    /// Nil for an alias that cannot be found.
    private func versions(of alias: String) async throws(ReferenceFailure) -> [String]? {
        do {
            return try await client.versions(of: alias)
        } catch let error where error.serviceError?.code == "ResourceNotFound" {
            return nil
        } catch {
            throw ReferenceFailure("alias \(alias) could not be described", error)
        }
    }
}
