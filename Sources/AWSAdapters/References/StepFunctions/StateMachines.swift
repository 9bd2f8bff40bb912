import AWSClient
import AWSWire
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of Step Functions' state machines: in their current definitions, in the versions that aliases route
/// to, in the definitions of executions that are running or can be redriven, and in the versions that any of these
/// names by number.
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
            + "definitions, in versions behind aliases, in what executions run or would run if redriven, and in the "
            + "versions that these name",
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
    private let waivers: [OpaqueWaiver]
    private let time: TimeSource

    /// A version never changes, but a state machine with the name of a deleted one starts at version 1 again.
    private struct Version: Hashable {
        let arn: String
        let machineCreated: Timestamp
    }

    /// A state machine with the definitions that it may run.
    fileprivate struct Machine: Sendable {
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

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try StepFunctionsClient(session)
        executions = ExecutionDefinitions(client, redriveTime: configuration.redriveTime, time: session.time)
        waivers = configuration.opaqueWaivers.filter { $0.source == .stepFunctions }
        time = session.time
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let machines = try await readAll(at: now)
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

    /// What executions use in some state, and no definition that can be started does.
    private func underWay(_ machine: Machine, _ now: Date) -> [Reference] {
        var known = Set(machine.definitions.values.flatMap(\.uses))
        return machine.executions.sorted { $0.key.arn < $1.key.arn }.flatMap { execution, startedWith in
            startedWith.definition.uses.filter { known.insert($0).inserted }.map { use in
                let detail =
                    (execution.isRunning ? "" : "redrivable ") + "execution \(execution.name)"
                    + (use.state.map { ", state \($0.expression)" } ?? "")
                return Reference(.stateMachine, "\(machine.summary.arn) (\(detail))", uses: use.target, readAt: now)
            }
        }
    }

    /// All definitions that can be started, by the ARN of the state machine or version, including the versions that
    /// these and executions name.
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

    /// All state machines, by ARN. One that is deleted meanwhile is gone if a new list no longer has it.
    private func readAll(at now: Date) async throws(ReferenceFailure) -> [Machine] {
        var wereRead = false
        let found = try await readListed("state machine", time, by: \.arn) { () throws(ReferenceFailure) in
            try await list()
        } read: { summaries throws(ReferenceFailure) in
            let machines = try await describeEach(
                summaries, othersWereRead: wereRead, isWaived: { waivers.name($0.arn) },
                refused: { Machine($0, unavailable: $1) }
            ) { summary throws(ReferenceFailure) in try await read(summary, at: now) }
            wereRead = wereRead || machines.contains { $0 != nil }
            let pairs = zip(summaries, machines).compactMap { summary, machine in machine.map { (summary.arn, $0) } }
            return Dictionary(pairs) { $1 }
        }
        return found.values.sorted { $0.summary.arn < $1.summary.arn }
    }

    /// Nil if it cannot be found.
    private func read(_ summary: StateMachineSummary, at now: Date) async throws(ReferenceFailure) -> Machine? {
        guard let current = try await client.definition(of: summary.arn) else { return nil }
        guard let versions = try await versions(of: summary) else { return nil }
        // After the definitions: executions started meanwhile have one of these, or one that is newer than this
        // reading.
        guard let executions = try await executions.read(of: summary, at: now) else { return nil }
        return Machine(summary: summary, current: current, versions: versions, executions: executions)
    }

    /// The versions that a state machine's aliases route to; nil if the state machine cannot be found. If an alias is
    /// deleted or changed while it is read, the aliases are listed again.
    private func versions(
        of machine: StateMachineSummary
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        var isGone = false
        let found = try await readListed("alias", time, by: { $0 }) { () throws(ReferenceFailure) in
            let aliases = try await aliases(of: machine.arn)
            isGone = aliases == nil
            return aliases ?? []
        } read: { aliases throws(ReferenceFailure) in
            var found: [String: [String: StateMachineDefinition]] = [:]
            var known: [String: StateMachineDefinition] = [:]
            for alias in aliases {
                found[alias] = try await definitions(behind: alias, of: machine, known)
                known.merge(found[alias] ?? [:]) { first, _ in first }
            }
            return found
        }
        return isGone ? nil : found.values.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    /// The versions that an alias routes to; nil if it or one of them cannot be found.
    private func definitions(
        behind alias: String, of machine: StateMachineSummary, _ known: [String: StateMachineDefinition]
    ) async throws(ReferenceFailure) -> [String: StateMachineDefinition]? {
        guard let arns = try await versions(of: alias) else { return nil }
        var definitions: [String: StateMachineDefinition] = [:]
        for arn in arns {
            let earlier = known[arn] ?? machine.created.flatMap { published[Version(arn: arn, machineCreated: $0)] }
            guard let definition = if let earlier { earlier } else { try await client.definition(of: arn) } else {
                return nil
            }
            definitions[arn] = definition
        }
        return definitions
    }

    private func remember(_ machines: [Machine]) {
        var versions: [Version: StateMachineDefinition] = [:]
        for machine in machines {
            guard let created = machine.summary.created else { continue }
            for (arn, definition) in machine.versions where !definition.isRefused {
                versions[Version(arn: arn, machineCreated: created)] = definition
            }
        }
        published.replace(with: versions)
        executions.keep(machines.map(\.executions).reduce(into: [:]) { $0.merge($1) { $1 } })
    }
}

extension StateMachines.Machine {
    /// One that may not be read.
    fileprivate init(_ summary: StateMachineSummary, unavailable: Opacity) {
        self.init(
            summary: summary, current: StateMachineDefinition(unavailable: unavailable), versions: [:], executions: [:])
    }
}

extension Execution {
    /// Whether it is under way.
    fileprivate var isRunning: Bool { status.map { $0 == "RUNNING" } ?? (stopped == nil) }
}

extension StepFunctionsClient {
    /// The definition of a state machine or a version; nil if it cannot be found. One call.
    /// - Parameter owner: what names it, for messages; nil for one that was listed.
    func definition(
        of arn: String, namedBy owner: String? = nil
    ) async throws(ReferenceFailure) -> StateMachineDefinition? {
        do {
            let machine = try await stateMachine(arn)
            return StateMachineDefinition(machine.definition, beside: machine.others, in: RegistryScope(ofARN: arn))
        } catch let error where error.serviceError?.code == "StateMachineDoesNotExist" {
            return nil
        } catch let error where owner != nil && error.serviceError?.code == "InvalidArn" {
            // A text that only looks like the name of a version: nothing can be started by it.
            return .gone
        } catch let error where owner != nil && error.serviceError?.code == "ValidationException" {
            return StateMachineDefinition(unavailable: .notFound("state machine \(arn)".expression))
        } catch let error where error.isOfEncryption {
            return StateMachineDefinition(unavailable: .encrypted("\(error)"))
        } catch {
            let name = "state machine \(arn)" + (owner.map { ", which \($0) names," } ?? "")
            throw ReferenceFailure("\(name) could not be described", error)
        }
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
            throw ReferenceFailure("the aliases of state machine \(arn) could not be listed", error, ofOneThing: true)
        }
    }

    /// Nil if the alias cannot be found.
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
