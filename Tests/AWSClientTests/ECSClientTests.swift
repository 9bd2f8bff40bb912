import AWSWire
import ECSWire
import Foundation
import Model
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

@Suite struct ECSClientTests {
    @Test func sendsWhatTheProtocolAsksFor() async throws {
        let transport = ScriptedTransport([.answer(200, #"{"taskDefinition":{"family":"web","revision":42}}"#)])
        let client = try ECSClient.scripted(transport, credentials: StaticCredentials(.temporary))
        let output = try await client.call(ECS.DescribeTaskDefinition.self, .init { $0.taskDefinition = "web:42" })
        let definition = try #require(output.taskDefinition)
        #expect(definition.family == "web" && definition.revision == 42)
        let request = try #require(await transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"taskDefinition":"web:42"}"#)
        #expect(request.headers["host"] == "127.0.0.1:8000")
        #expect(request.headers["content-type"] == "application/x-amz-json-1.1")
        #expect(
            request.headers["x-amz-target"] == "AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition")
        #expect(request.headers["x-amz-security-token"] == "FwoGZXIvYXdzEXAMPLE//token==")
        let authorization = try #require(request.headers["authorization"])
        #expect(authorization.contains("Credential=ASIAEXAMPLE/20260922/eu-west-1/ecs/aws4_request,"))
        #expect(
            authorization.contains(
                "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"))
    }

    @Test func anEmptyInputIsAnEmptyObject() async throws {
        let transport = ScriptedTransport([.answer(200, "{}")])
        let client = try ECSClient.scripted(transport)
        _ = try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
        #expect(await transport.requests.first?.body == Data("{}".utf8))
    }

    @Test func reachesARegistryInTheSameProcess() async throws {
        let registry = InProcessTransport { request in
            let operation = request.headers["x-amz-target"]?.split(separator: ".").last ?? ""
            return WireResponse(
                status: request.headers["authorization"] == nil ? 400 : 200,
                body: Data("{\"clusterArns\":[\"\(operation)\"]}".utf8))
        }
        let client = try ECSClient.scripted(registry, credentials: StaticCredentials.embedded)
        let arns = try await client.all(of: ECS.ListClusters.self)
        #expect(arns == ["ListClusters"])
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: Turn
        let says: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Malformed(name: "no body", answer: .answer(200, ""), says: "status 200 without a body"),
        Malformed(name: "a truncated body", answer: .answer(200, #"{"clusterArns":["a"#), says: "not JSON"),
        Malformed(name: "a page of a proxy", answer: .answer(200, "<html></html>"), says: "not JSON"),
        Malformed(name: "null", answer: .answer(200, "null"), says: "bytes"),
        Malformed(name: "an array", answer: .answer(200, "[]"), says: "the wrong type"),
        Malformed(
            name: "another type", answer: .answer(200, #"{"clusterArns":"a"}"#),
            says: "the wrong type at 'clusterArns'"),
        Malformed(name: "a member short", answer: .answer(200, "{}"), says: "status 200 without 'clusterArns'"),
        Malformed(name: "an empty success", answer: .answer(204, ""), says: "status 204"),
        Malformed(name: "a redirect", answer: .answer(301, ""), says: "status 301"),
        Malformed(name: "a page that is not there", answer: .answer(404, "not found"), says: "status 404"),
        Malformed(name: "an error without a name", answer: .answer(400, "{}"), says: "status 400"),
    ])
    func neverTakesForAnAnswer(test: Malformed) async throws {
        let client = try ECSClient.scripted(ScriptedTransport([test.answer]))
        let error = try #require(
            await failure(AWSError.self) {
                try await client.all(of: ECS.ListClusters.self)
            })
        switch error.cause {
        case .malformedResponse, .unexpectedResponse: #expect("\(error)".contains(test.says))
        default: Issue.record("\(error)")
        }
    }

    @Test func withoutCredentialsNothingIsSent() async throws {
        let transport = ScriptedTransport([.answer(200, "{}")])
        let ended = try #require(
            try EnvironmentCredentials.read([
                "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s3cret",
                "AWS_CREDENTIAL_EXPIRATION": "2026-09-22T10:15:00Z",
            ]))
        let time = ManualTime()
        let client = try ECSClient.scripted(
            transport, time: time,
            credentials: ExpiringCredentials(value: ended, time: time.source, origin: .environment))
        let error = try #require(
            await failure(AWSError.self) { try await client.call(ECS.ListClusters.self, .init { _ in }) })
        #expect("\(error)".contains("the temporary credentials from the environment have expired"))
        #expect(await transport.requests.isEmpty)
    }

