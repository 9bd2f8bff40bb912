import AWSClient
import AWSWire
import Foundation
import Model

/// What the executions under way of a state machine run.
///
/// An execution goes by the definition with which it was started, for up to a year, whatever becomes of the state
/// machine meanwhile. Those of express ones end within five minutes, and nobody can list them: not seen.
///
/// Cost: the pages of ListExecutions; a description for each definition that executions under way have, and one for
/// each that was started within a minute of a change. What an execution runs never changes: once in a process.
struct ExecutionDefinitions: Sendable {
    /// What one execution was started with.
    struct StartedDefinition: Sendable {
        let definition: StateMachineDefinition
        /// When the state machine had been changed last.
        let updated: Timestamp?
    }

    /// How long after a change an execution may still get the definition before it. UpdateStateMachine's page says
    /// "immediately after" and "within a few seconds"; the minute is ours.
    private static let propagationTime: TimeInterval = 60

    private let client: StepFunctionsClient
    private let known = ImmutableCache<Execution, StartedDefinition>()

    init(_ client: StepFunctionsClient) { self.client = client }

    /// One execution for each definition that is under way, or several; nil for a state machine that cannot be found.
    func read(of machine: StateMachineSummary) async throws(ReferenceFailure) -> [Execution: StartedDefinition]? {
        guard machine.type != "EXPRESS" else { return [:] }
        return try await rereadWhileMissing { () throws(ReferenceFailure) in
            guard let executions = try await underWay(of: machine.arn) else { return nil }
            return try await startedWith(executions)
        }
    }

    /// Remembers these, and forgets all others: those have ended.
    func keep(_ latest: [Execution: StartedDefinition]) { known.replace(with: latest) }

    private func startedWith(_ executions: [Execution]) async throws(ReferenceFailure) -> [Execution: StartedDefinition]
    {
        var found: [Execution: StartedDefinition] = [:]
        for (version, group) in Dictionary(grouping: executions, by: \.version) {
            // What was started later than this has the definition that was described last.
            var unchangedSince = Date.distantFuture
            for execution in group.sorted(by: { $0.start > $1.start }) where execution.start <= unchangedSince {
                let own = try await startedWith(execution)
                found[execution] = own
                unchangedSince =
                    version == nil ? own.updated.map { $0.date + Self.propagationTime } ?? .distantFuture : .distantPast
            }
        }
        return found
    }

    private func startedWith(_ execution: Execution) async throws(ReferenceFailure) -> StartedDefinition {
        if let known = known[execution] { return known }
        let machine: StateMachineOfExecution
        do {
            machine = try await client.stateMachine(ofExecution: execution.arn)
        } catch let error where error.serviceError?.code == "ExecutionDoesNotExist" {
            throw ReferenceFailure("execution \(execution.arn) is listed, but cannot be found", isMissing: true)
        } catch {
            throw ReferenceFailure("what execution \(execution.arn) runs could not be described", error)
        }
        return StartedDefinition(
            definition: try StateMachineDefinition(
                machine.definition, of: "execution \(execution.arn)", in: RegistryScope(ofARN: execution.arn)),
            updated: machine.updated)
    }

    /// None for an express one; nil for a state machine that cannot be found.
    private func underWay(of arn: String) async throws(ReferenceFailure) -> [Execution]? {
        do {
            return try await client.executionsUnderWay(of: arn)
        } catch let error where error.serviceError?.code == "StateMachineTypeNotSupported" {
            return []
        } catch let error where ["StateMachineDoesNotExist", "ResourceNotFound"].contains(error.serviceError?.code) {
            return nil
        } catch {
            throw ReferenceFailure("the executions of state machine \(arn) could not be listed", error)
        }
    }
}

extension Execution {
    /// When it was started; one whose start is unknown is as old as can be.
    fileprivate var start: Date { started?.date ?? .distantPast }
}
