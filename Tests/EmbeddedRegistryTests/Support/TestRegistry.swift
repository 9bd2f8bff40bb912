import AWSWire
import ECSWire
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// An in-memory registry with a clock that the test moves, called like a client: by operation name and JSON.
struct TestRegistry: Sendable {
    let registry: Registry
    let clock = SettableClock(at: Date(timeIntervalSince1970: 1_750_000_000))

    /// Tasks run and stop at once unless `taskStep` is given, in seconds.
    init(_ location: Registry.Location = .memory, taskStep: Int = 0, window: Int = 0) throws {
        var settings = Registry.Settings()
        (settings.taskStep, settings.propagationWindow) = (.seconds(taskStep), .seconds(window))
        registry = try Registry(database: location, settings: settings, clock: { [clock] in clock.now })
    }

    /// A registry with clusters, and with one revision for each mention of a family.
    static func with(
        clusters: [String] = [], taskStep: Int = 0, window: Int = 0, revisions families: String...
    ) async throws -> TestRegistry {
        let registry = try TestRegistry(taskStep: taskStep, window: window)
        for cluster in clusters { try await registry.call(ECS.CreateCluster.self, #"{"clusterName":"\#(cluster)"}"#) }
        for family in families { try await registry.register(family) }
        return registry
    }

    func send(_ operation: String, _ body: String, region: String = "us-east-1") async -> WireResponse {
        await registry.respond(to: .signed(operation, body, region: region))
    }

    @discardableResult
    func call<Kind: ECSOperation>(
        _ kind: Kind.Type, _ body: String, region: String = "us-east-1"
    ) async throws -> Kind.Output {
        let response = await send(kind.name, body, region: region)
        guard response.status == 200 else { throw try #require(ECSError(response)) }
        return try WireCoding.decode(Kind.Output.self, from: response.body)
    }

    /// Reads the database as us-east-1.
    func read<Value>(_ body: (Store) throws(ECSError) -> Value) throws(ECSError) -> Value {
        try registry.database.transactions(in: RegistryDatabase.testScope).read(body)
    }

    /// The number of services that are due.
    func dueServices() throws(ECSError) -> Int {
        try read { store throws(ECSError) in
            try store.count("SELECT count(*) FROM services WHERE dueAt <= ?", [store.now.milliseconds])
        }
    }

    /// The error of a refused call; records an issue if the call succeeds.
    func refusal(_ operation: String, _ body: String) async throws -> ECSError {
        let response = await send(operation, body)
        try #require(response.status != 200, "\(operation) \(body) was not refused")
        return try #require(ECSError(response))
    }

    @discardableResult
    func register(_ family: String, _ container: String = "", more: String = "") async throws -> ECS.TaskDefinition {
        let body =
            #"{"family":"\#(family)",\#(more)"containerDefinitions":"#
            + #"[{"name":"app","image":"i","memory":64\#(container)}]}"#
        return try #require(try await call(ECS.RegisterTaskDefinition.self, body).taskDefinition)
    }

    func deregister(_ name: String) async throws {
        try await call(ECS.DeregisterTaskDefinition.self, #"{"taskDefinition":"\#(name)"}"#)
    }

    /// `family:revision` of every entry of a list, across all pages.
    func revisions(_ members: String) async throws -> [String] {
        var names: [String] = []
        var token: String?
        repeat {
            let next = token.map { #","nextToken":"\#($0)""# } ?? ""
            let page = try await call(ECS.ListTaskDefinitions.self, "{\(members)\(next)}")
            names += (page.taskDefinitionArns ?? []).map { String($0.split(separator: "/").last ?? "") }
            token = page.nextToken
        } while token != nil
        return names
    }
}

extension Store {
    /// The number in the first row's first column.
    func count(_ sql: String, _ arguments: StatementArguments) throws(ECSError) -> Int {
        try first(sql, arguments)?[0] ?? 0
    }
}

extension WireRequest {
    /// As an SDK sends it, with a signature that is not verified.
    static func signed(_ operation: String, _ body: String, region: String = "us-east-1") -> WireRequest {
        WireRequest(
            headers: [
                "x-amz-target": ECS.targetPrefix + operation,
                "authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20260101/\(region)/ecs/aws4_request, "
                    + "SignedHeaders=host;x-amz-date, Signature=00",
            ], body: Data(body.utf8))
    }
}

/// Runs a test in a temporary folder, which is deleted afterwards.
func withTemporaryFolder(_ body: (URL) async throws -> Void) async throws {
    try await TemporaryFolder.with { try await body(URL(filePath: $0.path)) }
}
