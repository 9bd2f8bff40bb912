import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import AWSAdapters

/// One thing that cannot be read, in an account whose others can.
struct OpaqueThing: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let source: ReferenceSource
    private let operation: String
    private let contains: String
    private let reply: ScriptedAWS.Reply
    /// How its lines begin: its kind and its name.
    let thing: String
    /// What it may use: `web not a name web:0`; nothing for a thing that refers to nothing.
    let finds: [String]

    init(
        _ name: String, _ source: ReferenceSource, _ operation: String, _ contains: String, _ reply: ScriptedAWS.Reply,
        _ thing: String, _ finds: String...
    ) {
        testDescription = "\(source.rawValue): \(name)"
        (self.source, self.operation, self.contains, self.reply) = (source, operation, contains, reply)
        (self.thing, self.finds) = (thing, finds)
    }

    func account() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let scripted: (aws: ScriptedAWS, source: ScriptedSource)
        switch source {
        case .eventBridge: scripted = try EventBridge.rules()
        case .scheduler: scripted = try EventBridge.schedules()
        case .pipes: scripted = try EventBridge.pipes()
        case .codeDeploy:
            let aws = CodeDeploy.account()
            scripted = (aws, try ScriptedSource(name: .codeDeploy, aws.session(), CodeDeployDeployments.self))
        default:
            let aws = StateMachineFixture.make()
            scripted = (aws, try ScriptedSource(name: .stepFunctions, aws.session(), StateMachines.self))
        }
        scripted.aws.on(operation, contains, reply)
        return scripted
    }

    private static let pipe = "pipe arn:pipe/path"
    private static let rule = "rule arn:aws:events:eu-west-1:123456789012:rule/managed"
    private static let disabledRule = "rule arn:aws:events:eu-west-1:123456789012:rule/nightly"
    private static let schedule = "schedule arn:schedule/g/universal"
    private static let machine = "stateMachine arn:aws:states:eu-west-1:123456789012:stateMachine:hourly"
    private static let runTask = "arn:aws:scheduler:::aws-sdk:ecs:runTask"
    private static let denied = ScriptedAWS.Reply.error("AccessDeniedException")

    private static func pipe(_ name: String, state: String = "RUNNING") -> ScriptedAWS.Reply {
        .json(
            #"{"Target": "\#(EventBridge.cluster)", "DesiredState": "\#(state)", "#
                + #""TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "\#(name)"}}}"#)
    }

    private static func targets(_ target: String) -> ScriptedAWS.Reply {
        .json(#"{"Targets": [{"Id": "a", \#(target)}]}"#)
    }

    private static let ofEventBridge = [
        OpaqueThing(
            "a stopped pipe on web:x", .pipes, "DescribePipe", "path", pipe("web:x", state: "STOPPED"), pipe,
            "web notAName web:x"),
        OpaqueThing(
            "a pipe on web:latest", .pipes, "DescribePipe", "path", pipe("web:latest"), pipe, "web notAName web:latest"),
        OpaqueThing(
            "a pipe on an ARN of no revision", .pipes, "DescribePipe", "path", pipe("\(EventBridge.definitions)/web:0"),
            pipe, "web notAName \(EventBridge.definitions)/web:0"),
        OpaqueThing("a pipe on what is no name", .pipes, "DescribePipe", "path", pipe("<x>"), pipe, "any notAName <x>"),
        OpaqueThing(
            "a pipe without a definition", .pipes, "DescribePipe", "path",
            .json(#"{"Target": "\#(EventBridge.cluster)"}"#), pipe, "any unnamed an ECS target"),
        OpaqueThing(
            "a stopped pipe without a definition", .pipes, "DescribePipe", "path",
            .json(#"{"Target": "\#(EventBridge.cluster)", "DesiredState": "STOPPED"}"#), pipe),
        OpaqueThing("a pipe that may not be read", .pipes, "DescribePipe", "path", denied, pipe, "any denied"),
        OpaqueThing(
            "a disabled rule on web:0", .eventBridge, "ListTargetsByRule", "managed",
            targets(#""Arn": "\#(EventBridge.cluster)", \#(EventBridge.runs("web:0"))"#), rule, "web notAName web:0"),
        OpaqueThing(
            "a disabled rule on web:latest", .eventBridge, "ListTargetsByRule", "nightly",
            targets(#""Arn": "\#(EventBridge.cluster)", \#(EventBridge.runs("web:latest"))"#), disabledRule,
            "web notAName web:latest"),
        OpaqueThing(
            "a disabled rule without a definition", .eventBridge, "ListTargetsByRule", "nightly",
            targets(#""Arn": "\#(EventBridge.cluster)""#), disabledRule),
        OpaqueThing(
            "a rule whose targets may not be read", .eventBridge, "ListTargetsByRule", "managed", denied, rule,
            "any denied"),
        OpaqueThing(
            "a rule without a definition", .eventBridge, "ListTargetsByRule", "managed",
            targets(#""Arn": "\#(EventBridge.cluster)""#), rule, "any unnamed an ECS target"),
        OpaqueThing(
            "a rule whose target is no ARN", .eventBridge, "ListTargetsByRule", "managed", targets(#""Arn": "f""#),
            rule, "any notAName f"),
        OpaqueThing(
            "a schedule whose Input is no JSON", .scheduler, "GetSchedule", "universal",
            .json(EventBridge.schedule(runTask, #""Input": "{\"TaskDefinition\": \"web:3\"""#)), schedule,
            "web its Input: it is not JSON"),
        OpaqueThing(
            "a schedule without a definition", .scheduler, "GetSchedule", "universal",
            .json(EventBridge.schedule(runTask)), schedule, "any unnamed runTask"),
        OpaqueThing(
            "a disabled schedule without a definition", .scheduler, "GetSchedule", "universal",
            .json(#"{"State": "DISABLED", "Target": {"Arn": "\#(runTask)", "Input": "{}"}}"#), schedule),
        OpaqueThing(
            "a disabled schedule of a cluster without a definition", .scheduler, "GetSchedule", "universal",
            .json(#"{"State": "DISABLED", "Target": {"Arn": "\#(EventBridge.cluster)"}}"#), schedule),
        OpaqueThing(
            "a schedule that may not be read", .scheduler, "GetSchedule", "universal", denied, schedule, "any denied"),
    ]

    private static func definition(_ text: String) -> ScriptedAWS.Reply {
        .json(#"{"definition": "\#(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"}"#)
    }

    private static let combining = String(repeating: "\u{301}", count: 129)
    private static let ofOthers = [
        OpaqueThing(
            "a machine with a key twice", .stepFunctions, "DescribeStateMachine", "hourly",
            definition(#"{"States":{},"Comment":"a","Comment":"b"}"#), machine,
            "any its definition: an object has the key 'Comment' twice"),
        OpaqueThing(
            "a machine with a lone surrogate that names web", .stepFunctions, "DescribeStateMachine", "hourly",
            definition(#"{"States":{"A":{"TaskDefinition":"web:3"}},"Comment":"\ud800"}"#), machine,
            "web its definition: a text has half a surrogate pair"),
        OpaqueThing(
            "a machine with combining characters", .stepFunctions, "DescribeStateMachine", "hourly",
            definition(#"{"States":{"A":{"TaskDefinition":"web:3"}},"Comment":"a\#(combining)"}"#), machine,
            "web its definition: a text has half a surrogate pair or too many"),
        OpaqueThing(
            "a machine that is no JSON", .stepFunctions, "DescribeStateMachine", "hourly",
            .json(#"{"definition":"AQICAH"}"#), machine, "any its definition: it is not JSON"),
        OpaqueThing(
            "a machine without its definition", .stepFunctions, "DescribeStateMachine", "hourly",
            .json(#"{"status":"ACTIVE"}"#), machine, "any absent its definition"),
        OpaqueThing(
            "a machine under another team's key", .stepFunctions, "DescribeStateMachine", "hourly",
            .error("KmsAccessDeniedException"), machine, "any encrypted"),
        OpaqueThing(
            "a machine under a disabled key", .stepFunctions, "DescribeStateMachine", "hourly",
            .error("KmsInvalidStateException"), machine, "any encrypted"),
        OpaqueThing(
            "a machine whose aliases may not be listed", .stepFunctions, "ListStateMachineAliases", "hourly", denied,
            machine, "any denied"),
        OpaqueThing(
            "an AppSpec that may not be read", .codeDeploy, "GetApplicationRevision", "three", denied,
            "codeDeploy shop/blue d-3", "any denied"),
        OpaqueThing(
            "an AppSpec that is not there", .codeDeploy, "GetApplicationRevision", "three",
            .error("RevisionDoesNotExistException"), "codeDeploy shop/blue d-3", "any notFound its AppSpec"),
        OpaqueThing(
            "a machine that may not be read", .stepFunctions, "DescribeStateMachine", "hourly", denied, machine,
            "any denied"),
        OpaqueThing(
            "a failed attempt with an AppSpec that is no YAML", .codeDeploy, "GetApplicationRevision", "three",
            .json(#"{"revision":{"appSpecContent":{"content":"Resources: [","sha256":"three"}}}"#),
            "codeDeploy shop/blue d-3", "any its AppSpec: line 2"),
        OpaqueThing(
            "an AppSpec that is no YAML and names web", .codeDeploy, "GetApplicationRevision", "three",
            .json(
                #"{"revision":{"appSpecContent":{"content":"Resources: [ \#(EventBridge.definitions)/web:3","sha256":"three"}}}"#
            ), "codeDeploy shop/blue d-3", "web its AppSpec: line 2"),
        OpaqueThing(
            "an AppSpec without content", .codeDeploy, "GetApplicationRevision", "three",
            .json(#"{"revision":{"appSpecContent":{"sha256":"three"}}}"#), "codeDeploy shop/blue d-3",
            "any absent its AppSpec"),
    ]

    static let all = ofEventBridge + ofOthers
}

@Suite struct OpaqueThingsTests {
    @Test("what cannot be read itself is opaque, and everything else is read", arguments: OpaqueThing.all)
    func isOpaqueAlone(_ this: OpaqueThing) async throws {
        let (_, source) = try this.account()
        let reading = await source.read()
        #expect(reading.failure == nil)
        let lines = reading.lines.filter { $0.hasPrefix("\(this.thing) uses opaque") }
        #expect(lines.count == this.finds.count, "\(reading.lines)")
        for (line, finds) in zip(lines, this.finds) { #expect(line.hasPrefix("\(this.thing) uses opaque \(finds)")) }
        #expect(reading.lines.contains { !$0.contains("opaque") }, "the others are read")
    }

    @Test("it holds its own families alone, and a waiver by its name frees them", arguments: OpaqueThing.all)
    func isWaivedByName(_ this: OpaqueThing) async throws {
        let (_, source) = try this.account()
        let reading = await source.read()
        let opaque = reading.references.filter { reference in
            if case .opaque = reference.target {
                reference.name == String(this.thing.split(separator: " ", maxSplits: 1)[1])
            } else {
                false
            }
        }
        let holdsWeb = opaque.contains { $0.target.family.map { $0.name == "web" } ?? true }
        let holdsAll = opaque.contains { $0.target.family == nil }
        #expect(removable(opaque, "web", waived: false, this) == !holdsWeb)
        #expect(removable(opaque, "other", waived: false, this) == !holdsAll)
        #expect(removable(opaque, "web", waived: true, this) && removable(opaque, "other", waived: true, this))
    }

    /// Whether the older of two revisions is removed, with only these references.
    private func removable(_ references: [Reference], _ name: String, waived: Bool, _ this: OpaqueThing) -> Bool {
        let place = Model.SourceLocation(file: "x.yaml")
        let waivers = references.first.map { reference in
            [OpaqueWaiver(this.source, String(this.source.resourceName(in: reference.name)), reason: "x", at: place)]
        }
        guard let family = try? Family(name) else { return false }
        let desired = DesiredState([
            DesiredFamily(family, active: [ActiveEntry(.latest(1), at: place)], location: place)
        ])
        let read = [ReferenceSource.services, .tasks, this.source].map {
            SourceReading($0, .complete(readAt: noon, references: 0))
        }
        var registrations = Registrations()
        registrations.record(RevisionID(family, 1), by: .other)
        let snapshot = Snapshot(
            active: [family: [1, 2]], registrations: registrations, references: references, coverage: Coverage(read),
            waivers: waived ? waivers ?? [] : [])
        var policy = GuardrailPolicy()
        policy.minimumAge = .zero
        return plan(desired, against: snapshot, under: policy, at: noon).removals.count == 1
    }

    @Test("a denial of the only thing of its kind is waived by its name")
    func waivesTheOnlyOne() async throws {
        let aws = ScriptedAWS()
        aws.on("ListPipes", .json(#"{"Pipes": [{"Arn": "arn:pipe/only", "Name": "only"}]}"#))
        aws.on("DescribePipe", .error("AccessDeniedException"))
        for name in ["only", "another"] {
            var configuration = Configuration()
            let waiver = OpaqueWaiver(.pipes, name, reason: "x", at: Model.SourceLocation(file: "roster.yaml"))
            configuration.references[.pipes] = .requiredExcept([waiver])
            let session = try aws.session()
            let reading = await SourceReader(try Pipes(session, configuration), session, .stopped(at: noon)).read()
            #expect((reading.failure == nil) == (name == "only"))
        }
    }

    @Test(
        "a denial of every description is a missing permission",
        arguments: [
            (ReferenceSource.pipes, "DescribePipe"), (.scheduler, "GetSchedule"),
            (.stepFunctions, "DescribeStateMachine"),
        ])
    func asksForThePermission(source: ReferenceSource, operation: String) async throws {
        let this = OpaqueThing("", source, operation, "", .error("AccessDeniedException"), "")
        let failure = try #require(await (try this.account().source).read().failure)
        #expect(failure.contains("allow the action"))
    }
}
