import AWSWire
import ECSWire
import Foundation
import GRDB
import Testing

@testable import EmbeddedRegistry

@Suite struct DefinitionListTests {
    struct List: Sendable, CustomTestStringConvertible {
        let request: String
        let names: [String]

        var testDescription: String { request }
    }

    /// `a` has an INACTIVE revision in the middle, `ab` no ACTIVE one, `b` eleven.
    static func filled() async throws -> TestRegistry {
        let registry = try TestRegistry()
        for family in ["a", "a", "a", "ab"] + Array(repeating: "b", count: 11) { try await registry.register(family) }
        for name in ["a:2", "ab:1"] { try await registry.deregister(name) }
        return registry
    }

    static let eleven = (1...11).map { "b:\($0)" }

    @Test(arguments: [
        List(request: "", names: ["a:1", "a:3"] + eleven),
        List(request: #""sort":"DESC""#, names: eleven.reversed() + ["a:3", "a:1"]),
        List(request: #""familyPrefix":"a""#, names: ["a:1", "a:3"]),
        List(request: #""familyPrefix":"b","sort":"DESC""#, names: eleven.reversed()),
        List(request: #""familyPrefix":"nope""#, names: []),
        List(request: #""status":"INACTIVE""#, names: ["a:2", "ab:1"]),
        List(request: #""status":"DELETE_IN_PROGRESS""#, names: []),
    ])
    func listsInEveryPageSize(test: List) async throws {
        let registry = try await Self.filled()
        for size in [1, 2, 3, 100] {
            let members = test.request + (test.request.isEmpty ? "" : ",") + #""maxResults":\#(size)"#
            #expect(try await registry.revisions(members) == test.names, "pages of \(size)")
        }
    }

    @Test func theLastPageHasNoToken() async throws {
        let registry = try await Self.filled()
        let page = try await registry.call(ECS.ListTaskDefinitions.self, #"{"maxResults":13}"#)
        #expect(page.taskDefinitionArns?.count == 13)
        #expect(page.nextToken == nil)
        #expect(
            page.taskDefinitionArns?.first == "arn:aws:ecs:us-east-1:123456789012:task-definition/a:1")
    }

    @Test(arguments: ["ASC", "DESC"])
    func deregisteringEarlierPagesSkipsNothing(sort: String) async throws {
        let registry = try await Self.filled()
        let expected = try await registry.revisions(#""sort":"\#(sort)""#)
        var seen: [String] = []
        var token = ""
        repeat {
            let page = try await registry.call(
                ECS.ListTaskDefinitions.self, #"{"sort":"\#(sort)","maxResults":3\#(token)}"#)
            let names = (page.taskDefinitionArns ?? []).compactMap { $0.split(separator: "/").last.map(String.init) }
            for name in names { try await registry.deregister(name) }
            seen += names
            token = page.nextToken.map { #","nextToken":"\#($0)""# } ?? ""
        } while !token.isEmpty
        #expect(seen == expected)
    }

    struct Families: Sendable, CustomTestStringConvertible {
        let request: String
        let names: [String]

        var testDescription: String { request }
    }

    @Test(arguments: [
        Families(request: "{}", names: ["a", "ab", "b"]),
        Families(request: #"{"status":"ALL"}"#, names: ["a", "ab", "b"]),
        Families(request: #"{"status":"ACTIVE"}"#, names: ["a", "b"]),
        Families(request: #"{"status":"INACTIVE"}"#, names: ["ab"]),
        Families(request: #"{"familyPrefix":"a"}"#, names: ["a", "ab"]),
        Families(request: #"{"familyPrefix":"ab"}"#, names: ["ab"]),
    ])
    func listsFamilies(test: Families) async throws {
        let registry = try await Self.filled()
        #expect(try await registry.call(ECS.ListTaskDefinitionFamilies.self, test.request).families == test.names)
    }

    @Test func pagesFamilies() async throws {
        let registry = try await Self.filled()
        let first = try await registry.call(ECS.ListTaskDefinitionFamilies.self, #"{"maxResults":2}"#)
        #expect(first.families == ["a", "ab"])
        let token = try #require(first.nextToken)
        let second = try await registry.call(
            ECS.ListTaskDefinitionFamilies.self, #"{"maxResults":2,"nextToken":"\#(token)"}"#)
        #expect(second.families == ["b"])
        #expect(second.nextToken == nil)
    }

    struct Reuse: Sendable, CustomTestStringConvertible {
        let operation: String
        let first: String
        let then: String
        var isTaken = false

        var testDescription: String { "\(operation) \(first) then \(then)" }
    }

    @Test(arguments: [
        Reuse(operation: "ListTaskDefinitions", first: #""familyPrefix":"b""#, then: #""familyPrefix":"a""#),
        Reuse(
            operation: "ListTaskDefinitions", first: #""familyPrefix":"b""#, then: #""familyPrefix":"b","sort":"DESC""#),
        Reuse(operation: "ListTaskDefinitions", first: #""sort":"ASC""#, then: #""status":"INACTIVE""#),
        Reuse(operation: "ListTaskDefinitions", first: #""sort":"ASC""#, then: #""status":"ACTIVE""#, isTaken: true),
        Reuse(operation: "ListTaskDefinitionFamilies", first: #""familyPrefix":"a""#, then: #""status":"ALL""#),
        Reuse(operation: "ListTaskDefinitionFamilies", first: #""status":"ALL""#, then: #""status":"ACTIVE""#),
        Reuse(
            operation: "ListTaskDefinitionFamilies", first: #""status":"ALL""#, then: #""familyPrefix":"""#,
            isTaken: true),
        Reuse(operation: "ListServices", first: #""launchType":"EC2""#, then: #""schedulingStrategy":"REPLICA""#),
        Reuse(operation: "ListServices", first: #""cluster":"default""#, then: #""cluster":"other""#),
        Reuse(operation: "ListTasks", first: #""family":"b""#, then: #""startedBy":"b""#),
        Reuse(operation: "ListTasks", first: #""family":"b""#, then: #""family":"b","desiredStatus":"STOPPED""#),
    ])
    func aTokenFitsItsOwnListAlone(test: Reuse) async throws {
        let registry = try await Self.filled()
        for cluster in ["default", "other"] {
            try await registry.call(ECS.CreateCluster.self, #"{"clusterName":"\#(cluster)"}"#)
        }
        for service in ["s", "t"] {
            try await registry.call(
                ECS.CreateService.self, #"{"serviceName":"\#(service)","taskDefinition":"b","desiredCount":1}"#)
        }
        struct Token: Decodable { let nextToken: String }
        let first = await registry.send(test.operation, "{\(test.first),\"maxResults\":1}")
        let token = try JSONDecoder().decode(Token.self, from: first.body).nextToken
        let then = await registry.send(test.operation, #"{\#(test.then),"nextToken":"\#(token)"}"#)
        #expect(ECSError(then) == (test.isTaken ? nil : PageToken.invalid))
    }

    @Test func aTokenFitsItsOwnRegionAlone() async throws {
        let registry = try await Self.filled()
        let token = try #require(
            try await registry.call(ECS.ListTaskDefinitions.self, #"{"maxResults":1}"#).nextToken)
        await #expect(throws: PageToken.invalid) {
            try await registry.call(
                ECS.ListTaskDefinitions.self, #"{"nextToken":"\#(token)"}"#, region: "eu-west-1")
        }
    }

    @Test(arguments: [
        ("ListTaskDefinitions", #"{"maxResults":0}"#), ("ListTaskDefinitions", #"{"maxResults":101}"#),
        ("ListTaskDefinitions", #"{"nextToken":"x"}"#), ("ListTaskDefinitions", #"{"nextToken":""}"#),
        ("ListTaskDefinitionFamilies", #"{"nextToken":"TGlzdENsdXN0ZXJzIGE="}"#),
    ])
    func refusesPagesThatCannotBe(operation: String, request: String) async throws {
        #expect(try await TestRegistry().refusal(operation, request).code == .invalidParameter)
    }

    @Test(arguments: [#"{"status":"GONE"}"#, #"{"sort":"UP"}"#])
    func refusesOtherChoices(request: String) async throws {
        #expect(try await TestRegistry().refusal("ListTaskDefinitions", request).code == .client)
    }
}
