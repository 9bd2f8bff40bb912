import AWSClient
import Foundation
import Model
import SwiftExtensions
import Testing

@testable import AWSAdapters

private let prefix = "arn:aws:states:eu-west-1:123456789012:stateMachine:"

private func machine(_ name: String, created: Int = 1) -> String {
    #"{"stateMachineArn":"\#(prefix)\#(name)","name":"\#(name)","type":"STANDARD","creationDate":\#(created).25}"#
}

private func list(_ machines: String..., token: String? = nil) -> ScriptedAWS.Reply {
    let end = token.map { #","nextToken":"\#($0)""# } ?? ""
    return .json(#"{"stateMachines":[\#(machines.joined(separator: ","))]\#(end)}"#)
}

/// A machine, or a version, of one state that runs this task definition; it may mention others.
private func definition(_ taskDefinition: String, starts other: String = "") -> ScriptedAWS.Reply {
    let run =
        #"{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"\#(taskDefinition)"},"Comment":"\#(other)"}"#
    return .json(#"{"status":"ACTIVE","definition":\#(quoted(#"{"States":{"Run":\#(run)}}"#))}"#)
}

private func aliases(_ names: String..., token: String? = nil) -> ScriptedAWS.Reply {
    let items = names.map { #"{"stateMachineAliasArn":"\#(prefix)\#($0)","creationDate":1.5}"# }
    let end = token.map { #","nextToken":"\#($0)""# } ?? ""
    return .json(#"{"stateMachineAliases":[\#(items.joined(separator: ","))]\#(end)}"#)
}

private func alias(_ versions: String...) -> ScriptedAWS.Reply {
    let routes = versions.map { #"{"stateMachineVersionArn":"\#(prefix)\#($0)","weight":50}"# }
    return .json(#"{"routingConfiguration":[\#(routes.joined(separator: ","))]}"#)
}

private func described(_ name: String) -> String { #""stateMachineArn":"\#(prefix)\#(name)""# }

/// Two pages of machines; `nightly` has aliases, in two pages, to the versions 1 and 3.
private func account() -> ScriptedAWS {
    let aws = ScriptedAWS()
    aws.on("ListStateMachines", "", list(machine("nightly"), token: "2"))
    aws.on("ListStateMachines", #""nextToken":"2""#, list(machine("hourly")))
    aws.on("DescribeStateMachine", described("nightly"), definition("web:4"))
    aws.on("DescribeStateMachine", described("nightly:1"), definition("web:1"))
    aws.on("DescribeStateMachine", described("nightly:3"), definition("web:3"))
    aws.on("DescribeStateMachine", described("hourly"), definition("api"))
    aws.on("ListExecutions", .json(#"{"executions":[]}"#))
    aws.on("ListStateMachineAliases", "hourly", aliases())
    aws.on("ListStateMachineAliases", "nightly", aliases("nightly:live", token: "b"))
    aws.on("ListStateMachineAliases", #""nextToken":"b""#, aliases("nightly:test"))
    aws.on("DescribeStateMachineAlias", "nightly:live", alias("nightly:1", "nightly:3"))
    aws.on("DescribeStateMachineAlias", "nightly:test", alias("nightly:3"))
    return aws
}

enum StateMachineFixture {
    /// `nightly` with two aliases, and `hourly`.
    static func make() -> ScriptedAWS { account() }
}

@Suite struct StateMachinesTests {
    private let all = [
        "\(prefix)hourly (state Run): api", "\(prefix)nightly (state Run): web:4",
        "\(prefix)nightly:1 (state Run): web:1", "\(prefix)nightly:3 (state Run): web:3",
    ]

    @Test func readsEveryMachineAndTheVersionsOfAliases() async throws {
        let aws = account()
        let session = try aws.session()
        #expect(await (try StateMachines(session: session)).lines() == all)
        #expect(
            aws.calls == [
                "DescribeStateMachine {\(described("hourly"))}", "DescribeStateMachine {\(described("nightly"))}",
                "DescribeStateMachine {\(described("nightly:1"))}", "DescribeStateMachine {\(described("nightly:3"))}",
                #"DescribeStateMachineAlias {"stateMachineAliasArn":"\#(prefix)nightly:live"}"#,
                #"DescribeStateMachineAlias {"stateMachineAliasArn":"\#(prefix)nightly:test"}"#,
                #"ListExecutions {"maxResults":1000,\#(described("hourly")),"statusFilter":"RUNNING"}"#,
                #"ListExecutions {"maxResults":1000,\#(described("nightly")),"statusFilter":"RUNNING"}"#,
                #"ListStateMachineAliases {"maxResults":1000,"nextToken":"b",\#(described("nightly"))}"#,
                #"ListStateMachineAliases {"maxResults":1000,\#(described("hourly"))}"#,
                #"ListStateMachineAliases {"maxResults":1000,\#(described("nightly"))}"#,
                #"ListStateMachines {"maxResults":1000,"nextToken":"2"}"#, #"ListStateMachines {"maxResults":1000}"#,
            ])
        let described = "states:DescribeStateMachineForExecution"
        #expect(
            Set(session.callCount.byAction.keys).union([described])
                == Set(StateMachines.description.calls.map(\.action)),
            "what it calls is what it says that it calls")
    }

    @Test func describesAVersionOnce() async throws {
        let aws = account()
        let source = try StateMachines(session: try aws.session())
        _ = await source.lines()
        aws.forgetCalls()
        aws.on("DescribeStateMachine", described("nightly"), definition("web:5"))
        #expect(await source.lines() == all.map { $0.replacing("web:4", with: "web:5") })
        #expect(
            aws.calls.filter { $0.hasPrefix("DescribeStateMachine ") } == [
                "DescribeStateMachine {\(described("hourly"))}", "DescribeStateMachine {\(described("nightly"))}",
            ])
    }

    @Test func aMachineMadeAnewHasOtherVersions() async throws {
        let aws = account()
        let source = try StateMachines(session: try aws.session())
        _ = await source.lines()
        aws.on("ListStateMachines", "", list(machine("nightly", created: 2)))
        aws.on("DescribeStateMachine", described("nightly:3"), definition("web:7"))
        #expect(await source.lines().contains("\(prefix)nightly:3 (state Run): web:7"))
    }

    @Test func aReadingThatFailedIsNotRemembered() async throws {
        let aws = account()
        let source = try StateMachines(session: try aws.session())
        aws.on("DescribeStateMachine", described("hourly"), .error("InvalidArn"), definition("api"))
        #expect(await source.lines().first?.hasPrefix("failed: ") == true)
        aws.on("DescribeStateMachine", described("nightly:3"), definition("web:7"))
        #expect(await source.lines().contains("\(prefix)nightly:3 (state Run): web:7"))
    }

    @Test func whatIsGoneFromANewListIsGone() async throws {
        let aws = account()
        aws.on("DescribeStateMachine", described("nightly"), .error("StateMachineDoesNotExist"))
        aws.on(
            "ListStateMachines", #"{"maxResults":1000}"#, list(machine("nightly"), machine("hourly")),
            list(machine("hourly")))
        #expect(await (try StateMachines(session: try aws.session())).lines() == [all[0]])
        #expect(aws.calls.count { $0 == "DescribeStateMachine {\(described("hourly"))}" } == 1)
    }

    @Test func whatTookThePlaceOfAMissingOneIsRead() async throws {
        let aws = account()
        aws.on("DescribeStateMachine", described("nightly"), .error("StateMachineDoesNotExist"))
        aws.on("DescribeStateMachine", described("weekly"), definition("web:4"))
        aws.on("ListStateMachineAliases", "weekly", aliases())
        aws.on(
            "ListStateMachines", #"{"maxResults":1000}"#, list(machine("nightly"), machine("hourly")),
            list(machine("weekly"), machine("hourly")))
        #expect(
            await (try StateMachines(session: try aws.session())).lines() == [
                all[0], "\(prefix)weekly (state Run): web:4",
            ])
        #expect(aws.calls.count { $0 == "DescribeStateMachine {\(described("hourly"))}" } == 1)
    }

    @Test func whatComesBackIsRead() async throws {
        let aws = account()
        aws.on("ListStateMachineAliases", "hourly", .error("StateMachineDoesNotExist"), aliases())
        #expect(await (try StateMachines(session: try aws.session())).lines() == all)
    }

    @Test func aMachineThatIsBeingDeletedHasNoAliases() async throws {
        let aws = account()
        aws.on("ListStateMachineAliases", "nightly", .error("StateMachineDeleting"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == Array(all[0...1]))
    }

    @Test func anAliasThatIsGoneIsGoneOnlyFromANewList() async throws {
        let aws = account()
        aws.on("DescribeStateMachineAlias", "nightly:live", .error("ResourceNotFound"))
        aws.on("ListStateMachineAliases", "nightly", aliases("nightly:live", "nightly:test"), aliases("nightly:test"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == [all[0], all[1], all[3]])
    }

    @Test func anAliasThatTurnsElsewhereIsReadAgain() async throws {
        let aws = account()
        aws.on("DescribeStateMachine", described("nightly:1"), .error("StateMachineDoesNotExist"))
        aws.on("DescribeStateMachineAlias", "nightly:live", alias("nightly:1"), alias("nightly:3"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == [all[0], all[1], all[3]])
    }

    @Test func anyCallThatTimesOutLeavesItUnread() async throws {
        try await expectFailure(ofEachCallOf: StateMachines.self, in: account)
    }

    @Test func readsVersionsThatDefinitionsName() async throws {
        let aws = account()
        let elsewhere = "arn:aws:states:us-east-1:123456789012:stateMachine:other:1"
        aws.on(
            "DescribeStateMachine", described("hourly"),
            definition("api", starts: "\(prefix)nightly:2 \(prefix)nightly:3 \(prefix)nightly:live \(elsewhere)"))
        aws.on("DescribeStateMachine", described("nightly:2"), definition("web:2", starts: "\(prefix)gone:1"))
        aws.on("DescribeStateMachine", described("gone:1"), definition("web:9", starts: "\(prefix)nightly:2"))
        let source = try StateMachines(session: try aws.session())
        let lines =
            ["\(prefix)gone:1 (state Run): web:9"] + all[0...2] + ["\(prefix)nightly:2 (state Run): web:2", all[3]]
        #expect(await source.lines() == lines)
        #expect(aws.calls.filter { $0.hasPrefix("DescribeStateMachine ") }.count == 6, "each once")
        aws.on("DescribeStateMachine", described("nightly:2"), definition("web:5"))
        #expect(await source.lines().contains("\(prefix)nightly:2 (state Run): web:5"), "it may be of a new machine")
    }

    @Test func whatCannotBeFoundOfAMachineThatCanMayUseAnything() async throws {
        let aws = account()
        aws.on("DescribeStateMachine", described("hourly"), definition("api", starts: "\(prefix)nightly:2"))
        aws.on("DescribeStateMachine", described("nightly:2"), .error("StateMachineDoesNotExist"))
        #expect(
            await (try StateMachines(session: try aws.session())).lines()
                == Array(all[0...2]) + ["\(prefix)nightly:2: ?", all[3]])
        aws.on("DescribeStateMachine", described("hourly"), definition("api", starts: "\(prefix)gone:2"))
        aws.on("DescribeStateMachine", "gone", .error("StateMachineDoesNotExist"))
        #expect(await (try StateMachines(session: try aws.session())).lines() == all)
    }

    private static let denied = ScriptedAWS.Reply.error("AccessDeniedException")

    @Test(arguments: [
        ScriptedFault(
            "list denied", "ListStateMachines", "", denied, says: "allow the action states:ListStateMachines"),
        ScriptedFault(
            "second page lost", "ListStateMachines", #""2""#, .drops, says: "the state machines could not be listed"),
        ScriptedFault("a page again", "ListStateMachines", #""2""#, list(token: "2"), says: "was given before"),
        ScriptedFault(
            "a page without its list", "ListStateMachines", #""2""#, .json("{}"), says: "without 'stateMachines'"),
        ScriptedFault(
            "a machine without a name", "ListStateMachines", #""2""#, .json(#"{"stateMachines":[{}]}"#),
            says: "no member"),
        ScriptedFault(
            "throttled for good", "DescribeStateMachine", "hourly", .error("ThrottlingException"),
            says: "ThrottlingException"),
        ScriptedFault(
            "listed but not there", "DescribeStateMachine", "hourly", .error("StateMachineDoesNotExist"),
            says: "state machine \(prefix)hourly is listed, but cannot be found"),
        ScriptedFault(
            "second page of aliases lost", "ListStateMachineAliases", #""b""#, .drops,
            says: "\(prefix)nightly could not be listed"),
        ScriptedFault(
            "aliases without a list", "ListStateMachineAliases", #""b""#, .json("{}"),
            says: "without 'stateMachineAliases'"),
        ScriptedFault(
            "aliases of no machine", "ListStateMachineAliases", "hourly", .error("ResourceNotFound"),
            says: "\(prefix)hourly is listed"),
        ScriptedFault(
            "alias to nowhere", "DescribeStateMachineAlias", "live", .json("{}"), says: "without 'routingConfiguration'"
        ),
        ScriptedFault(
            "alias not there", "DescribeStateMachineAlias", "live", .error("ResourceNotFound"),
            says: "\(prefix)nightly:live is listed"),
        ScriptedFault(
            "version not there", "DescribeStateMachine", "nightly:3", .error("StateMachineDoesNotExist"),
            says: "nightly:live is listed"),
        ScriptedFault("no answer", "DescribeStateMachine", "nightly:3", .json(""), says: "without a body"),
    ])
    func failsClosed(_ fault: ScriptedFault) async throws {
        let aws = account()
        aws.on("ListStateMachines", #""nextToken":"2""#, list(machine("hourly"), machine("weekly")))
        aws.on("DescribeStateMachine", described("weekly"), definition("api", starts: "\(prefix)nightly:2"))
        aws.on("DescribeStateMachine", described("nightly:2"), definition("web:2"))
        aws.on("ListStateMachineAliases", "weekly", aliases())
        try await fault.expectFailure(of: StateMachines.self, in: aws)
    }
}
