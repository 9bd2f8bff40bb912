import AWSWire
import ECSWire
import Foundation
import Model
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite struct PagesTests {
    private func page(_ items: String..., token: String? = nil) -> Turn {
        let list = items.map { "\"\($0)\"" }.joined(separator: ",")
        let end = token.map { ",\"nextToken\":\"\($0)\"" } ?? ""
        return .answer(200, "{\"serviceArns\":[\(list)]\(end)}")
    }

    @Test func followsTokensToTheEnd() async throws {
        let transport = ScriptedTransport([page("a", "b", token: "1"), page(token: "2"), page("c")])
        let client = try ECSClient.scripted(transport)
        let arns = try await client.all(of: ECS.ListServices.self, .init { $0.cluster = "main" })
        #expect(arns == ["a", "b", "c"])
        #expect(
            await transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"cluster":"main","maxResults":100}"#,
                #"{"cluster":"main","maxResults":100,"nextToken":"1"}"#,
                #"{"cluster":"main","maxResults":100,"nextToken":"2"}"#,
            ])
        #expect(client.service.counter.current.byAction == ["ecs:ListServices": 3])
    }

    @Test(
        "a list ends",
        arguments: [
            ("without a token", ""), ("with null", #","nextToken":null"#), ("with an empty token", #","nextToken":"""#),
        ])
    func ends(name: String, last: String) async throws {
        let transport = ScriptedTransport([page("a", token: "1"), .answer(200, #"{"serviceArns":["b"]\#(last)}"#)])
        let arns = try await ECSClient.scripted(transport).all(of: ECS.ListServices.self)
        #expect(arns == ["a", "b"])
        #expect(await transport.requests.count == 2)
    }

    @Test func givesOnePageAtATime() async throws {
        let transport = ScriptedTransport([page("a", token: "1"), page("b")])
        var pages = try ECSClient.scripted(transport).pages(of: ECS.ListServices.self, .init { $0.maxResults = 1 })
        #expect(try await pages.next() == ["a"])
        #expect(await transport.requests.count == 1)
        #expect(try await pages.next() == ["b"])
        #expect(try await pages.next() == nil)
        #expect(await transport.requests.map { $0.body.count } == [16, 32])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let last: Turn
        let says: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Bad(
            name: "a token given before", last: .answer(200, #"{"serviceArns":["c"],"nextToken":"1"}"#),
            says: "the nextToken of page 3 was given before"),
        Bad(name: "a page without its list", last: .answer(200, "{}"), says: "without 'serviceArns'"),
        Bad(name: "a page that is cut short", last: .answer(200, #"{"serviceArns":["c""#), says: "not JSON"),
        Bad(name: "a page that is refused", last: .error("AccessDeniedException", "no"), says: "AccessDenied"),
    ])
    func aListThatIsNotWholeIsNoList(bad: Bad) async throws {
        let transport = ScriptedTransport([page("a", token: "1"), page("b", token: "2"), bad.last])
        let client = try ECSClient.scripted(transport)
        let error = try #require(
            await failure(AWSError.self) { try await client.all(of: ECS.ListServices.self) })
        #expect("\(error)".contains(bad.says))
        #expect(await transport.requests.count == 3)
    }

    @Test(arguments: [
        (
            Pages<String>.Limits(), [1001: "a"], 1000,
            "malformed response: 1000 consecutive pages are empty, and there are more"
        ),
        (
            .init(emptyInARow: 3), [3: "a", 6: "b"], 9,
            "malformed response: 3 consecutive pages are empty, and there are more"
        ),
        (.init(emptyInARow: 3, pages: 5), [3: "a"], 5, "malformed response: the list has not ended after 5 pages"),
    ])
    func aListThatNeverEndsIsNoList(limits: Pages<String>.Limits, items: [Int: String], calls: Int, says: String)
        async throws
    {
        let client = try ECSClient.scripted(ScriptedTransport([]))
        let asked = Mutex(0)
        let pages = Pages<String>(client.service, "ListServices", limits: limits) { _ in
            let page = asked.withLock { asked in
                asked += 1
                return asked
            }
            return Pages.Page(items: items[page].map { [$0] } ?? [], token: "\(page)", attempts: 1)
        }
        let error = try #require(await failure(AWSError.self) { try await pages.all() })
        #expect("\(error)".contains(says))
        #expect(asked.withLock { $0 } == calls)
    }

    @Test func attemptsOfABadPageAreToldAsTheyWere() async throws {
        let client = try ECSClient.scripted(ScriptedTransport([.error("SlowDown"), .answer(200, "{}")]))
        let error = await failure(AWSError.self) { try await client.all(of: ECS.ListServices.self) }
        #expect(error?.attempts == 2)
    }

    @Test func stopsBetweenPagesWhenCancelled() async throws {
        let first = WireResponse(status: 200, body: Data(#"{"serviceArns":["a"],"nextToken":"1"}"#.utf8))
        let sent = Mutex(0)
        let client = try ECSClient.scripted(
            InProcessTransport { _ in
                sent.withLock { $0 += 1 }
                withUnsafeCurrentTask { $0?.cancel() }
                return first
            })
        let task = Task { try await client.all(of: ECS.ListServices.self) }
        #expect(await failure(AWSError.self) { try await task.value }?.cause == .cancelled)
        #expect(sent.withLock { $0 } == 1)
    }

    @Test func everyListOfECSHasItsMember() async throws {
        let members = [
            "clusterArns", "serviceArns", "taskArns", "taskDefinitionArns",
        ]
        let body = "{\(members.map { "\"\($0)\":[\"\($0)\"]" }.joined(separator: ","))}"
        let client = try ECSClient.scripted(ScriptedTransport(Array(repeating: .answer(200, body), count: 4)))
        let found = [
            try await client.all(of: ECS.ListClusters.self),
            try await client.all(of: ECS.ListServices.self),
            try await client.all(of: ECS.ListTasks.self),
            try await client.all(of: ECS.ListTaskDefinitions.self),
        ]
        #expect(found == members.map { [$0] })
    }
}
