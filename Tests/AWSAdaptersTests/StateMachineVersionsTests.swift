import AWSClient
import Model
import SwiftExtensions
import Testing

@testable import AWSAdapters

private let prefix = "arn:aws:states:eu-west-1:123456789012:stateMachine:"
private let own = RegistryScope(region: "eu-west-1", account: "123456789012")

/// A text, and the versions that are found in it.
struct VersionCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let finds: [String]

    init(_ name: String, _ text: String, _ finds: String...) {
        testDescription = name
        self.text = text
        self.finds = finds
    }
}

@Test(
    "the versions of state machines that a text names",
    arguments: [
        VersionCase("a version", "\(prefix)nightly:3", "\(prefix)nightly:3"),
        VersionCase(
            "several in a document", #"{"a":"\#(prefix)a.b_c-d:12","b":["\#(prefix)a:1."]}"#, "\(prefix)a.b_c-d:12",
            "\(prefix)a:1"),
        VersionCase("a name of other letters", "\(prefix)nächtlich:3", "\(prefix)nächtlich:3"),
        VersionCase("a state machine", "\(prefix)nightly"), VersionCase("an alias", "\(prefix)nightly:live"),
        VersionCase("an alias that begins with a number", "\(prefix)nightly:3a \(prefix)nightly:3-b"),
        VersionCase("a state of a map", "\(prefix)nightly/map:3"),
        VersionCase("an execution", "arn:aws:states:eu-west-1:123456789012:execution:nightly:3"),
        VersionCase("no ARN", "stateMachine:nightly:3"), VersionCase("no name", "\(prefix):3"),
        VersionCase("another service", "arn:aws:other:eu-west-1:123456789012:stateMachine:nightly:3"),
        VersionCase("another Region", "arn:aws:states:us-east-1:123456789012:stateMachine:nightly:3"),
        VersionCase("another account", "arn:aws:states:eu-west-1:210987654321:stateMachine:nightly:3"),
        VersionCase("an account that is put in", "arn:aws:states:{}:{}:stateMachine:nightly:3", "\(prefix)nightly:3"),
        VersionCase(
            "a Region that is put in", "arn:aws:states:REGION:123456789012:stateMachine:nightly:3", "\(prefix)nightly:3"
        ),
        VersionCase("a number that is put in", "\(prefix)nightly:{}"),
    ])
func findsVersions(_ this: VersionCase) {
    #expect(StateMachineVersion.all(in: this.text, of: own).map(\.arn) == this.finds)
}

@Test("where nobody knows whose a text is, a version in it is asked about as it is written")
func findsVersionsOfAnyone() {
    let others = "arn:aws:states:us-east-1:123456789012:stateMachine:a:3 arn:aws:states:{}:{}:stateMachine:a:3"
    #expect(StateMachineVersion.all(in: others, of: nil).map(\.arn) == others.split(separator: " ").map(String.init))
}

