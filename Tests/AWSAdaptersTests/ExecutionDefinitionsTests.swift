import AWSClient
import Foundation
import Manifests
import Model
import Planning
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSAdapters

private let states = "arn:aws:states:eu-west-1:123456789012:"
private let machine = "\(states)stateMachine:nightly"

/// An account with one state machine, which runs `web:9` in its state Run.
private func account(type: String = "STANDARD") -> ScriptedAWS {
    let aws = ScriptedAWS()
    aws.on(
        "ListStateMachines",
        .json(#"{"stateMachines":[{"stateMachineArn":"\#(machine)","type":"\#(type)","creationDate":1}]}"#))
    aws.on("DescribeStateMachine", definition("web:9"))
    aws.on("ListStateMachineAliases", .json(#"{"stateMachineAliases":[]}"#))
    return aws
}

/// What runs a task definition in its state Run, as a description has it.
private func definition(_ taskDefinition: String, updated: Double? = nil) -> ScriptedAWS.Reply {
    let run = #""Resource":"arn:aws:states:::ecs:runTask","Parameters":{"TaskDefinition":"\#(taskDefinition)"}"#
    let updated = updated.map { #","updateDate":\#($0)"# } ?? ""
    return .json(#"{"definition":\#(quoted(#"{"States":{"Run":{\#(run)}}}"#))\#(updated)}"#)
}

private func page(_ executions: String..., token: String? = nil) -> ScriptedAWS.Reply {
    let end = token.map { #","nextToken":"\#($0)""# } ?? ""
    return .json(#"{"executions":[\#(executions.joined(separator: ","))]\#(end)}"#)
}

private func execution(_ name: String, started: Double?, version: Int? = nil) -> String {
    let started = started.map { #","startDate":\#($0)"# } ?? ""
    let version = version.map { #","stateMachineVersionArn":"\#(machine):\#($0)""# } ?? ""
    return #"{"executionArn":"\#(states)execution:nightly:\#(name)"\#(started)\#(version)}"#
}

@Suite struct ExecutionDefinitionsTests {
    private let current = "\(machine) (state Run): web:9"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let executions: [String]
        /// What each execution was started with: the task definition, and when the state machine had been changed.
        let startedWith: [String: (taskDefinition: String, updated: Double?)]
        let described: [String]
        let lines: [String]
    }

    @Test(arguments: [
        Case(
            testDescription: "none", executions: [], startedWith: [:], described: [], lines: []),
        Case(
            testDescription: "one of the current definition",
            executions: [execution("a", started: 1000)], startedWith: ["a": ("web:9", 100)], described: ["a"], lines: []
        ),
        Case(
            testDescription: "one of an earlier definition",
            executions: [execution("a", started: 1000)], startedWith: ["a": ("web:4", 100)], described: ["a"],
            lines: ["(execution a, state Run): web:4"]),
        Case(
            testDescription: "each definition once, in whatever order they are listed",
            executions: [
                execution("b", started: 1999), execution("d", started: 3000), execution("a", started: 1500),
                execution("c", started: 2500),
            ],
            startedWith: ["d": ("web:9", 2000), "b": ("web:4", 100)], described: ["b", "d"],
            lines: ["(execution b, state Run): web:4"]),
        Case(
            testDescription: "shortly after a change it may be the one before",
            executions: [
                execution("c", started: 2100), execution("b", started: 2059), execution("a", started: 2001),
            ],
            startedWith: ["c": ("web:9", 2000), "b": ("web:9", 2000), "a": ("web:4", 100)],
            described: ["a", "b", "c"], lines: ["(execution a, state Run): web:4"]),
        Case(
            testDescription: "one of each version, beside those of none",
            executions: [
                execution("a", started: 1000, version: 2), execution("b", started: 1001),
                execution("c", started: 1002, version: 3), execution("d", started: 1003, version: 2),
            ],
            startedWith: ["d": ("web:2", 100), "b": ("web:9", 100), "c": ("web:3", 200)], described: ["b", "c", "d"],
            lines: ["(execution c, state Run): web:3", "(execution d, state Run): web:2"]),
        Case(
            testDescription: "all of them where nobody knows when anything happened",
            executions: [execution("a", started: nil), execution("b", started: 1000)],
            startedWith: ["a": ("web:4", nil), "b": ("web:9", nil)], described: ["a", "b"],
            lines: ["(execution a, state Run): web:4"]),
    ])
    func readsWhatIsUnderWay(_ example: Case) async throws {
        let aws = account()
        aws.on("ListExecutions", .json(#"{"executions":[\#(example.executions.joined(separator: ","))]}"#))
        for (name, own) in example.startedWith {
            aws.on(
                "DescribeStateMachineForExecution", "nightly:\(name)",
                definition(own.taskDefinition, updated: own.updated))
        }
        let source = try StateMachines(session: try aws.session())
        #expect(await source.lines() == [current] + example.lines.map { "\(machine) \($0)" })
        #expect(described(aws) == example.described)
        aws.forgetCalls()
        #expect(await source.lines() == [current] + example.lines.map { "\(machine) \($0)" })
        #expect(described(aws) == [], "what an execution runs never changes")
    }

    @Test(
        "what failed, was aborted or timed out in the last 14 days counts, with the definition that it began with",
        arguments: [
            (14.0, ["FAILED", "ABORTED", "TIMED_OUT"], 13.9, true), (14, ["FAILED"], 14.1, false),
            (2, ["ABORTED"], 1.9, true), (2, ["ABORTED"], 2.1, false), (0, ["FAILED"], 0.1, false),
            (14, ["SUCCEEDED"], 1, false),
        ])
    func readsWhatCanBeRedriven(days: Double, statuses: [String], ended: Double, counts: Bool) async throws {
        for status in statuses {
            let aws = account()
            aws.on("ListExecutions", page())
            // It began long before it ended.
            let (began, end) = (noon - 200 * 86400, noon - ended * 86400)
            let execution =
                #"{"executionArn":"\#(states)execution:nightly:a","status":"\#(status)","startDate":\#(began.timeIntervalSince1970),"stopDate":\#(end.timeIntervalSince1970)}"#
            aws.on("ListExecutions", #""statusFilter":"\#(status)""#, page(execution))
            aws.on("DescribeStateMachineForExecution", definition("web:4", updated: 1))
            var configuration = Configuration()
            configuration.redriveTime = .seconds(days * 86400)
            let references = try await StateMachines(try aws.session(), configuration).read(at: noon)
            #expect(
                references.map { "\($0.name): \($0.target.short)" }
                    == [current] + (counts ? ["\(machine) (redrivable execution a, state Run): web:4"] : []))
            #expect(aws.calls.filter { $0.hasPrefix("ListExecutions") }.count == (days == 0 ? 1 : 5))
        }
    }

    @Test("an execution that is redriven between two lists counts")
    func readsWhatIsRedrivenMeanwhile() async throws {
        let aws = account()
        aws.on("ListExecutions", page())
        aws.on("ListExecutions", #""statusFilter":"RUNNING""#, page(), page(execution("a", started: 1000)))
        aws.on("DescribeStateMachineForExecution", definition("web:4", updated: 1))
        let references = try await StateMachines(try aws.session(), Configuration()).read(at: noon)
        #expect(references.map(\.target.short) == ["web:9", "web:4"])
    }

    @Test("a definition that may not be read hides no older one, and is read again when it may be")
    func readsBehindWhatIsEncrypted() async throws {
        let aws = account()
        let executions = ["c", "b", "a"].enumerated().map { execution($1, started: Double(3000 - $0)) }
        aws.on("ListExecutions", .json(#"{"executions":[\#(executions.joined(separator: ","))]}"#))
        aws.on("DescribeStateMachineForExecution", definition("web:4", updated: 1))
        aws.on("DescribeStateMachineForExecution", "nightly:c", .error("KmsAccessDeniedException"), definition("web:5"))
        let source = try StateMachines(session: try aws.session())
        let lines = await source.lines()
        #expect(lines.contains { $0.hasSuffix("(execution c): ?") } && lines.contains { $0.hasSuffix("web:4") })
        #expect(await source.lines().contains { $0.hasSuffix("web:5") })
    }

    /// The names of the executions whose definition was asked for, in order.
    private func described(_ aws: ScriptedAWS) -> [String] {
        aws.calls.filter { $0.hasPrefix("DescribeStateMachineForExecution") }
            .compactMap { $0.split(separator: ":").last.map { String($0.prefix(1)) } }
    }

    @Test func readsEveryPage() async throws {
        let aws = account()
        aws.on("ListExecutions", page(execution("b", started: 5000), token: "2"))
        aws.on("ListExecutions", #""nextToken":"2""#, page(execution("a", started: 1000)))
        aws.on("DescribeStateMachineForExecution", "nightly:b", definition("web:9", updated: 2000))
        aws.on("DescribeStateMachineForExecution", "nightly:a", definition("web:4", updated: 1))
        #expect(
            await (try StateMachines(session: try aws.session())).lines() == [
                current, "\(machine) (execution a, state Run): web:4",
            ])
    }

    @Test(arguments: ["EXPRESS", "LATER"]) func thoseOfExpressMachinesCannotBeListed(type: String) async throws {
        let aws = account(type: type)
        aws.on("ListExecutions", .error("StateMachineTypeNotSupported"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == [current])
        #expect(aws.operations.contains("ListExecutions") == (type != "EXPRESS"))
    }

    @Test func oneThatVanishedIsGoneOnlyFromANewList() async throws {
        let aws = account()
        aws.on("ListExecutions", page(execution("a", started: 1000)), page(execution("b", started: 1000)))
        aws.on("DescribeStateMachineForExecution", "nightly:a", .error("ExecutionDoesNotExist"))
        aws.on("DescribeStateMachineForExecution", "nightly:b", definition("web:4", updated: 1))
        #expect(
            await (try StateMachines(session: try aws.session())).lines() == [
                current, "\(machine) (execution b, state Run): web:4",
            ])
    }

    @Test func theyGoWithTheirMachine() async throws {
        let aws = account()
        let machines = #"{"stateMachines":[{"stateMachineArn":"\#(machine)","creationDate":1}]}"#
        aws.on("ListStateMachines", .json(machines), .json(#"{"stateMachines":[]}"#))
        aws.on("ListExecutions", .error("StateMachineDoesNotExist"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == [])
    }

    @Test(arguments: [
        ScriptedFault(
            "list denied", "ListExecutions", "", .error("AccessDeniedException"),
            says: "allow the action states:ListExecutions"),
        ScriptedFault(
            "second page lost", "ListExecutions", #""2""#, .drops,
            says: "the executions of state machine \(machine) could not be listed"),
        ScriptedFault(
            "a page again", "ListExecutions", #""2""#, page(token: "2"),
            says: "was given before"),
        ScriptedFault(
            "a page without its list", "ListExecutions", #""2""#, .json("{}"), says: "without 'executions'"),
        ScriptedFault(
            "description denied", "DescribeStateMachineForExecution", "", .error("AccessDeniedException"),
            says: "what execution \(states)execution:nightly:a runs could not"),
        ScriptedFault(
            "description lost", "DescribeStateMachineForExecution", "", .drops,
            says: "what execution \(states)execution:nightly:a runs could not"),
        ScriptedFault(
            "listed but not there", "DescribeStateMachineForExecution", "", .error("ExecutionDoesNotExist"),
            says: "are listed, but cannot be found"),
    ])
    func failsClosed(_ fault: ScriptedFault) async throws {
        let aws = account()
        aws.on("ListExecutions", page(execution("a", started: 1000), token: "2"))
        aws.on("ListExecutions", #""nextToken":"2""#, page())
        try await fault.expectFailure(of: StateMachines.self, in: aws)
    }
}
