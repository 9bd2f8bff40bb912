import AWSAdapters
import AWSClient
import AWSWire
import ECSWire
import EmbeddedRegistry
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

/// A registry in memory behind a client, with answers that can be replaced.
private struct Bench: Sendable {
    let client: ECSClient
    var registry: ECSTaskDefinitionRegistry { ECSTaskDefinitionRegistry(client) }

    /// - Parameter replies: by operation; what has none is answered by the embedded registry.
    init(
        _ replies: [String: WireResponse] = [:], at url: String = "http://localhost",
        credentials: any CredentialsProvider = StaticCredentials.embedded,
        time: TimeSource = .withoutWaits
    ) throws {
        let registry = try Registry(database: .memory)
        let endpoint = try Endpoint(url)
        let session = AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: credentials,
            transport: InProcessTransport { request in
                let operation = (request.headers["x-amz-target"] ?? "").dropFirst(ECS.targetPrefix.count)
                if let reply = replies[String(operation)] { return reply }
                return await registry.respond(to: request)
            },
            time: time)
        client = try ECSClient(session)
    }

    func register(_ family: String, _ count: Int = 1) async throws {
        for _ in 0..<count {
            _ = try await client.call(
                ECS.RegisterTaskDefinition.self,
                .init {
                    $0.family = family
                    $0.containerDefinitions = [
                        .init {
                            $0.name = "app"
                            $0.image = "app"
                            $0.memory = 64
                        }
                    ]
                })
        }
    }
}

private func reply(_ json: String, status: Int = 200) -> WireResponse {
    WireResponse(status: status, body: Data(json.utf8))
}

@Test("lists every page of every family, or one family alone, without those that only start with its name")
func lists() async throws {
    let bench = try Bench()
    try await bench.register("web", 120)
    try await bench.register("web-2", 2)
    let all = try await bench.registry.activeRevisions(of: nil)
    #expect(all.families == [try Family("web"): RevisionSet(1...120), try Family("web-2"): [1, 2]])
    #expect(all.scope == RegistryScope(region: "eu-west-1", account: "123456789012"))
    let one = try await bench.registry.activeRevisions(of: [try Family("web")])
    #expect(one.families == [try Family("web"): RevisionSet(1...120)])
}

@Test("deregisters, describes what was deregistered and lists it; what was never there is missing")
func deregisters() async throws {
    let bench = try Bench()
    try await bench.register("web", 3)
    let scope = RegistryScope(region: "eu-west-1", account: "123456789012")
    for response in [DeregistrationResponse.deregistered, .alreadyDeregistered] {
        #expect(try await bench.registry.deregister(id("web:2"), in: scope, sentWithin: .seconds(5)) == response)
    }
    #expect(try await bench.registry.describe(id("web:2"))?.status == .inactive)
    #expect(try await bench.registry.describe(id("web:2"))?.deregisteredAt != nil)
    #expect(try await bench.registry.describe(id("web:3"))?.registeredAt != nil)
    #expect(try await bench.registry.describe(id("web:3"))?.deregisteredAt == nil)
    #expect(try await bench.registry.describe(id("web:4")) == nil)
    #expect(try await bench.registry.describe(id("api:1")) == nil)
    #expect(try await bench.registry.revisions(of: try Family("web"), .inactive) == [2])
}

/// Time that passes only when somebody sleeps.
private final class PassingTime: Sendable {
    private let passed = Mutex(Duration.zero)

    var source: TimeSource {
        TimeSource(
            now: { Date(timeIntervalSince1970: 1_800_000_000) }, uptime: { self.passed.withLock { $0 } },
            sleep: { self.pass($0) })
    }

    func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
}

/// Credentials that are two seconds away.
private struct SlowCredentials: CredentialsProvider {
    let time: PassingTime

    func credentials() async throws(CredentialsError) -> Credentials {
        time.pass(.seconds(2))
        return try await StaticCredentials.embedded.credentials()
    }
}

@Test(
    "a deregistration that would go out after its evidence has grown old, or beyond the rate, is not sent",
    arguments: [
        ("there is no token left", 18, false, 30_000), ("there is one token left", 17, true, 30_000),
        ("its credentials are two seconds away", 0, false, 1999), ("its credentials come in time", 0, true, 2000),
    ])
