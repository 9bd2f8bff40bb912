import Foundation
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import AWSAdapters

/// Rules, schedules and pipes: what is found, and what happens when anything of it cannot be read.
@Suite struct EventBridgeTests {
    @Test("rules of every page and bus, disabled and managed ones too, and only targets that run tasks")
    func readsRules() async throws {
        let (_, source) = try EventBridge.rules()
        let reading = await source.read()
        let rule = "rule arn:aws:events:eu-west-1:123456789012:rule"
        #expect(
            reading.lines == [
                "\(rule)/nightly target a uses web:1 in eu-west-1", "\(rule)/nightly target b uses cron",
                "\(rule)/own/far uses web:2 in us-east-1",
            ])
        #expect(
            reading.coverage.readings == [
                SourceReading(.eventBridge, .complete(readAt: noon, references: 3))
            ])
        #expect(reading.references.allSatisfy { $0.since == nil && $0.readAt == noon })
    }

    @Test("schedules of every page, templated and universal")
    func readsSchedules() async throws {
        let (aws, source) = try EventBridge.schedules()
        let reading = await source.read()
        #expect(
            reading.lines == [
                "schedule arn:schedule/g/templated uses web:1 in eu-west-1",
                "schedule arn:schedule/g/universal uses cron",
            ])
        #expect(reading.references.allSatisfy { $0.since == noon - 86400 })
        #expect(aws.operations.count { $0 == "GetSchedule" } == 3)
    }

    @Test("pipes of every page, stopped ones too")
    func readsPipes() async throws {
        let (aws, source) = try EventBridge.pipes()
        let reading = await source.read()
        #expect(
            reading.lines == [
                "pipe arn:pipe/path uses opaque any $.detail.definition",
                "pipe arn:pipe/pinned uses web:1 in eu-west-1",
            ])
        #expect(reading.references.allSatisfy { $0.since == Date(timeIntervalSince1970: 1_700_000_000) })
        #expect(aws.operations.count { $0 == "DescribePipe" } == 3)
    }

    @Test(
        "the ARN or the name of a task definition in what a target is handed is a use of it",
        arguments: [
            (#""Input": "{\"td\": \"\#(EventBridge.definitions)/web:3\"}""#, "web:3 in eu-west-1"),
            (#""Input": "{\"taskDefinition\": \"web:3\", \"image\": \"api:4\"}""#, "web:3"),
            (#""InputTransformer": {"InputTemplate": "{\"task_definition\": \"web:<n>\"}"}"#, "opaque web web:<n>"),
            (
                #""InputTransformer": {"InputTemplate": "{\"td\": \"\#(EventBridge.definitions)/web:<n>\", \"key\": \"s3cret\"}"}"#,
                "opaque web \(EventBridge.definitions)/web:<n>"
            ),
            (
                #""InputTransformer": {"InputTemplate": "\"\#(EventBridge.definitions)/web:4<n>\""}"#,
                "opaque web \(EventBridge.definitions)/web:4<n>"
            ),
        ])
    func readsInputs(member: String, found: String) async throws {
        let (aws, source) = try EventBridge.rules()
        aws.on(
            "ListTargetsByRule", "managed",
            .json(#"{"Targets": [{"Id": "a", "Arn": "\#(EventBridge.function)", \#(member)}]}"#))
        #expect(
            await source.read().lines.contains("rule arn:aws:events:eu-west-1:123456789012:rule/managed uses \(found)"))
    }

    @Test(
        "a schedule that calls ECS hands on what stands beside its own task definition, and names that once",
        arguments: [
            ("runTask", ["web:3 in eu-west-1", "cron"]), ("deregisterTaskDefinition", []),
        ])
    func readsWhatStandsBeside(operation: String, uses: [String]) async throws {
        let (aws, source) = try EventBridge.schedules()
        let sdk = "arn:aws:scheduler:::aws-sdk:ecs:\(operation)"
        aws.on("ListSchedules", .json(EventBridge.list([("a", sdk)])))
        let input = #"{\"TaskDefinition\": \"cron\", \"env\": \"\#(EventBridge.definitions)/web:3\"}"#
        aws.on("GetSchedule", .json(EventBridge.schedule(sdk, #""Input": "\#(input)""#)))
        #expect(await source.read().lines == uses.map { "schedule arn:schedule/g/a uses \($0)" }.sorted())
    }

    @Test(
        "a schedule or a pipe that hands anything an ARN uses what that names, as a rule does",
        arguments: [
            "arn:aws:states:eu-west-1:123456789012:stateMachine:m", EventBridge.function, EventBridge.cluster,
            "arn:aws:events:eu-west-1:123456789012:event-bus/own", "arn:aws:sqs:eu-west-1:123456789012:jobs",
            "arn:aws:events:eu-west-1:123456789012:api-destination/hook/1",
            "arn:aws:codebuild:eu-west-1:123456789012:project/p", "arn:aws:scheduler:::aws-sdk:sqs:sendMessage",
        ])
    func readsMessages(target: String) async throws {
        let runs = target == EventBridge.cluster ? EventBridge.runs("cron") : #""X": 1"#
        let ran = target == EventBridge.cluster ? ["cron"] : []
        let (scheduler, schedules) = try EventBridge.schedules()
        scheduler.on("ListSchedules", .json(EventBridge.list([("a", target), ("b", target)])))
        let input = #""Input": "{\"td\": \"\#(EventBridge.definitions)/web:3\"}""#
        scheduler.on("GetSchedule", "schedules/a", .json(EventBridge.schedule(target, "\(runs), \(input)")))
        scheduler.on("GetSchedule", "schedules/b", .json(EventBridge.schedule(target, runs)))
        let uses = { (names: [String]) in names.map { "schedule arn:schedule/g/\($0)" } }
        #expect(
            await schedules.read().lines
                == (ran.flatMap { name in uses(["a", "b"]).map { "\($0) uses \(name)" } }
                + uses(["a"]).map { "\($0) uses web:3 in eu-west-1" }).sorted())
        let (aws, pipes) = try EventBridge.pipes()
        aws.on("ListPipes", .json(#"{"Pipes": [{"Arn": "arn:pipe/m", "Name": "m", "Target": "\#(target)"}]}"#))
        let parameters =
            target == EventBridge.cluster ? #""EcsTaskParameters": {"TaskDefinitionArn": "cron"}"# : #""X": {}"#
        aws.on(
            "DescribePipe", "pipes/m",
            .json(
                #"{"Target": "\#(target)", "TargetParameters": {\#(parameters), "InputTemplate": "\#(EventBridge.definitions)/web:3"}}"#
            ))
        #expect(await pipes.read().lines == (ran + ["web:3 in eu-west-1"]).map { "pipe arn:pipe/m uses \($0)" })
    }

    @Test("a pipe's enrichment uses what its template names")
    func readsEnrichments() async throws {
        let (aws, pipes) = try EventBridge.pipes()
        aws.on("ListPipes", .json(#"{"Pipes": [{"Arn": "arn:pipe/m", "Name": "m"}]}"#))
        aws.on(
            "DescribePipe", "pipes/m",
            .json(
                """
                {"Target": "\(EventBridge.function)", "Enrichment": "\(EventBridge.function)",
                 "EnrichmentParameters": {"InputTemplate": "{\\"td\\": \\"\(EventBridge.definitions)/web:3\\", \\"n\\": <$.n>}"},
                 "TargetParameters": {"InputTemplate": "\(EventBridge.definitions)/web:4"}}
                """))
        #expect(
            await pipes.read().lines == ["web:3", "web:4"].map { "pipe arn:pipe/m uses \($0) in eu-west-1" })
    }

    @Test("a revision of another Region or account is another one, even with the same number")
    func matchesByScope() async throws {
        let reading = await (try EventBridge.rules().source).read()
        let web = try Family("web")
        let place = Model.SourceLocation(file: "web.yaml")
        let desired = DesiredState([DesiredFamily(web, active: [ActiveEntry(.latest(1), at: place)], location: place)])
        let ecs = [ReferenceSource.services, .tasks].map {
            SourceReading($0, .complete(readAt: noon, references: 0))
        }
        var registrations = Registrations()
        registrations.record(RevisionID(web, 1), by: .other)
        let snapshot = Snapshot(
            scope: RegistryScope(region: "eu-west-1", account: "123456789012"),
            active: [web: [1, 2, 3]], registrations: registrations,
            references: reading.references, coverage: Coverage(ecs + reading.coverage.readings))
        var policy = GuardrailPolicy()
        policy.minimumAge = .zero
        let plan = plan(desired, against: snapshot, under: policy, at: noon)
        #expect(plan.removals.map(\.id.description) == ["web:2"])
        #expect(plan.withheld.map(\.id.description) == ["web:1"])
    }
}

/// A call that goes wrong.
struct SourceFault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    let call: String
    let contains: String
    let reply: ScriptedAWS.Reply
    let says: String

    init(
        _ name: String, _ source: ReferenceSource, _ call: String, _ contains: String,
        _ reply: ScriptedAWS.Reply,
        says: String
    ) {
        testDescription = "\(source.rawValue), \(call) \(contains): \(name)"
        self.source = source
        self.call = call
        self.contains = contains
        self.reply = reply
        self.says = says
    }

    func account() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let scripted =
            switch source {
            case .eventBridge: try EventBridge.rules()
            case .scheduler: try EventBridge.schedules()
            default: try EventBridge.pipes()
            }
        scripted.aws.on(call, contains, reply)
        return scripted
    }

    /// Every page of every list, and every description, in every way in which it may not come.
    static let ofCalls: [SourceFault] = {
        let pages: [(ReferenceSource, String, page: String, list: String)] = [
            (.eventBridge, "ListEventBuses", "", "EventBuses"), (.eventBridge, "ListEventBuses", "bus2", "EventBuses"),
            (.eventBridge, "ListRules", #""default""#, "Rules"), (.eventBridge, "ListRules", "rule2", "Rules"),
            (.eventBridge, "ListRules", #""own""#, "Rules"),
            (.eventBridge, "ListTargetsByRule", "nightly", "Targets"),
            (.eventBridge, "ListTargetsByRule", "target2", "Targets"),
            (.eventBridge, "ListTargetsByRule", "managed", "Targets"), (.scheduler, "ListSchedules", "", "Schedules"),
            (.scheduler, "ListSchedules", "page2", "Schedules"), (.pipes, "ListPipes", "", "Pipes"),
            (.pipes, "ListPipes", "page2", "Pipes"),
        ]
        let details: [(ReferenceSource, String, String)] = [
            (.scheduler, "GetSchedule", "templated"), (.scheduler, "GetSchedule", "universal"),
            (.pipes, "DescribePipe", "pinned"), (.pipes, "DescribePipe", "path"),
        ]
        let replies: [(String, ScriptedAWS.Reply, says: String)] = [
            ("denied", .error("AccessDeniedException"), "allow the action"),
            ("no answer", .drops, "no complete response"),
            ("throttled for good", .error("ThrottlingException"), "throttled"),
            ("a failing service", .error("InternalException", status: 500), "InternalException"),
            ("a page of a proxy", .answer(502, "<html>"), "status 502"), ("no JSON", .json("<html>"), "malformed"),
            ("cut short", .json(#"{"Name": "x""#), "malformed"), ("nothing in it", .json("{}"), "malformed"),
        ]
        let ofPages = pages.flatMap { source, call, page, list in
            // So are a rule's targets.
            (call == "ListTargetsByRule" ? replies.dropFirst() : replies[...]).map {
                SourceFault($0, source, call, page, $1, says: $2)
            } + [
                SourceFault(
                    "the same page for ever", source, call, page,
                    .json(#"{"\#(list)": [], "NextToken": "\#(page.filter { $0 != "\"" })x"}"#),
                    says: "was given before"),
                SourceFault("a list that is null", source, call, page, .json(#"{"\#(list)": null}"#), says: "without"),
            ]
        }
        return ofPages
            + details.flatMap { source, call, thing in
                // What is denied alone is opaque: see OpaqueThingsTests.
                replies.dropFirst().map { SourceFault($0, source, call, thing, $1, says: $2) }
            }
    }()

    /// Answers that came, and say something that cannot be understood.
    static let ofAnswers = [
        SourceFault(
            "buses without the default one", .eventBridge, "ListEventBuses", "", .json(#"{"EventBuses": []}"#),
            says: "is incomplete"),
        SourceFault(
            "a bus that stays away though it is listed", .eventBridge, "ListRules", #""own""#,
            .error("ResourceNotFoundException"), says: "5 times"),
        SourceFault(
            "a rule that stays away though it is listed", .eventBridge, "ListTargetsByRule", "managed",
            .error("ResourceNotFoundException"), says: "rule/managed is listed, but cannot be found"),
        SourceFault(
            "a schedule that stays away though it is listed", .scheduler, "GetSchedule", "templated",
            .error("ResourceNotFoundException", status: 404),
            says: "arn:schedule/g/templated is listed, but cannot be found"),
        SourceFault(
            "a pipe that stays away though it is listed", .pipes, "DescribePipe", "path",
            .error("NotFoundException", status: 404), says: "arn:pipe/path is listed, but cannot be found"),
    ]
}

@Test("what was not fully read is not covered, and nothing of it counts", arguments: SourceFault.ofCalls)
func failsClosedOnCalls(_ fault: SourceFault) async throws {
    let reading = await (try fault.account().source).read()
    let failure = try #require(reading.failure)
    #expect(failure.contains(fault.says), "\(failure)")
    #expect(reading.coverage.readings.map(\.source) == [fault.source])
    #expect(reading.references.isEmpty)
}

@Test("what cannot be understood is not covered, and the sentence names it", arguments: SourceFault.ofAnswers)
func failsClosedOnAnswers(_ fault: SourceFault) async throws {
    let reading = await (try fault.account().source).read()
    let failure = try #require(reading.failure)
    #expect(failure.contains(fault.says), "\(failure)")
    #expect(reading.references.isEmpty)
}
