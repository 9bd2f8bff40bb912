import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

/// The clients of the EventBridge family: what they send, and what they make of the answers.
@Suite struct EventBridgeClientTests {
    private func session(_ transport: ScriptedTransport) throws -> AWSSession {
        let endpoint = try Endpoint("http://127.0.0.1:8000")
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint },
            credentials: StaticCredentials(.lasting), transport: transport, time: ManualTime().source, random: { 1 })
    }

    @Test func busesRulesAndTargetsArePaged() async throws {
        let transport = ScriptedTransport([
            .answer(200, #"{"EventBuses": [{"Name": "default", "Arn": "a"}], "NextToken": "n/2"}"#),
            .answer(200, #"{"EventBuses": [{"Name": "aws.partner/x/y"}], "NextToken": null}"#),
            .answer(200, #"{"Rules": [{"Name": "nightly", "Arn": "arn:1", "State": "DISABLED", "ManagedBy": "x"}]}"#),
            .answer(
                200,
                #"{"Targets": [{"Id": "1", "Arn": "arn:2", "EcsParameters": {"TaskDefinitionArn": "web"}}, "#
                    + #"{"Id": "2", "Arn": "arn:3"}]}"#),
        ])
        let client = try EventBridgeClient(session(transport))
        #expect(try await client.buses().map(\.name) == ["default", "aws.partner/x/y"])
        #expect(try await client.rules(of: "aws.partner/x/y").map(\.arn) == ["arn:1"])
        let targets = try await client.targets(of: "nightly", on: "aws.partner/x/y")
        #expect(targets.map(\.taskDefinition) == ["web", nil])
        #expect(
            await transport.requests.map { request in
                let operation = request.headers["x-amz-target"] ?? ""
                return "\(operation) \(String(decoding: request.body, as: UTF8.self))"
            } == [
                #"AWSEvents.ListEventBuses {"Limit":100}"#,
                #"AWSEvents.ListEventBuses {"Limit":100,"NextToken":"n/2"}"#,
                #"AWSEvents.ListRules {"EventBusName":"aws.partner/x/y","Limit":100}"#,
                #"AWSEvents.ListTargetsByRule {"EventBusName":"aws.partner/x/y","Limit":100,"Rule":"nightly"}"#,
            ])
    }

    @Test func schedulesArePagedAndRead() async throws {
        let list = #"{"Schedules": [{"Arn": "arn:1", "Name": "a", "GroupName": "g", "Target": {"Arn": "t"}, "#
        let get = #"{"LastModificationDate": 1600000000.5, "Target": {"Arn": "t", "RoleArn": "r", "Input": "{}", "#
        let transport = ScriptedTransport([
            .answer(200, list + #""LastModificationDate": 1600000000.5}], "NextToken": "a+b/="}"#),
            .answer(200, #"{"Schedules": [{"Arn": "arn:2", "Name": "b", "GroupName": "g"}]}"#),
            .answer(200, get + #""EcsParameters": {"TaskDefinitionArn": "web:3"}}}"#),
        ])
        let client = try SchedulerClient(session(transport))
        let schedules = try await client.schedules()
        #expect(schedules.map(\.arn) == ["arn:1", "arn:2"])
        #expect(schedules.map(\.modified) == [Date(timeIntervalSince1970: 1_600_000_000.5), nil])
        let schedule = try await client.schedule("a.b", group: "my_group")
        #expect(schedule.taskDefinition == "web:3")
        #expect(schedule.input == "{}" && schedule.target == "t" && schedule.isEnabled)
        #expect(schedule.modified == Date(timeIntervalSince1970: 1_600_000_000.5))
        #expect(
            await transport.requests.map { "\($0.method) \($0.path)" } == [
                "GET /schedules?MaxResults=100", "GET /schedules?MaxResults=100&NextToken=a%2Bb%2F%3D",
                "GET /schedules/a.b?groupName=my_group",
            ])
    }

    @Test func pipesArePagedAndRead() async throws {
        let transport = ScriptedTransport([
            .answer(200, #"{"Pipes": [{"Arn": "arn:1", "Name": "a", "Target": "t"}], "NextToken": "2"}"#),
            .answer(200, #"{"Pipes": [{"Arn": "arn:2", "Name": "b", "LastModifiedTime": 1600000000}]}"#),
            .answer(
                200,
                #"{"Target": "t", "TargetParameters": {"EcsTaskParameters": {"TaskDefinitionArn": "$.body"}}}"#),
            .answer(
                200,
                #"{"Target": "t", "TargetParameters": {"InputTemplate": "x"}, "LastModifiedTime": 1.5, "Enrichment": "e", "#
                    + #""EnrichmentParameters": {"HttpParameters": {}, "InputTemplate": "y"}}"#),
        ])
        let client = try PipesClient(session(transport))
        #expect(
            try await client.pipes().map(\.modified) == [nil, Date(timeIntervalSince1970: 1_600_000_000)])
        #expect(try await client.pipe("a").taskDefinition == "$.body")
        let other = try await client.pipe("b")
        #expect(other.taskDefinition == nil && other.isEnabled && other.modified == Date(timeIntervalSince1970: 1.5))
        #expect(other.document["EnrichmentParameters"]?["InputTemplate"]?.string == "y")
        #expect(
            await transport.requests.map { "\($0.method) \($0.path)" } == [
                "GET /v1/pipes?Limit=100", "GET /v1/pipes?Limit=100&NextToken=2", "GET /v1/pipes/a", "GET /v1/pipes/b",
            ])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        let says: String

        init(_ name: String, _ body: String, says: String) {
            testDescription = name
            self.body = body
            self.says = says
        }
    }

    @Test(arguments: [
        Bad("no list", "{}", says: "without 'schedules'"),
        Bad("a list that is null", #"{"Schedules": null}"#, says: "without 'schedules'"),
        Bad("a schedule without a name", #"{"Schedules": [{"Arn": "a"}]}"#, says: "no member"),
    ])
    func aListThatIsNotWholeIsNoList(bad: Bad) async throws {
        let client = try SchedulerClient(session(ScriptedTransport([.answer(200, bad.body)])))
        let error = try #require(await failure(AWSError.self) { try await client.schedules() })
        #expect("\(error)".contains(bad.says))
        #expect("\(error)".hasPrefix("scheduler:ListSchedules at "))
    }
}
