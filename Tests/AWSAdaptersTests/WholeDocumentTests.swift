import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSAdapters

/// Random documents of every source. Whatever the place of an ARN in one, it is found; and a document without one holds
/// nothing.
@Suite struct WholeDocumentTests {
    private static let arn = "\(EventBridge.definitions)/web:3"
    private static let found = "web:3 in eu-west-1"

    /// A document of a source around some text, and how it is read.
    enum Source: String, CaseIterable, CustomTestStringConvertible {
        case pipe, pipeOnECS, ruleTarget, ruleOnECS, schedule, scheduleOnECS, universal, stateMachine, appSpec,
            yamlAppSpec
        var testDescription: String { rawValue }

        /// What is started besides by a target on ECS, and by an AppSpec.
        private static let started = "api"

        func read(_ document: Random.Document) async throws -> [String] {
            let ecs = #""EcsParameters": {"TaskDefinitionArn": "api"}"#
            return switch self {
            case .pipe: try await Self.pipe(document, EventBridge.function, "")
            case .pipeOnECS:
                try await Self.pipe(
                    document, EventBridge.cluster,
                    #""TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "api"}}"#)
            case .ruleTarget: try await Self.rule(document, EventBridge.function, "")
            case .ruleOnECS: try await Self.rule(document, EventBridge.cluster, ecs)
            case .schedule: try await Self.schedule(document, EventBridge.function, "")
            case .scheduleOnECS: try await Self.schedule(document, EventBridge.cluster, ecs)
            case .universal:
                try await Self.schedule(
                    document, "arn:aws:scheduler:::aws-sdk:ecs:runTask", #""Input": "{\"TaskDefinition\": \"api\"}""#)
            case .stateMachine: StateMachineDefinition(document.with(#""States": {}"#)).uses.map(\.target.inWords)
            case .appSpec: Self.appSpec(document, "")
            // A comment makes it YAML.
            case .yamlAppSpec: Self.appSpec(document, "# \n")
            }
        }

        private static func appSpec(_ document: Random.Document, _ beginning: String) -> [String] {
            let resource = #""Resources": [{"S": {"Properties": {"TaskDefinition": "api"}}}]"#
            return AppSpec(beginning + document.with(resource)).targets.map(\.inWords).filter { $0 != started }
        }

        private static func pipe(_ document: Random.Document, _ target: String, _ more: String) async throws -> [String]
        {
            let (aws, source) = try EventBridge.pipes()
            aws.on("ListPipes", .json(#"{"Pipes": [{"Arn": "arn:pipe/m", "Name": "m"}]}"#))
            aws.on("DescribePipe", .json(document.with([#""Target": "\#(target)""#, more])))
            return try await targets(of: source)
        }

        private static func rule(_ document: Random.Document, _ target: String, _ more: String) async throws -> [String]
        {
            let (aws, source) = try EventBridge.rules()
            aws.on("ListTargetsByRule", .json(#"{"Targets": []}"#))
            aws.on(
                "ListTargetsByRule", "managed",
                .json(#"{"Targets": [\#(document.with([#""Id": "a", "Arn": "\#(target)""#, more]))]}"#))
            return try await targets(of: source)
        }

        private static func schedule(
            _ document: Random.Document, _ target: String, _ more: String
        ) async throws -> [String] {
            let (aws, source) = try EventBridge.schedules()
            aws.on("ListSchedules", .json(EventBridge.list([("a", target)])))
            aws.on("GetSchedule", .json(#"{"Target": \#(document.with([#""Arn": "\#(target)""#, more]))}"#))
            return try await targets(of: source)
        }

        private static func targets(of source: ScriptedSource) async throws -> [String] {
            let reading = await source.read()
            #expect(reading.failure == nil)
            return reading.references.map(\.target.inWords).filter { $0 != started }
        }
    }

    @Test(
        "an ARN is found wherever it is, and nothing where there is none", arguments: Source.allCases,
        1...30 as ClosedRange<UInt64>)
    func findsAnywhere(source: Source, seed: UInt64) async throws {
        var random = Random(seed: seed)
        let document = random.document(holding: nil)
        #expect(try await source.read(document) == [])
        for _ in 1...3 {
            let document = random.document(holding: Self.arn)
            #expect(try await source.read(document).contains(Self.found), "\(document.with(""))")
        }
    }

    @Test(
        "the members that the documentation names",
        arguments: [
            (
                Source.pipe,
                #""TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "api", "Overrides": {"ContainerOverrides": [{"Name": "app", "Environment": [{"Name": "NEXT", "Value": "ARN"}]}]}}}"#
            ),
            (.pipe, #""TargetParameters": {"HttpParameters": {"HeaderParameters": {"x-task": "ARN"}}}"#),
            (.pipe, #""TargetParameters": {"EventBridgeEventBusParameters": {"Resources": ["ARN"]}}"#),
            (.pipe, #""TargetParameters": {"BatchJobParameters": {"Parameters": {"task": "ARN"}}}"#),
            (.pipe, #""EnrichmentParameters": {"HttpParameters": {"QueryStringParameters": {"x": "ARN"}}}"#),
            (.ruleTarget, #""HttpParameters": {"QueryStringParameters": {"task": "ARN"}}"#),
            (.ruleTarget, #""AppSyncParameters": {"GraphQLOperation": "mutation { run(task: \"ARN\") { id } }"}"#),
            (.ruleTarget, #""RunCommandParameters": {"RunCommandTargets": [{"Key": "tag:x", "Values": ["ARN"]}]}"#),
            (
                .ruleTarget,
                #""HttpParameters": {"PathParameterValues": ["arn%3Aaws%3Aecs%3Aeu-west-1%3A123456789012%3Atask-definition%2fweb%3A3"]}"#
            ),
            (
                .pipe,
                #""TargetParameters": {"EcsTaskParameters": {"Overrides": {"ContainerOverrides": [{"Command": ["aws", "--task-definition", "ARN"]}]}}}"#
            ),
            (.schedule, #""EventBridgeParameters": {"DetailType": "ARN", "Source": "x"}"#),
            (.schedule, #""KinesisParameters": {"PartitionKey": "ARN"}"#),
        ])
    func findsWhatIsDocumented(source: Source, member: String) async throws {
        let document = Random.Document(members: [member.replacing("ARN", with: Self.arn)])
        #expect(try await source.read(document).contains(Self.found))
    }

    @Test(
        "of a universal target only what is known to be harmless is dropped",
        arguments: [
            ("updateExpressGatewayService", "TaskDefinitionArn", true),
            ("createExpressGatewayService", "taskDefinitionArn", true),
            ("runTask", "TaskDefinition", true), ("aNewOperation", "anything", true),
            ("executeCommand", "Command", true),
            ("deregisterTaskDefinition", "TaskDefinition", false), ("deleteTaskDefinitions", "TaskDefinitions", false),
            ("describeTaskDefinition", "TaskDefinition", false), ("tagResource", "ResourceArn", false),
        ])
    func dropsTheHarmless(operation: String, member: String, isFound: Bool) async throws {
        let (aws, source) = try EventBridge.schedules()
        let target = "arn:aws:scheduler:::aws-sdk:ecs:\(operation)"
        aws.on("ListSchedules", .json(EventBridge.list([("a", target)])))
        aws.on("GetSchedule", .json(EventBridge.schedule(target, #""Input": "{\"\#(member)\": \"\#(Self.arn)\"}""#)))
        #expect(await source.read().references.map(\.target.inWords) == (isFound ? [Self.found] : []))
    }

    @Test(
        "states that call an operation which is not known",
        arguments: [
            (
                #""Resource":"arn:aws:states:::aws-sdk:ecs:updateExpressGatewayService","Parameters":{"TaskDefinitionArn.$":"$.x"}"#,
                "opaque any $.x"
            ),
            (
                #""Resource":"arn:aws:states:::aws-sdk:ecs:updateExpressGatewayService","Arguments":{"TaskDefinitionArn":"{% $x %}"}"#,
                "opaque any {% $x %}"
            ),
            (
                #""Resource":"arn:aws:states:::aws-sdk:ecs:aNewOne","Arguments":{"a":{"TaskDefinition":"{% $x %}"}}"#,
                "opaque any {% $x %}"
            ),
            (
                #""Resource":"arn:aws:states:::aws-sdk:ecs:aNewOne","Arguments":"{% $x %}""#,
                "opaque any computed arguments of aNewOne"
            ),
            (#""Resource":"arn:aws:states:::aws-sdk:ecs:aNewOne","Parameters":{"a":"web"}"#, ""),
            (#""Resource":"arn:aws:states:::aws-sdk:ecs:stopTask""#, ""),
            (
                #""Resource":"arn:aws:states:::aws-sdk:ecs:describeTaskDefinition","Parameters":{"TaskDefinition.$":"$.x"}"#,
                ""
            ),
            (
                #""Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"web:0"}"#,
                "opaque web notAName web:0"
            ),
        ])
    func readsOtherOperations(state: String, finds: String) {
        let uses = StateMachineDefinition(#"{"States":{"A":{\#(state)}}}"#).uses
        #expect(uses.map(\.target.inWords) == [finds].filter { !$0.isEmpty })
    }
}

/// Random documents in JSON.
struct Random {
    private var numbers: SplitMix64

    init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    /// The members of an object.
    struct Document {
        let members: [String]

        /// The object, with more members in front.
        func with(_ more: String) -> String { with([more]) }

        func with(_ more: [String]) -> String {
            "{" + (more + members).filter { !$0.isEmpty }.joined(separator: ", ") + "}"
        }
    }

    /// - Parameter text: what one of its texts or keys holds, somewhere.
    mutating func document(holding text: String?) -> Document {
        let count = Int.random(in: 1...4, using: &numbers)
        let chosen = Int.random(in: 0..<count, using: &numbers)
        return Document(members: (0..<count).map { member($0, holding: $0 == chosen ? text : nil, depth: 0) })
    }

    private mutating func member(_ number: Int, holding text: String?, depth: Int) -> String {
        if let text, Int.random(in: 0..<8, using: &numbers) == 0 { return "\(quoted(text)): 1" }
        return "\"k\(depth)\(number)\": " + value(holding: text, depth: depth + 1)
    }

    private mutating func value(holding text: String?, depth: Int) -> String {
        let kinds = depth > 5 ? 2 : 4
        switch Int.random(in: 0..<kinds, using: &numbers) {
        case 0 where text == nil: return ["1", "null", "true", "-0.5e3"].randomElement(using: &numbers) ?? "1"
        case 0, 1: return quoted(around(text))
        case 2:
            let count = Int.random(in: 1...3, using: &numbers)
            let chosen = Int.random(in: 0..<count, using: &numbers)
            return "["
                + (0..<count).map { value(holding: $0 == chosen ? text : nil, depth: depth + 1) }.joined(
                    separator: ", ") + "]"
        default:
            let count = Int.random(in: 1...3, using: &numbers)
            let chosen = Int.random(in: 0..<count, using: &numbers)
            return "{"
                + (0..<count).map { member($0, holding: $0 == chosen ? text : nil, depth: depth) }.joined(
                    separator: ", ") + "}"
        }
    }

    /// The text alone, in a sentence, or in JSON within JSON.
    private mutating func around(_ text: String?) -> String {
        let text =
            text ?? ["hello", "task-definition", "arn:aws:ecs:eu-west-1:1:cluster/a", "é\u{301}", "${x}"].randomElement(
                using: &numbers) ?? ""
        return switch Int.random(in: 0..<4, using: &numbers) {
        case 0: "run \(text), then stop"
        case 1: "{\"a\": \(quoted(text))}"
        case 2: "{\"a\": \(quoted("{\"b\": \(quoted(text))}"))}"
        default: text
        }
    }

    /// In quotes, with escapes that JSON allows.
    private mutating func quoted(_ text: String) -> String {
        let escapes = Int.random(in: 0..<3, using: &numbers)
        return "\""
            + text.unicodeScalars.map { scalar in
                if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
                if scalar == "/", escapes == 1 { return "\\/" }
                if scalar.isASCII, escapes == 2, Int.random(in: 0..<6, using: &numbers) == 0 {
                    let hex = String(scalar.value, radix: 16)
                    return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
                return "\(scalar)"
            }.joined() + "\""
    }
}
