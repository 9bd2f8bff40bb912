import AWSWire
import ECSWire
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// How long after its deregistration a revision can still be used.
@Suite struct PropagationWindowTests {
    struct Use: Sendable, CustomTestStringConvertible {
        let operation: String
        let body: String
        let code: ECSErrorCode
        var testDescription: String { operation }
    }

    /// Every operation that takes a definition, and its exception for an INACTIVE one.
    static let uses = [
        Use(operation: "RunTask", body: #"{"taskDefinition":"web:1"}"#, code: .invalidParameter),
        Use(
            operation: "StartTask", body: #"{"taskDefinition":"web:1","containerInstances":["i"]}"#,
            code: .invalidParameter),
        Use(operation: "CreateService", body: #"{"serviceName":"n","taskDefinition":"web:1"}"#, code: .client),
        Use(operation: "UpdateService", body: #"{"service":"s","taskDefinition":"web:1"}"#, code: .client),
        Use(
            operation: "CreateTaskSet", body: #"{"cluster":"default","service":"x","taskDefinition":"web:1"}"#,
            code: .client),
    ]

    /// A service `s`, and `x` with an EXTERNAL controller, on `web:2`; `web:1` has just been deregistered.
    static func registry(window: Int) async throws -> TestRegistry {
        let registry = try await TestRegistry.with(clusters: ["default"], window: window, revisions: "web", "web")
        try await registry.call(ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web:2"}"#)
        try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"x","deploymentController":{"type":"EXTERNAL"}}"#)
        try await registry.deregister("web:1")
        return registry
    }

    @Test(arguments: uses) func closedFromTheStart(use: Use) async throws {
        let registry = try await Self.registry(window: 0)
        let refusal = try await registry.refusal(use.operation, use.body)
        #expect(refusal == ECSError(use.code, "TaskDefinition is inactive"))
    }

    @Test(arguments: uses) func openUntilItsEndAndNeverAfter(use: Use) async throws {
        let registry = try await Self.registry(window: 600)
        registry.clock.advance(599.999)
        #expect(await registry.send(use.operation, use.body).status == 200)
        registry.clock.advance(0.001)
        let again = use.body.replacing(#""n""#, with: #""m""#)
        #expect(try await registry.refusal(use.operation, again).message == "TaskDefinition is inactive")
    }

    @Test func theWindowIsOfTheFirstDeregistration() async throws {
        let registry = try await Self.registry(window: 600)
        registry.clock.advance(500)
        try await registry.deregister("web:1")
        registry.clock.advance(100)
        #expect(await registry.send("RunTask", #"{"taskDefinition":"web:1"}"#).status == 400)
    }

    @Test func aBareFamilyMovesAtOnce() async throws {
        let registry = try await Self.registry(window: 600)
        try await registry.register("web")
        try await registry.deregister("web:3")
        let tasks = try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web"}"#).tasks
        #expect(tasks?.first?.taskDefinitionArn?.hasSuffix("web:2") == true)
    }

    @Test func deletionEndsIt() async throws {
        let registry = try await Self.registry(window: 600)
        try await registry.call(ECS.DeleteTaskDefinitions.self, #"{"taskDefinitions":["web:1"]}"#)
        #expect(await registry.send("RunTask", #"{"taskDefinition":"web:1"}"#).status == 400)
    }

    @Test(arguments: [0, 600]) func aClockThatGoesBackOpensNothing(window: Int) async throws {
        let registry = try await Self.registry(window: window)
        registry.clock.advance(Double(window))
        #expect(await registry.send("RunTask", #"{"taskDefinition":"web:1"}"#).status == 400)
        registry.clock.advance(-3600)
        #expect(await registry.send("RunTask", #"{"taskDefinition":"web:1"}"#).status == 400)
    }
}