/// A definition of one state, which runs a task definition and starts versions.
private func definition(_ taskDefinition: String, starts versions: String...) -> ScriptedAWS.Reply {
    let starts = versions.map { version in
        #""S\#(version)":{"Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"\#(prefix)\#(version)"}}"#
    }
    let run =
        #""Run":{"Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"\#(taskDefinition)"}}"#
    let states = ([run] + starts).joined(separator: ",")
    return .json(#"{"definition":\#(quoted(#"{"States":{\#(states)}}"#))}"#)
}

private func described(_ name: String) -> String { #""stateMachineArn":"\#(prefix)\#(name)""# }

/// One kind of thing that names `nightly:3`, in one way.
struct Starter: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    /// What the reports call it.
    let name: String
    let call: String
    let contains: String
    let answer: String

    static let all: [Starter] = {
        let version = "\(prefix)nightly:3"
        let rule = "arn:aws:events:eu-west-1:123456789012:rule/managed"
        func schedule(_ name: String, _ answer: String) -> Starter {
            Starter(
                testDescription: name, source: .scheduler, name: "schedule arn:schedule/g/mail", call: "GetSchedule",
                contains: "mail", answer: answer)
        }
        func pipe(_ name: String, _ members: String) -> Starter {
            Starter(
                testDescription: name, source: .pipes, name: "pipe arn:pipe/other", call: "DescribePipe",
                contains: "other", answer: #"{\#(members), "LastModifiedTime": 1700000000}"#)
        }
        func rules(_ name: String, _ target: String) -> Starter {
            Starter(
                testDescription: name, source: .eventBridge, name: "rule \(rule)", call: "ListTargetsByRule",
                contains: "managed", answer: #"{"Targets": [{"Id": "a", \#(target)}]}"#)
        }
        return [
            rules("a rule", #""Arn": "\#(version)""#),
            rules("what a rule hands", #""Arn": "\#(EventBridge.function)", "Input": "{\"v\": \"\#(version)\"}""#),
            schedule("a schedule", EventBridge.schedule(version)),
            schedule(
                "a universal target",
                EventBridge.schedule(
                    "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
                    #""Input": "{\"StateMachineArn\": \"\#(version)\"}""#)),
            pipe("a pipe", #""Target": "\#(version)""#),
            pipe("an enrichment", #""Target": "\#(EventBridge.function)", "Enrichment": "\#(version)""#),
        ]
    }()

    func account() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let scripted =
            switch source {
            case .eventBridge: try EventBridge.rules()
            case .scheduler: try EventBridge.schedules()
            default: try EventBridge.pipes()
            }
        scripted.aws.on(call, contains, .json(answer))
        return scripted
    }
}

extension ScriptedSource {
    /// What its things use through versions.
    fileprivate func throughVersions() async -> [String] {
        let reading = await read()
        return reading.failure.map { ["failed: \($0)"] } ?? reading.lines.filter { $0.contains(" (version ") }
    }
}

@Suite("What names a version of a state machine") struct StateMachineVersionsTests {
    @Test("uses what the version may run, and what the versions may that it names", arguments: Starter.all)
    func usesWhatItRuns(starter: Starter) async throws {
        let (aws, source) = try starter.account()
        aws.on("DescribeStateMachine", described("nightly:3"), definition("etl:41", starts: "child:1", "child:2"))
        aws.on("DescribeStateMachine", described("child:1"), definition("etl:30", starts: "nightly:3", "child:1"))
        aws.on("DescribeStateMachine", described("child:2"), definition("etl:31", starts: "child:1"))
        #expect(
            await source.throughVersions() == [
                "\(starter.name) (version 1 of child, state Run) uses etl:30",
                "\(starter.name) (version 2 of child, state Run) uses etl:31",
                "\(starter.name) (version 3 of nightly, state Run) uses etl:41",
            ])
        #expect(aws.operations.count { $0 == "DescribeStateMachine" } == 3)
    }

    @Test("is not taken for unchanged because the thing is: the state machine may be another", arguments: Starter.all)
    func readsVersionsAnew(starter: Starter) async throws {
        let (aws, source) = try starter.account()
        aws.on("DescribeStateMachine", described("nightly:3"), definition("etl:41"), definition("etl:42"))
        #expect(await source.throughVersions() == ["\(starter.name) (version 3 of nightly, state Run) uses etl:41"])
        #expect(await source.throughVersions() == ["\(starter.name) (version 3 of nightly, state Run) uses etl:42"])
    }

    @Test("a version is found behind escapes")
    func findsEscapedVersions() {
        for text in [
            #"arn\u003aaws:states:eu-west-1:123456789012:stateMachine:nightly\u003a3"#,
            "arn%3Aaws%3Astates%3Aeu-west-1%3A123456789012%3AstateMachine%3Anightly%3A3",
        ] {
            #expect(StateMachineVersion.all(in: text, of: own).map(\.words) == ["version 3 of nightly"])
        }
    }

    @Test("uses nothing when there is no such state machine", arguments: Starter.all)
    func usesNothingOfWhatIsGone(starter: Starter) async throws {
        let (aws, source) = try starter.account()
        aws.on("DescribeStateMachine", "nightly", .error("StateMachineDoesNotExist"))
        #expect(await source.throughVersions() == [])
    }

    @Test("may use anything when the version cannot be found and its state machine can", arguments: Starter.all)
    func mayUseAnything(starter: Starter) async throws {
        let (aws, source) = try starter.account()
        aws.on("DescribeStateMachine", described("nightly"), definition("etl:42"))
        aws.on("DescribeStateMachine", described("nightly:3"), .error("StateMachineDoesNotExist"))
        #expect(
            await source.throughVersions() == [
                "\(starter.name) (version 3 of nightly) uses opaque any notFound version 3 of nightly"
            ])
    }

    @Test("is not covered when the version cannot be read, and the sentence names both", arguments: Starter.all)
    func failsClosed(starter: Starter) async throws {
        let replies: [(ScriptedAWS.Reply, says: String)] = [
            (.drops, "could not be described"), (.error("ThrottlingException"), "ThrottlingException"),
            (.error("InvalidName"), "InvalidName"),
        ]
        for (reply, says) in replies {
            let (aws, source) = try starter.account()
            aws.on("DescribeStateMachine", described("nightly:3"), reply)
            let failure = try #require(await source.read().failure)
            #expect(
                failure.contains("state machine \(prefix)nightly:3, which the \(starter.name) names,")
                    && failure.contains(says), "\(failure)")
        }
    }
}