    @Test func countsTheCallsOfAllCopies() async throws {
        let good = Turn.answer(200, "{}")
        let transport = ScriptedTransport([good, .error("SlowDown"), good, good])
        let client = try ECSClient.scripted(transport)
        let copy = client
        _ = try await client.call(ECS.ListClusters.self, .init { _ in })
        _ = try await copy.call(ECS.ListClusters.self, .init { _ in })
        _ = try await copy.call(ECS.ListTasks.self, .init { _ in })
        #expect(client.service.counter.current.byAction == ["ecs:ListClusters": 2, "ecs:ListTasks": 1])
        #expect(client.service.counter.current.total == 3)
        let attempts = await transport.requests.compactMap { $0.headers["x-amz-target"] }
        #expect(
            Dictionary(grouping: attempts, by: \.self).mapValues(\.count) == [
                ECS.targetPrefix + "ListClusters": 3, ECS.targetPrefix + "ListTasks": 1,
            ])
    }

    @Test func aShapeOfTheCallersOwnNeedsItsMembersAndNoOthers() async throws {
        struct Shape: Decodable {
            let clusterArns: [String]
        }
        let transport = ScriptedTransport([.answer(200, #"{"clusterArns":["a"],"nextToken":7}"#), .answer(200, "{}")])
        let client = try ECSClient.scripted(transport)
        let found = try await client.call(ECS.ListClusters.self, .init { _ in }, reading: Shape.self)
        #expect(found.clusterArns == ["a"])
        let error = try #require(
            await failure(AWSError.self) {
                try await client.call(ECS.ListClusters.self, .init { _ in }, reading: Shape.self).clusterArns
            })
        guard case .malformedResponse = error.cause else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func attemptsOfAnAnswerWithoutItsMemberAreToldAsTheyWere() async throws {
        let client = try ECSClient.scripted(ScriptedTransport([.error("SlowDown"), .answer(200, "{}")]))
        let error = await failure(AWSError.self) {
            try await client.all(of: ECS.ListClusters.self)
        }
        #expect(error?.attempts == 2)
    }

    @Test func onceMeansOneAttemptWithinItsOwnTime() async throws {
        let late = Turn.failure(.timedOut(.seconds(7)))
        let transport = ScriptedTransport([late, .error("SlowDown"), .answer(200, "{}")])
        let client = try ECSClient.scripted(transport, timeout: .seconds(30))
        let once = client.once(sentWithin: .seconds(7), timeout: .seconds(7))
        let error = await failure(AWSError.self) { try await once.call(ECS.ListClusters.self, .init { _ in }) }
        #expect(error?.cause == .timedOut(.seconds(7)))
        #expect(error?.attempts == 1)
        #expect(await transport.requests.count == 1)
        #expect(await client.service.quota.tokens == 500)
        // The original still tries again, takes its own time, and sees the calls and the tokens of both.
        _ = try await client.call(ECS.ListClusters.self, .init { _ in })
        #expect(await transport.timeouts == [.seconds(7), .seconds(30), .seconds(30)])
        #expect(once.service.counter.current.byAction == ["ecs:ListClusters": 2])
        #expect(once.service.quota === client.service.quota)
    }
}
