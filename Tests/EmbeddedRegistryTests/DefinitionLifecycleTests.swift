import AWSWire
import ECSWire
import Foundation
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// Describe and Deregister: how revisions are named and how their status changes.
@Suite struct DefinitionLifecycleTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let operation: String
        let request: String
        var code = ECSErrorCode.client
        let text: String

        var testDescription: String { "\(operation) \(request)" }
    }

    static let describe = "DescribeTaskDefinition"
    static let deregister = "DeregisterTaskDefinition"
    static let cannot = "Unable to describe task definition."

    @Test(arguments: [
        Refusal(operation: describe, request: #"{"taskDefinition":"nope"}"#, text: cannot),
        Refusal(operation: describe, request: #"{"taskDefinition":"web:9"}"#, text: cannot),
        Refusal(operation: describe, request: #"{"taskDefinition":"gone"}"#, text: cannot),
        Refusal(operation: describe, request: #"{"taskDefinition":"we b"}"#, text: cannot),
        Refusal(operation: describe, request: #"{"taskDefinition":"web:9999999999"}"#, text: cannot),
        Refusal(
            operation: describe,
            request: #"{"taskDefinition":"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"}"#, text: cannot),
        Refusal(
            operation: describe, request: #"{"taskDefinition":"web:bad"}"#, code: .invalidParameter,
            text: "Invalid task definition: Invalid revision number."),
        Refusal(
            operation: describe, request: #"{"taskDefinition":"nope","include":["BOGUS"]}"#,
            text: "BOGUS is not a valid value for include. The value must be one of [[TAGS]]"),
        Refusal(
            operation: describe, request: "{}", code: .invalidParameter, text: "TaskDefinition can not be blank."),
        Refusal(
            operation: deregister, request: #"{"taskDefinition":"web"}"#, code: .invalidParameter,
            text: "Revision is missing"),
        Refusal(
            operation: deregister, request: #"{"taskDefinition":"web:latest"}"#, code: .invalidParameter,
            text: "Invalid revision number. Number: latest"),
        Refusal(operation: deregister, request: #"{"taskDefinition":"web:9"}"#, text: cannot),
    ])
    func refuses(test: Refusal) async throws {
        let registry = try await TestRegistry.with(revisions: "web", "gone")
        try await registry.deregister("gone:1")
        #expect(try await registry.refusal(test.operation, test.request) == ECSError(test.code, test.text))
    }

    @Test(arguments: ["web:1", "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"])
    func describesByNameAndByARN(name: String) async throws {
        let registry = try await TestRegistry.with(revisions: "web", "web")
        let found = try await registry.call(ECS.DescribeTaskDefinition.self, #"{"taskDefinition":"\#(name)"}"#)
        #expect(found.taskDefinition?.revision == 1)
    }

    @Test func aBareFamilyIsItsNewestActiveRevision() async throws {
        let registry = try await TestRegistry.with(revisions: "web", "web", "web")
        let bare = #"{"taskDefinition":"web"}"#
        #expect(try await registry.call(ECS.DescribeTaskDefinition.self, bare).taskDefinition?.revision == 3)
        try await registry.deregister("web:3")
        #expect(try await registry.call(ECS.DescribeTaskDefinition.self, bare).taskDefinition?.revision == 2)
    }

    @Test func describeGivesWhatRegisterGave() async throws {
        let registry = try TestRegistry()
        let registered = try await registry.register("web", #","dockerLabels":{"A.b":"c"}"#)
        let described = try await registry.call(ECS.DescribeTaskDefinition.self, #"{"taskDefinition":"web:1"}"#)
        #expect(described.taskDefinition == registered)
    }

    @Test func tagsAreThereOnRequestAndAnEmptyListOtherwise() async throws {
        let registry = try TestRegistry()
        try await registry.register("web", more: #""tags":[{"key":"k","value":"v"}],"#)
        try await registry.register("web")
        let described = { (body: String) in try await registry.call(ECS.DescribeTaskDefinition.self, body).tags }
        #expect(try await described(#"{"taskDefinition":"web:1"}"#) == [])
        #expect(
            try await described(#"{"taskDefinition":"web:1","include":["TAGS"]}"#)
                == [ECS.Tag { ($0.key, $0.value) = ("k", "v") }])
        #expect(try await described(#"{"taskDefinition":"web:2","include":["TAGS"]}"#) == [])
    }

    @Test func theFirstDeregistrationTellsWhatTheRevisionWas() async throws {
        let registry = try await TestRegistry.with(revisions: "web")
        let output = try await registry.call(ECS.DeregisterTaskDefinition.self, #"{"taskDefinition":"web:1"}"#)
        #expect(output.taskDefinition?.status == "INACTIVE")
        #expect(output.taskDefinition?.previousStatus == "ACTIVE")
        #expect(output.taskDefinition?.deregisteredAt == nil)
        #expect(output.taskDefinition?.containerDefinitions?.count == 1)
    }

    @Test func repeatingADeregistrationChangesNothing() async throws {
        let registry = try await TestRegistry.with(revisions: "web")
        try await registry.deregister("web:1")
        let time = Timestamp(registry.clock.now)
        registry.clock.advance(60)
        let again = try await registry.call(ECS.DeregisterTaskDefinition.self, #"{"taskDefinition":"web:1"}"#)
        #expect(again.taskDefinition?.previousStatus == "INACTIVE")
        #expect(again.taskDefinition?.deregisteredAt == time)
    }

    @Test func anInactiveRevisionIsStillDescribed() async throws {
        let registry = try await TestRegistry.with(revisions: "web")
        try await registry.deregister("web:1")
        let found = try await registry.call(ECS.DescribeTaskDefinition.self, #"{"taskDefinition":"web:1"}"#)
        #expect(found.taskDefinition?.status == "INACTIVE")
        #expect(found.taskDefinition?.deregisteredAt != nil)
        #expect(found.taskDefinition?.previousStatus == nil)
    }

    @Test func numbersAreNeverUsedAgain() async throws {
        let registry = try await TestRegistry.with(revisions: "web", "web")
        try await registry.deregister("web:1")
        try await registry.deregister("web:2")
        #expect(try await registry.register("web").revision == 3)
    }

    @Test func nothingIsDeregisteredBeforeItWasRegistered() async throws {
        let registry = try TestRegistry()
        let registered = try await registry.register("web").registeredAt
        registry.clock.advance(-3600)
        try await registry.deregister("web:1")
        let found = try await registry.call(ECS.DescribeTaskDefinition.self, #"{"taskDefinition":"web:1"}"#)
        #expect(found.taskDefinition?.deregisteredAt == registered)
    }

    @Test func ageGrowsWithTheNumberEvenWhenTheClockGoesBack() async throws {
        let registry = try TestRegistry()
        let first = try await registry.register("web").registeredAt
        registry.clock.advance(-3600)
        #expect(try await registry.register("web").registeredAt == first)
        #expect(try #require(try await registry.register("api").registeredAt) < #require(first))
    }
}
