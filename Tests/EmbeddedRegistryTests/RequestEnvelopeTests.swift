import AWSWire
import ECSWire
import Foundation
import Testing

@testable import EmbeddedRegistry

@Suite struct RequestEnvelopeTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        var method = "POST"
        var path = "/"
        var target: String? = ECS.targetPrefix + "ListClusters"
        var authorization: String? =
            "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=00"
        var body = "{}"
        let code: ECSErrorCode

        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "another method", method: "GET", code: .unknownOperation),
        Refusal(name: "another path", path: "/health", code: .unknownOperation),
        Refusal(name: "no target", target: nil, code: .unknownOperation),
        Refusal(name: "a target of another service", target: "AWSEvents.ListRules", code: .unknownOperation),
        Refusal(name: "an operation that ECS has not", target: ECS.targetPrefix + "Nope", code: .unknownOperation),
        Refusal(name: "an empty operation", target: ECS.targetPrefix, code: .unknownOperation),
        Refusal(name: "no signature", authorization: nil, code: .missingAuthenticationToken),
        Refusal(
            name: "no signature comes before a bad body", authorization: nil, body: "{",
            code: .missingAuthenticationToken),
        Refusal(name: "another scheme", authorization: "Bearer x", code: .incompleteSignature),
        Refusal(
            name: "no credential", authorization: "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0",
            code: .incompleteSignature),
        Refusal(
            name: "no Region in the scope",
            authorization: "AWS4-HMAC-SHA256 Credential=K/20260101//ecs/aws4_request, SignedHeaders=h, Signature=0",
            code: .incompleteSignature),
        Refusal(
            name: "a scope that is too short",
            authorization: "AWS4-HMAC-SHA256 Credential=K/aws4_request, SignedHeaders=h, Signature=0",
            code: .incompleteSignature),
        Refusal(
            name: "a scope of another service",
            authorization: "AWS4-HMAC-SHA256 Credential=K/20260101/us-east-1/s3/aws4_request, SignedHeaders=h, "
                + "Signature=0",
            code: ECSErrorCode(rawValue: "InvalidSignatureException")),
        Refusal(name: "not JSON", body: "{", code: .serialization),
        Refusal(name: "not an object", body: "[]", code: .serialization),
        Refusal(name: "another type", body: #"{"maxResults":"ten"}"#, code: .serialization),
        Refusal(
            name: "nested too deep", body: String(repeating: "[", count: 100_000), code: .serialization),
    ])
    func refuses(test: Refusal) async throws {
        let registry = try TestRegistry().registry
        var headers: [String: String] = [:]
        headers["x-amz-target"] = test.target
        headers["authorization"] = test.authorization
        let response = await registry.respond(
            to: WireRequest(method: test.method, path: test.path, headers: headers, body: Data(test.body.utf8)))
        #expect(response.status == 400)
        #expect(ECSError(response)?.code == test.code)
        #expect(response.headers["x-amzn-errortype"] == test.code.rawValue)
        #expect(response.headers["content-type"] == "application/x-amz-json-1.1")
    }

    @Test func answersHaveAnIdentityEach() async throws {
        let registry = try TestRegistry()
        let one = await registry.send("ListClusters", "")
        let other = await registry.send("ListClusters", "{}")
        #expect(one.status == 200)
        let identity = try #require(one.headers["x-amzn-requestid"])
        #expect(UUID(uuidString: identity)?.uuidString.lowercased() == identity)
        #expect(one.headers["x-amzn-requestid"] != other.headers["x-amzn-requestid"])
    }

    @Test func namesTheMemberOfAnotherType() async throws {
        let error = try await TestRegistry().refusal(
            "RegisterTaskDefinition", #"{"family":"web","containerDefinitions":[{"name":"a"},{"memory":"64"}]}"#)
        #expect(
            error
                == ECSError(
                    .serialization,
                    "Member 'containerDefinitions[1].memory' has the wrong type: a number is expected."))
    }

    @Test(arguments: ["1.5", "2147483648", "-2147483649", "9223372036854775808", "1e400"])
    func namesTheMemberWhoseNumberDoesNotFit(number: String) async throws {
        let error = try await TestRegistry().refusal(
            "RegisterTaskDefinition",
            #"{"family":"1.5","novelty":{"n":0.5},"containerDefinitions":[{"name":"\\\" 1.5","memory":\#(number)}]}"#)
        #expect(
            error
                == ECSError(
                    .serialization,
                    "Member 'containerDefinitions[0].memory' has a number that does not fit: "
                        + "a whole number is expected."))
    }

    @Test(arguments: ["1e300", "-1e300", "1e17", "9223372036854775808"])
    func namesTheMemberWhoseTimeDoesNotFit(number: String) async throws {
        let error = try await TestRegistry().refusal(
            "ListServiceDeployments", #"{"service":"s","createdAt":{"after":0,"before":\#(number)}}"#)
        #expect(error == ECSError(.serialization, "Member 'createdAt.before' has a time that does not fit."))
    }

    @Test(arguments: [
        "{", #"{"maxResults":1.5"#, #"{"maxResults":1.5.1}"#, #"{"maxResults":01}"#, "1.5 1.5",
        #"{"maxResults":1,}"#, "{\"a\":[1,\r\n\t ]}", #"{"a\"":"\\",}"#,
    ])
    func saysWhatIsNoJSON(body: String) async throws {
        let error = try await TestRegistry().refusal("ListClusters", body)
        #expect(error == ECSError(.serialization, "The body is not valid JSON."))
    }

    @Test func commasWithinStringsAreText() async throws {
        try await TestRegistry().call(ECS.ListClusters.self, #"{"novelty":[",}",",]","\",}",{",}":"\\,"}]}"#)
    }

    @Test func unknownMembersAreIgnoredAndNullsDropped() async throws {
        let registry = try TestRegistry()
        let output = try await registry.call(
            ECS.RegisterTaskDefinition.self,
            #"{"family":"web","novelty":[1],"cpu":null,"containerDefinitions":"#
                + #"[{"name":"a","image":"i","memory":64,"links":null,"novelty":{}}]}"#)
        #expect(output.taskDefinition?.cpu == nil)
        #expect(output.taskDefinition?.containerDefinitions?.first?.links == nil)
    }

    @Test func regionsAreSeparate() async throws {
        let registry = try TestRegistry()
        try await registry.register("web")
        let elsewhere = try await registry.call(ECS.ListTaskDefinitions.self, "{}", region: "eu-west-1")
        #expect(elsewhere.taskDefinitionArns == [])
        let chinese = try await registry.call(
            ECS.CreateCluster.self, "{}", region: "cn-north-1")
        #expect(chinese.cluster?.clusterArn == "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/default")
    }
}
