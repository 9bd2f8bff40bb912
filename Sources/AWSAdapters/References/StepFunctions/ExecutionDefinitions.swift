import AWSClient
import AWSWire
import Foundation
import Model
import Planning
import SwiftExtensions

/// The definitions that executions of a state machine use, or would use again.
///
/// An execution uses the definition with which it was started for up to a year, whatever happens to the state machine.
/// One that failed, was aborted or timed out can be redriven with it for 14 days
/// ([Redriving executions](https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html)). Express
/// executions end within five minutes and cannot be listed: they are not seen.
///
/// Cost: the pages of ListExecutions, five times for a state machine, or once if nothing is to be redriven; a
/// description for each definition that these executions use, and for each execution started within a minute after a
/// change; once in a process, as an execution's definition never changes. AWS keeps executions for 90 days after their
/// end, and a list does not stop earlier: it is in the order in which they started, and one that started long ago may
/// have ended today.
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

    /// How many executions of a state machine are tried whose definitions may not be read.
    private static let mostRefusals = 3

    private static let redrivable = ["FAILED", "ABORTED", "TIMED_OUT"]

    private let client: StepFunctionsClient
    private let redriveTime: Duration
    private let time: TimeSource
    private let known = ImmutableCache<Execution, StartedDefinition>()

    /// - Parameters:
    ///   - redriveTime: for how long after their end executions count that can be redriven; zero for not at all.
    ///   - time: waits if a list lags behind.
    init(_ client: StepFunctionsClient, redriveTime: Duration, time: TimeSource) {
        self.client = client
        self.time = time
        self.redriveTime = redriveTime
    }

    /// At least one execution for each definition in use; nil if the state machine cannot be found. If an execution is
    /// gone before it is described, the lists are read again, but no definition.
    func read(
        of machine: StateMachineSummary, at now: Date
    ) async throws(ReferenceFailure) -> [Execution: StartedDefinition]? {
        guard machine.type != "EXPRESS" else { return [:] }
        var described: [Execution: StartedDefinition] = [:]
        for attempt in 1...mostMisses {
            try await time.pause(afterMisses: attempt - 1)
            guard let executions = try await executions(of: machine.arn, at: now) else { return nil }
            if let found = try await startedWith(executions, &described) { return found }
        }
        throw ReferenceFailure(
            """
            executions of state machine \(machine.arn) are listed, but cannot be found, \(mostMisses) times in a row: \
            run it again
            """
        )
    }

    /// Keeps only these, but for those that may become readable: all others have ended.
    func keep(_ latest: [Execution: StartedDefinition]) {
        known.replace(with: latest.filter { !$0.value.definition.isRefused })
    }

    /// Nil if one cannot be found.
    private func startedWith(
        _ executions: [Execution], _ described: inout [Execution: StartedDefinition]
    ) async throws(ReferenceFailure) -> [Execution: StartedDefinition]? {
        var found: [Execution: StartedDefinition] = [:]
        for (version, group) in Dictionary(grouping: executions, by: \.version) {
            // Executions started after this have the definition that was described last.
            var unchangedSince = Date.distantFuture
            var refusals = 0
            for execution in group.sorted(by: { $0.start > $1.start }) where execution.start <= unchangedSince {
                let earlier = described[execution] ?? known[execution]
                guard let own = if let earlier { earlier } else { try await startedWith(execution) } else { return nil }
                (found[execution], described[execution]) = (own, own)
                guard version == nil else { break }
                // It may use anything, and says nothing of when the state machine was changed: older ones are tried,
                // but not all of thousands.
                refusals += own.definition.isRefused ? 1 : 0
                guard refusals < Self.mostRefusals else { break }
                unchangedSince = own.updated.map { $0.date + Self.propagationTime } ?? .distantFuture
            }
        }
        return found
    }

    /// Nil if it cannot be found.
    private func startedWith(_ execution: Execution) async throws(ReferenceFailure) -> StartedDefinition? {
        do {
            let machine = try await client.stateMachine(ofExecution: execution.arn)
            return StartedDefinition(
                definition: StateMachineDefinition(machine.definition, in: RegistryScope(ofARN: execution.arn)),
                updated: machine.updated)
        } catch let error where error.serviceError?.code == "ExecutionDoesNotExist" {
            return nil
        } catch let error where error.isOfEncryption {
            return StartedDefinition(
                definition: StateMachineDefinition(unavailable: .encrypted("\(error)")), updated: nil)
        } catch {
            throw ReferenceFailure("what execution \(execution.arn) runs could not be described", error)
        }
    }

    /// Those under way and those that can be redriven; empty for an express state machine, nil if the state machine
    /// cannot be found.
    ///
    /// An execution may end, and be redriven, between two lists: what is under way is listed before those that ended
    /// and once more after them, so that it is on one of the lists.
    private func executions(of arn: String, at now: Date) async throws(ReferenceFailure) -> [Execution]? {
        guard var executions = try await list(arn, "RUNNING") else { return nil }
        guard redriveTime > .zero else { return executions }
        let start = now.addingTimeInterval(-redriveTime.seconds)
        for status in Self.redrivable + ["RUNNING"] {
            guard let listed = try await list(arn, status) else { return nil }
            executions += listed.filter { $0.stopped.map { $0.date > start } ?? true }
        }
        return Dictionary(executions.map { ($0.arn, $0) }) { first, _ in first }.values.sorted { $0.arn < $1.arn }
    }

    private func list(_ arn: String, _ status: String) async throws(ReferenceFailure) -> [Execution]? {
        do {
            return try await client.executions(of: arn, status)
        } catch let error where error.serviceError?.code == "StateMachineTypeNotSupported" {
            return []
        } catch let error where ["StateMachineDoesNotExist", "ResourceNotFound"].contains(error.serviceError?.code) {
            return nil
        } catch {
            throw ReferenceFailure(
                "the executions of state machine \(arn) could not be listed", error, ofOneThing: true)
        }
    }
}

extension Execution {
    /// When it was started; the distant past if unknown.
    fileprivate var start: Date { started?.date ?? .distantPast }
}
