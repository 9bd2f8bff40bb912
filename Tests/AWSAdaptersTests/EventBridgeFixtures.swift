import AWSClient
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import TestSupport

@testable import AWSAdapters

/// A source of the EventBridge family over a script.
struct ScriptedSource: Sendable {
    let name: ReferenceSource
    let source: any ReferenceSourceAdapter
    private let session: AWSSession

    init(name: ReferenceSource, _ session: AWSSession, _ type: any ReferenceSourceAdapter.Type) throws {
        self.name = name
        self.session = session
        source = try type.init(session: session)
    }

    func read(at now: Date = noon) async -> ReferenceReading {
        await SourceReader(source, session, .stopped(at: now)).read()
    }
}

extension ReferenceReading {
    /// What was found, in order.
    var lines: [String] {
        references.map { "\($0.kind.rawValue) \($0.name) uses \($0.target.inWords)" }.sorted()
    }

    /// Why the only source was not fully read; nil when it was.
    var failure: String? {
        guard case .failed(.call(let reason))? = coverage.failures.first?.state else { return nil }
        return reason
    }
}

extension ReferenceTarget {
    var inWords: String {
        switch self {
        case .named(.pinned(let id, let scope)): "\(id)\(scope.map { " in \($0.region)" } ?? "")"
        case .named(.bare(let family, _)): "\(family)"
        case .opaque(let family, let opacity): "opaque \(family?.name ?? "any") \(opacity.text)"
        }
    }
}

extension Opacity {
    /// Its texts, and its code if that is not plain from them.
    var text: String {
        switch self {
        case .computed(let text): text
        case .unreadable(let document, let why): "\(document): \(why)"
        case .notAName(let text), .unnamed(let text), .absent(let text), .encrypted(let text), .denied(let text),
            .elsewhere(let text),
            .notFound(let text), .forgotten(let text):
            "\(code) \(text)"
        }
    }
}

extension ReferenceSourceAdapter {
    /// With the default configuration, but without redrivable executions.
    init(session: AWSSession) throws {
        var configuration = Configuration()
        configuration.redriveTime = .zero
        try self.init(session, configuration)
    }
}

/// The accounts of the tests, and the parts that their answers are made of.
enum EventBridge {
    static let definitions = "arn:aws:ecs:eu-west-1:123456789012:task-definition"
    static let cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
    static let function = "arn:aws:lambda:eu-west-1:123456789012:function:f"