func sendsInTime(_ name: String, before: Int, isSent: Bool, limit: Int) async throws {
    let time = PassingTime()
    let bench = try Bench(
        at: "https://ecs.eu-west-1.amazonaws.com",
        credentials: before == 0 ? SlowCredentials(time: time) : StaticCredentials.embedded, time: time.source)
    // The bucket holds 18 calls.
    try await bench.register("web", max(before, 1))
    let failure: RegistryFailure?
    do {
        _ = try await bench.registry.deregister(id("web:1"), in: nil, sentWithin: .milliseconds(limit))
        failure = nil
    } catch {
        failure = error
    }
    #expect(failure?.retryability == (isSent ? nil : .notSent), "\(name)")
    #expect(try await bench.registry.describe(id("web:1"))?.status == (isSent ? .inactive : .active), "\(name)")
}

struct ResponseCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let definition: String
    let response: DeregistrationResponse

    init(_ name: String, _ definition: String, _ response: DeregistrationResponse) {
        (testDescription, self.definition, self.response) = (name, definition, response)
    }

    static let arn = #""taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1""#
}

@Test(
    "the response to a deregistration confirms it if it names the ARN that was sent with a status that fits",
    arguments: [
        ResponseCase("INACTIVE", #"{\#(ResponseCase.arn), "status": "INACTIVE"}"#, .deregistered),
        ResponseCase(
            "INACTIVE, ACTIVE before", #"{\#(ResponseCase.arn), "status": "INACTIVE", "previousStatus": "ACTIVE"}"#,
            .deregistered),
        ResponseCase(
            "INACTIVE before", #"{\#(ResponseCase.arn), "status": "INACTIVE", "previousStatus": "INACTIVE"}"#,
            .alreadyDeregistered),
        ResponseCase(
            "being deleted", #"{\#(ResponseCase.arn), "status": "DELETE_IN_PROGRESS"}"#, .deregistered),
        ResponseCase("ACTIVE", #"{\#(ResponseCase.arn), "status": "ACTIVE"}"#, .unclear),
        ResponseCase("a status that nobody knows", #"{\#(ResponseCase.arn), "status": "RESTING"}"#, .unclear),
        ResponseCase("without a status", #"{\#(ResponseCase.arn)}"#, .unclear),
        ResponseCase("without an ARN", #"{"status": "INACTIVE"}"#, .unclear),
        ResponseCase(
            "another revision",
            #"{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:11", "status": "INACTIVE"}"#,
            .unclear),
        ResponseCase(
            "another account",
            #"{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:999999999999:task-definition/web:1", "status": "INACTIVE"}"#,
            .unclear),
    ])
func readsTheResponse(_ this: ResponseCase) async throws {
    let bench = try Bench(["DeregisterTaskDefinition": reply(#"{"taskDefinition": \#(this.definition)}"#)])
    let scope = RegistryScope(region: "eu-west-1", account: "123456789012")
    #expect(
        try await bench.registry.deregister(id("web:1"), in: scope, sentWithin: .seconds(5)) == this.response)
}

struct UnreadableCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let operation: String
    let reply: WireResponse
}

@Test(
    "an answer that cannot be relied on is a failure, never an empty list and never 'missing'",
    arguments: [
        UnreadableCase(
            testDescription: "no ARN", operation: "ListTaskDefinitions",
            reply: reply(#"{"taskDefinitionArns": ["web:1"]}"#)),
        UnreadableCase(
            testDescription: "two accounts", operation: "ListTaskDefinitions",
            reply: reply(
                #"""
                {"taskDefinitionArns": ["arn:aws:ecs:eu-west-1:111111111111:task-definition/web:1",
                                        "arn:aws:ecs:eu-west-1:222222222222:task-definition/web:2"]}
                """#)),
        UnreadableCase(testDescription: "no list", operation: "ListTaskDefinitions", reply: reply("{}")),
        UnreadableCase(
            testDescription: "list denied", operation: "ListTaskDefinitions",
            reply: reply(#"{"__type": "AccessDeniedException", "message": "no"}"#, status: 400)),
        UnreadableCase(
            testDescription: "another ClientException", operation: "DescribeTaskDefinition",
            reply: reply(#"{"__type": "ClientException", "message": "Something else."}"#, status: 400)),
        UnreadableCase(testDescription: "no definition", operation: "DescribeTaskDefinition", reply: reply("{}")),
        UnreadableCase(
            testDescription: "a status that nobody knows", operation: "DescribeTaskDefinition",
            reply: reply(#"{"taskDefinition": {"status": "RESTING"}}"#)),
    ])
func failsClosed(_ this: UnreadableCase) async throws {
    let registry = try Bench([this.operation: this.reply]).registry
    await #expect(throws: RegistryFailure.self) {
        _ = try await registry.activeRevisions(of: nil)
        _ = try await registry.describe(id("web:1"))
    }
}

struct RegistrarCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Members of the definition.
    var members = ""
    /// Members of the response.
    var tags = ""
    let registrar: Registrar

    var reply: WireResponse {
        AWSAdaptersTests.reply(#"{"taskDefinition": {"status": "ACTIVE"\#(members)}\#(tags)}"#)
    }
}

private func by(_ principal: String) -> String { #", "registeredBy": "\#(principal)""# }

@Test(
    "AWS Batch's revisions are known by its service-linked role, or by its tag",
    arguments: [
        RegistrarCase(
            testDescription: "a session of the role",
            members: by("arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForBatch/aws-batch"), registrar: .batch),
        RegistrarCase(
            testDescription: "a session in another partition, whose name has a slash",
            members: by("arn:aws-cn:sts::123456789012:assumed-role/AWSServiceRoleForBatch/a/b"), registrar: .batch),
        RegistrarCase(
            testDescription: "the role itself",
            members: by(
                "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch"),
            registrar: .batch),
        RegistrarCase(
            testDescription: "the tag",
            tags: #", "tags": [{"key": "a"}, {"key": "AWSBatchServiceTag", "value": "batch"}]"#,
            registrar: .batch),
        RegistrarCase(
            testDescription: "the tag without a value, on somebody's", members: by("arn:aws:iam::123456789012:root"),
            tags: #", "tags": [{"key": "AWSBatchServiceTag"}]"#, registrar: .batch),
        RegistrarCase(testDescription: "neither, as moto answers", registrar: .other),
        RegistrarCase(
            testDescription: "somebody else, with another tag", members: by("arn:aws:iam::123456789012:user/batch"),
            tags: #", "tags": [{"key": "awsbatchservicetag"}, {}]"#, registrar: .other),
        RegistrarCase(
            testDescription: "a session that only bears the role's name",
            members: by("arn:aws:sts::123456789012:assumed-role/deploy/AWSServiceRoleForBatch"), registrar: .other),
        RegistrarCase(
            testDescription: "a role whose name begins like it",
            members: by("arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForBatchJobs/x"), registrar: .other),
        RegistrarCase(
            testDescription: "somebody's role of that name",
            members: by("arn:aws:iam::123456789012:role/AWSServiceRoleForBatch"), registrar: .other),
        RegistrarCase(testDescription: "no ARN", members: by("AWSServiceRoleForBatch"), registrar: .other),
    ])
func readsTheRegistrar(_ this: RegistrarCase) async throws {
    let bench = try Bench(["DescribeTaskDefinition": this.reply])
    #expect(try await bench.registry.describe(id("web:1"))?.registrar == this.registrar)
}

@Test("the tags of a description are asked for: without that, the registry sends none")
func asksForTags() async throws {
    let bench = try Bench()
    for tags in [[], [ECS.Tag { ($0.key, $0.value) = ("AWSBatchServiceTag", "batch") }]] {
        _ = try await bench.client.call(
            ECS.RegisterTaskDefinition.self,
            .init {
                $0.family = "jobs"
                $0.containerDefinitions = [.init { ($0.name, $0.image, $0.memory) = ("app", "app", 64) }]
                $0.tags = tags.isEmpty ? nil : tags
            })
    }
    #expect(try await bench.registry.describe(id("jobs:1"))?.registrar == .other)
    #expect(try await bench.registry.describe(id("jobs:2"))?.registrar == .batch)
}
