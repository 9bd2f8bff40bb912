import AWSClient
import ECSWire
import Foundation
import Manifests
import Planning
import Reconciler

/// What Step Functions' state machines refer to: their current definitions, and the versions to which aliases lead.
///
/// Standard and express ones, those that are being deleted too. Not seen: executions under way of an earlier
/// definition, and versions to which no alias leads, which can still be started by their number.
///
/// Cost: the pages of ListStateMachines; for each state machine a description and the pages of its aliases; for each
/// alias a description; for each version a description, once in a process.
struct StateMachines: ReferenceSource {
    static let description = SourceDescription(
        name: .stepFunctions,
        finds: "states that run tasks or change services, in the current definition and in the versions of aliases; "
            + "ARNs of task definitions anywhere in these",
        calls: [
            SourceCall("states:ListStateMachines", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachine", 1),
            SourceCall("states:ListStateMachineAliases", StepFunctionsClient.longestPage),
            SourceCall("states:DescribeStateMachineAlias", 1),
        ])

    private let client: StepFunctionsClient
    private let published = Memory<Version, StateMachineDefinition>()

    /// A version never changes, but a state machine with the name of a deleted one counts from 1 again.
    private struct Version: Hashable {
        let arn: String
        let machineCreated: Timestamp
    }

    /// What a state machine may run, by the ARN of it or of a version.
    private struct Machine {
        let definitions: [String: StateMachineDefinition]
        let created: Timestamp?
    }

    init(session: AWSSession) throws(EndpointError) { client = try StepFunctionsClient(session) }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let machines = try await readAll(attempts: 3)
        remember(machines)
        var references: [Reference] = []
        for (arn, definition) in machines.flatMap(\.definitions).sorted(by: { $0.key < $1.key }) {
            references += definition.uses.map { use in
                Reference(
                    .stateMachine, use.state.map { "\(arn) (state \($0.expression))" } ?? arn, uses: use.target,
                    readAt: now)
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
        return Machine(definitions: definitions, created: summary.created)
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
        guard let text = machine.definition else {
            throw ReferenceFailure("state machine \(arn) was described without its definition")
        }
        do {
            return try StateMachineDefinition(text)
        } catch {
            throw ReferenceFailure("the definition of state machine \(arn) cannot be read: \(error)")
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
