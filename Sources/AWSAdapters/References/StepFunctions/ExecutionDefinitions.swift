import AWSClient
import AWSWire
import Foundation
import Model

/// The definitions that running executions of a state machine use.
///
/// An execution uses the definition with which it was started for up to a year, whatever happens to the state machine.
/// Express executions end within five minutes and cannot be listed: they are not seen.
///
/// Cost: the pages of ListExecutions; a description for each definition that running executions use, and for each
/// execution started within a minute after a change; once in a process, as an execution's definition never changes.
struct ExecutionDefinitions: Sendable {
    /// The definition with which an execution was started.
    struct StartedDefinition: Sendable {
        let definition: StateMachineDefinition
        /// When the state machine had last been changed.
        let updated: Timestamp?
    }

    /// How long after a change executions may still start with the previous definition. UpdateStateMachine's page says
    /// "immediately after" and "within a few seconds"; the minute is Roster's choice.
    private static let propagationTime: TimeInterval = 60

    private let client: StepFunctionsClient
    private let known = ImmutableCache<Execution, StartedDefinition>()

    init(_ client: StepFunctionsClient) { self.client = client }

    /// At least one execution for each definition in use; nil if the state machine cannot be found.
    func read(of machine: StateMachineSummary) async throws(ReferenceFailure) -> [Execution: StartedDefinition]? {
        guard machine.type != "EXPRESS" else { return [:] }
        return try await rereadWhileMissing { () throws(ReferenceFailure) in
            guard let executions = try await underWay(of: machine.arn) else { return nil }
            return try await startedWith(executions)
        }
    }

    /// Keeps only these: all others have ended.
    func keep(_ latest: [Execution: StartedDefinition]) { known.replace(with: latest) }

    private func startedWith(_ executions: [Execution]) async throws(ReferenceFailure) -> [Execution: StartedDefinition]
    {
        var found: [Execution: StartedDefinition] = [:]
        for (version, group) in Dictionary(grouping: executions, by: \.version) {
            // Executions started after this have the definition that was described last.
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

    /// Empty for an express state machine; nil if the state machine cannot be found.
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
    /// When it was started; the distant past if unknown.
    fileprivate var start: Date { started?.date ?? .distantPast }
}
