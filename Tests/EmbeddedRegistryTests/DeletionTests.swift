import AWSWire
import ECSWire
import TestSupport
import Testing

@testable import EmbeddedRegistry

@Suite struct DeletionTests {
    /// `web:1` to `web:4`, the first three INACTIVE.
    static func registry() async throws -> TestRegistry {
        let registry = try await TestRegistry.with(
            clusters: ["default"], taskStep: 1, revisions: "web", "web", "web", "web")
        return registry
    }

    static func deregister(_ registry: TestRegistry) async throws {
        for number in 1...3 { try await registry.deregister("web:\(number)") }
    }

    func delete(_ registry: TestRegistry, _ names: String...) async throws -> ECS.DeleteTaskDefinitions.Output {
        let list = names.map { #""\#($0)""# }.joined(separator: ",")
        return try await registry.call(ECS.DeleteTaskDefinitions.self, #"{"taskDefinitions":[\#(list)]}"#)
    }

    func status(_ registry: TestRegistry, _ name: String) async throws -> String {
        let response = await registry.send("DescribeTaskDefinition", #"{"taskDefinition":"\#(name)"}"#)
        guard response.status == 200 else { return try #require(ECSError(response)).message }
        let output = try WireCoding.decode(ECS.DescribeTaskDefinition.Output.self, from: response.body)
        return output.taskDefinition?.status ?? ""
    }

    @Test(arguments: [
        (
            "web:4",
            "The specified task definition is still in ACTIVE status. Please deregister the target and try again."
        ),
        (
            "web:9",
            "The specified task definition does not exist. "
                + "Specify a valid account, family, revision and try again."
        ),
        ("web", "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."),
        ("web:x", "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."),
        (
            "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1",
            "The specified task definition does not exist. "
                + "Specify a valid account, family, revision and try again."
        ),
    ])
    func aProblemOfOneIsAFailureUnderItsName(name: String, reason: String) async throws {
        let registry = try await Self.registry()
        try await Self.deregister(registry)
        let output = try await delete(registry, name, "web:1")
        #expect(output.failures?.map(\.arn) == [name])
        #expect(output.failures?.map(\.reason) == [reason])
        #expect(output.taskDefinitions?.map(\.revision) == [1])
    }

    @Test func aListHasOneToTen() async throws {
        let registry = try await Self.registry()
        #expect(
            try await registry.refusal("DeleteTaskDefinitions", #"{"taskDefinitions":[]}"#)
                == ECSError(.invalidParameter, "size of TaskDefinition references list must be greater than 0"))
        let eleven = (1...11).map { #""web:\#($0)""# }.joined(separator: ",")
        #expect(
            try await registry.refusal("DeleteTaskDefinitions", #"{"taskDefinitions":[\#(eleven)]}"#)
                == ECSError(.invalidParameter, "Size of TaskDefinition references list cannot exceed 10"))
    }

    @Test func goesAfterAnHourAndItsNumberStaysTaken() async throws {
        let registry = try await Self.registry()
        try await Self.deregister(registry)
        let first = try #require(try await delete(registry, "web:3").taskDefinitions?.first)
        #expect((first.status, first.previousStatus) == ("DELETE_IN_PROGRESS", "INACTIVE"))
        let again = try #require(try await delete(registry, "web:3").taskDefinitions?.first)
        #expect((again.status, again.previousStatus) == ("DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS"))
        #expect(again.deleteRequestedAt == first.deleteRequestedAt)
        #expect(
            try await registry.refusal("DeregisterTaskDefinition", #"{"taskDefinition":"web:3"}"#).message
                == "The task definition could not be deregistered because it is in the process of being deleted.")
        registry.clock.advance(3599)
        #expect(try await registry.revisions(#""status":"DELETE_IN_PROGRESS""#) == ["web:3"])
        #expect(try await status(registry, "web:3") == "DELETE_IN_PROGRESS")
        registry.clock.advance(1)
        #expect(try await status(registry, "web:3") == "Unable to describe task definition.")
        #expect(try await registry.revisions(#""status":"DELETE_IN_PROGRESS""#) == [])
        #expect(try await registry.register("web").revision == 5)
    }

    @Test func aFamilyWithoutAnyRevisionIsNotListedAndItsNumbersStayTaken() async throws {
        let registry = try await TestRegistry.with(revisions: "gone")
        try await registry.deregister("gone:1")
        _ = try await delete(registry, "gone:1")
        func families() async throws -> [String]? {
            try await registry.call(ECS.ListTaskDefinitionFamilies.self, "{}").families
        }
        #expect(try await families() == ["gone"])
        registry.clock.advance(3600)
        #expect(try await families() == [])
        #expect(try await registry.register("gone").revision == 2)
    }

    /// A use and the call that ends it.
    @Test(arguments: [
        ("RunTask", #"{"taskDefinition":"web:1"}"#, "StopTask", #"{"task":"TASK"}"#),
        (
            "CreateService", #"{"serviceName":"s","taskDefinition":"web:1","desiredCount":0}"#, "UpdateService",
            #"{"service":"s","taskDefinition":"web:4"}"#
        ),
        (
            "CreateService", #"{"serviceName":"s","taskDefinition":"web:1","desiredCount":1}"#, "DeleteService",
            #"{"service":"s","force":true}"#
        ),
    ])
    func staysForAsLongAsSomethingUsesIt(use: String, body: String, end: String, endBody: String) async throws {
        let registry = try await Self.registry()
        #expect(await registry.send(use, body).status == 200)
        try await Self.deregister(registry)
        _ = try await delete(registry, "web:1")
        registry.clock.advance(86_400)
        #expect(try await status(registry, "web:1") == "DELETE_IN_PROGRESS")
        let task = try await registry.call(ECS.ListTasks.self, "{}").taskArns?.first ?? ""
        #expect(await registry.send(end, endBody.replacing("TASK", with: task)).status == 200)
        registry.clock.advance(60)
        #expect(try await status(registry, "web:1") == "Unable to describe task definition.")
    }

    @Test func aTaskSetHoldsItToo() async throws {
        let registry = try await Self.registry()
        try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","deploymentController":{"type":"EXTERNAL"}}"#)
        try await registry.call(
            ECS.CreateTaskSet.self, #"{"cluster":"default","service":"s","taskDefinition":"web:1"}"#)
        try await Self.deregister(registry)
        _ = try await delete(registry, "web:1")
        registry.clock.advance(86_400)
        #expect(try await status(registry, "web:1") == "DELETE_IN_PROGRESS")
    }
}