    /// Three rules on two buses, each list in two pages.
    static func rules() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let aws = ScriptedAWS()
        let rule = "arn:aws:events:eu-west-1:123456789012:rule"
        aws.on("ListEventBuses", .json(#"{"EventBuses": [{"Name": "default"}], "NextToken": "bus2"}"#))
        aws.on("ListEventBuses", "bus2", .json(#"{"EventBuses": [{"Name": "own"}]}"#))
        aws.on(
            "ListRules", #""default""#,
            .json(
                #"{"Rules": [{"Name": "nightly", "Arn": "\#(rule)/nightly", "State": "DISABLED"}], "NextToken": "rule2"}"#
            ))
        aws.on(
            "ListRules", "rule2",
            .json(#"{"Rules": [{"Name": "managed", "Arn": "\#(rule)/managed", "ManagedBy": "x", "State": "ENABLED"}]}"#)
        )
        aws.on("ListRules", #""own""#, .json(#"{"Rules": [{"Name": "far", "Arn": "\#(rule)/own/far"}]}"#))
        aws.on(
            "ListTargetsByRule", "nightly",
            .json(
                """
                {"Targets": [{"Id": "a", "Arn": "\(cluster)", "EcsParameters": {"TaskDefinitionArn": "\(definitions)/web:1"}}],
                 "NextToken": "target2"}
                """))
        aws.on(
            "ListTargetsByRule", "target2",
            .json(
                """
                {"Targets": [{"Id": "b", "Arn": "\(cluster)", "EcsParameters": {"TaskDefinitionArn": "\(definitions)/cron"}},
                             {"Id": "c", "Arn": "\(function)"}]}
                """))
        aws.on("ListTargetsByRule", "managed", .json(#"{"Targets": [{"Id": "a", "Arn": "\#(function)"}]}"#))
        aws.on(
            "ListTargetsByRule", "far",
            .json(
                """
                {"Targets": [{"Id": "a", "Arn": "arn:aws:ecs:us-east-1:123456789012:cluster/main", "EcsParameters":
                    {"TaskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"}}]}
                """))
        return (aws, try ScriptedSource(name: .eventBridge, aws.session(), EventBridgeRules.self))
    }

    /// Lists schedules as `name: target`, all of one group, last changed at a time.
    static func list(_ schedules: [(name: String, target: String)], modified: Date = noon - 86400, token: String? = nil)
        -> String
    {
        let items = schedules.map { schedule in
            """
            {"Arn": "arn:schedule/g/\(schedule.name)", "Name": "\(schedule.name)", "GroupName": "g",
             "LastModificationDate": \(modified.timeIntervalSince1970), "Target": {"Arn": "\(schedule.target)"}}
            """
        }
        let end = token.map { #", "NextToken": "\#($0)""# } ?? ""
        return "{\"Schedules\": [\(items.joined(separator: ", "))]\(end)}"
    }

    /// A schedule with the rest of its target.
    static func schedule(_ target: String, _ rest: String = "", modified: Date = noon - 86400) -> String {
        let more = rest.isEmpty ? "" : ", \(rest)"
        return """
            {"LastModificationDate": \(modified.timeIntervalSince1970), "Target": {"Arn": "\(target)", "RoleArn": "r"\(more)}}
            """
    }

    /// The member that names a task definition.
    static func runs(_ name: String) -> String { #""EcsParameters": {"TaskDefinitionArn": "\#(name)"}"# }

    /// Three schedules in two pages.
    static func schedules() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let aws = ScriptedAWS()
        let sdk = "arn:aws:scheduler:::aws-sdk:ecs:runTask"
        aws.on("ListSchedules", .json(list([("templated", cluster), ("mail", function)], token: "page2")))
        aws.on("ListSchedules", "page2", .json(list([("universal", sdk)])))
        aws.on("GetSchedule", "mail", .json(schedule(function, #""Input": "web:7""#)))
        aws.on("GetSchedule", "templated", .json(schedule(cluster, runs("\(definitions)/web:1"))))
        aws.on(
            "GetSchedule", "universal",
            .json(schedule(sdk, #""Input": "{\"Cluster\": \"main\", \"TaskDefinition\": \"cron\"}""#)))
        return (aws, try ScriptedSource(name: .scheduler, aws.session(), Schedules.self))
    }

    /// Three pipes in two pages.
    static func pipes() throws -> (aws: ScriptedAWS, source: ScriptedSource) {
        let aws = ScriptedAWS()
        let parameters = { (name: String) in
            """
            {"Target": "\(cluster)", "LastModifiedTime": 1700000000, "DesiredState": "STOPPED",
             "TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "\(name)"}}}
            """
        }
        aws.on(
            "ListPipes",
            .json(
                """
                {"Pipes": [{"Arn": "arn:pipe/pinned", "Name": "pinned", "Target": "\(cluster)", "LastModifiedTime": 1700000000},
                           {"Arn": "arn:pipe/other", "Name": "other", "Target": "\(function)"}], "NextToken": "page2"}
                """))
        aws.on("ListPipes", "page2", .json(#"{"Pipes": [{"Arn": "arn:pipe/path", "Name": "path"}]}"#))
        aws.on("DescribePipe", "pinned", .json(parameters("\(definitions)/web:1")))
        aws.on("DescribePipe", "other", .json(#"{"Target": "\#(function)", "LastModifiedTime": 1700000000}"#))
        aws.on("DescribePipe", "path", .json(parameters("$.detail.definition")))
        return (aws, try ScriptedSource(name: .pipes, aws.session(), Pipes.self))
    }
}
