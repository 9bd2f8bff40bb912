import AWSWire
import ECSWire
import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedRegistry

@Suite struct TaskTests {
    static func registry() async throws -> TestRegistry {
        try await TestRegistry.with(clusters: ["default"], revisions: "web", "web")
    }

    func run(_ registry: TestRegistry, _ members: String = "") async throws -> [ECS.Task] {
        try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web"\#(members)}"#).tasks ?? []
    }

    @Test func aTaskRunsTheNewestActiveRevision() async throws {
        let registry = try await Self.registry()
        let task = try #require(try await run(registry).first)
        #expect(task.taskDefinitionArn == "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2")
        #expect((task.lastStatus, task.desiredStatus, task.launchType) == ("RUNNING", "RUNNING", "EC2"))
        #expect(task.group == "family:web")
        #expect(task.containers?.map(\.name) == ["app"])
        #expect(task.taskArn?.hasPrefix("arn:aws:ecs:us-east-1:123456789012:task/default/") == true)
        #expect(task.createdAt == Timestamp(registry.clock.now))
    }

    @Test func keepsWhatWasSent() async throws {
        let registry = try await Self.registry()
        let tasks = try await run(
            registry,
            #","count":3,"startedBy":"me","group":"g","launchType":"FARGATE","enableExecuteCommand":true,"#
                + #""overrides":{"containerOverrides":[{"name":"app","command":["x"]}],"cpu":"512"},"#
                + #""networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}"#)
        #expect(tasks.count == 3)
        let task = try #require(tasks.first)
        #expect((task.startedBy, task.group, task.launchType, task.cpu) == ("me", "g", "FARGATE", "512"))
        #expect(task.overrides?.containerOverrides?.first?.command == ["x"])
        #expect(task.enableExecuteCommand == true)
        #expect((task.platformVersion, task.platformFamily) == ("1.4.0", "Linux"))
        #expect(task.attachments?.first?.details?.first?.value == "subnet-1")
    }

    @Test func tagsAreItsOwnAndTheDefinitions() async throws {
        let registry = try await Self.registry()
        try await registry.register("web", more: #""tags":[{"key":"a","value":"1"},{"key":"b","value":"1"}],"#)
        let task = try #require(
            try await run(registry, #","propagateTags":"TASK_DEFINITION","tags":[{"key":"b","value":"2"}]"#).first)
        #expect(task.tags?.map { "\($0.key ?? "")=\($0.value ?? "")" } == ["b=2", "a=1"])
        let arn = try #require(task.taskArn)
        let plain = try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["\#(arn)"]}"#)
        #expect(plain.tasks?.first?.tags == [])
        let tagged = try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["\#(arn)"],"include":["TAGS"]}"#)
        #expect(tagged.tasks?.first == task)
    }

    @Test func aTaskGoesOnWhenItsRevisionIsDeregistered() async throws {
        let registry = try await Self.registry()
        let arn = try #require(try await run(registry).first?.taskArn)
        try await registry.deregister("web:2")
        #expect(try await registry.call(ECS.ListTasks.self, "{}").taskArns == [arn])
        #expect(try await run(registry).first?.taskDefinitionArn?.hasSuffix("web:1") == true)
    }

    @Test func stopping() async throws {
        let registry = try await Self.registry()
        let arn = try #require(try await run(registry).first?.taskArn)
        let id = try #require(arn.split(separator: "/").last)
        registry.clock.advance(5)
        let stopped = try #require(
            try await registry.call(ECS.StopTask.self, #"{"task":"\#(id)","reason":"enough"}"#).task)
        #expect((stopped.desiredStatus, stopped.lastStatus) == ("STOPPED", "STOPPED"))
        #expect((stopped.stopCode, stopped.stoppedReason) == ("UserInitiated", "enough"))
        #expect(stopped.stoppedAt == Timestamp(registry.clock.now))
        let again = try await registry.call(ECS.StopTask.self, #"{"task":"\#(arn)","reason":"more"}"#)
        #expect(again.task == stopped)
        #expect(try await registry.call(ECS.ListTasks.self, "{}").taskArns == [])
        #expect(try await registry.call(ECS.ListTasks.self, #"{"desiredStatus":"STOPPED"}"#).taskArns == [arn])
    }

    @Test func aStoppedTaskIsShownForAnHour() async throws {
        let registry = try await Self.registry()
        let arn = try #require(try await run(registry).first?.taskArn)
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(arn)"}"#)
        let stopped = { try await registry.call(ECS.ListTasks.self, #"{"desiredStatus":"STOPPED"}"#).taskArns }
        registry.clock.advance(3600)
        // Stopping it again does not restart the hour.
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(arn)"}"#)
        let other = try #require(try await run(registry).first?.taskArn)
        #expect(try await stopped() == [arn])
        registry.clock.advance(1)
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(other)"}"#)
        #expect(try await stopped() == [other])
        #expect(
            try await registry.refusal("StopTask", #"{"task":"\#(arn)"}"#).message
                == "The referenced task was not found.")
    }

    @Test func aServiceForgetsItsOldTasks() async throws {
        let registry = try await Self.registry()
        try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web","desiredCount":2}"#)
        for _ in 1...3 {
            registry.clock.advance(3601)
            try await registry.call(ECS.UpdateService.self, #"{"service":"s","forceNewDeployment":true}"#)
        }
        #expect(try await registry.call(ECS.ListTasks.self, #"{"desiredStatus":"STOPPED"}"#).taskArns?.count == 2)
    }

    /// A service with many tasks is drained task by task; no stop may read them all.
    @Test(arguments: [Store.taskCounts, Store.rowsToStop(ofOrigins: 1)])
    func aServicesTasksAreCountedInAnIndex(query: String) throws {
        let transactions = try RegistryDatabase(.memory, clock: { Date() }).transactions(
            in: RegistryDatabase.testScope)
        let steps = try transactions.read { store throws(ECSError) in
            let placeholders = query.contains("?1") ? 2 : query.count { $0 == "?" }
            return try store.all(
                "EXPLAIN QUERY PLAN \(query)", StatementArguments(Array(repeating: 1, count: placeholders))
            ).map { $0["detail"] as String }
        }
        #expect(steps.first?.contains("USING COVERING INDEX tasksByOrigin") == true, "\(steps)")
        #expect(steps.dropFirst().allSatisfy { $0.contains("ORDER BY") }, "\(steps)")
    }

    @Test func lists() async throws {
        let registry = try await Self.registry()
        try await registry.register("api")
        _ = try await run(registry, #","count":2,"startedBy":"me""#)
        try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"api","launchType":"FARGATE"}"#)
        try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"api","desiredCount":4}"#)
        let count = { (body: String) in try await registry.call(ECS.ListTasks.self, body).taskArns?.count }
        #expect(try await count("{}") == 7)
        #expect(try await count(#"{"family":"web"}"#) == 2)
        #expect(try await count(#"{"family":"api"}"#) == 5)
        #expect(try await count(#"{"startedBy":"me"}"#) == 2)
        #expect(try await count(#"{"serviceName":"s"}"#) == 4)
        #expect(try await count(#"{"launchType":"FARGATE"}"#) == 1)
        #expect(try await count(#"{"desiredStatus":"PENDING"}"#) == 0)
        #expect(try await count(#"{"containerInstance":"i"}"#) == 0)
    }

    @Test func pages() async throws {
        let registry = try await Self.registry()
        let started = try await run(registry, #","count":5"#).compactMap(\.taskArn)
        var seen: [String] = []
        var token = ""
        repeat {
            let page = try await registry.call(ECS.ListTasks.self, #"{"maxResults":2\#(token)}"#)
            for arn in page.taskArns ?? [] { try await registry.call(ECS.StopTask.self, #"{"task":"\#(arn)"}"#) }
            seen += page.taskArns ?? []
            token = page.nextToken.map { #","nextToken":"\#($0)""# } ?? ""
        } while !token.isEmpty
        #expect(seen == started)
    }

    @Test func aClientTokenMakesRunningIdempotent() async throws {
        let registry = try await Self.registry()
        let first = try await run(registry, #","count":2,"clientToken":"t""#)
        #expect(try await run(registry, #","count":2,"clientToken":"t""#) == first)
        #expect(try await registry.call(ECS.ListTasks.self, "{}").taskArns?.count == 2)
        let error = try await registry.refusal(
            "RunTask", #"{"taskDefinition":"web","count":1,"clientToken":"t"}"#)
        #expect(error.code == .conflict)
    }

    @Test func whatIsMissingIsAFailure() async throws {
        let registry = try await Self.registry()
        let output = try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["nope"]}"#)
        #expect(output.tasks == [])
        #expect(
            output.failures
                == [
                    ECS.Failure {
                        $0.arn = "arn:aws:ecs:us-east-1:123456789012:task/default/nope"
                        $0.reason = "MISSING"
                    }
                ])
    }

    private static let familyPattern = #"family must match ^[a-zA-Z0-9\-_]+$"#

    struct Refusal: Sendable, CustomTestStringConvertible {
        let operation: String
        let request: String
        let code: ECSErrorCode
        let text: String

        var testDescription: String { "\(operation) \(request)" }
    }

    @Test(arguments: [
        Refusal(
            operation: "RunTask", request: #"{"taskDefinition":"old:1"}"#, code: .invalidParameter,
            text: "TaskDefinition is inactive"),
        Refusal(
            operation: "RunTask", request: #"{"taskDefinition":"old"}"#, code: .client,
            text: "TaskDefinition not found."),
        Refusal(
            operation: "RunTask", request: #"{"taskDefinition":"web:bad"}"#, code: .client,
            text: "TaskDefinition not found."),
        Refusal(
            operation: "RunTask", request: #"{"taskDefinition":"web","count":11}"#, code: .invalidParameter,
            text: "count must be between 1 and 10."),
        Refusal(
            operation: "RunTask", request: #"{"taskDefinition":"web","count":0}"#, code: .invalidParameter,
            text: "count must be between 1 and 10."),
        Refusal(
            operation: "StopTask", request: #"{"task":"nope"}"#, code: .invalidParameter,
            text: "The referenced task was not found."),
        Refusal(
            operation: "ListTasks", request: #"{"serviceName":"nope"}"#, code: .serviceNotFound,
            text: "Service not found."),
        Refusal(
            operation: "ListTasks", request: #"{"family":"web:1"}"#, code: .invalidParameter, text: familyPattern),
        Refusal(
            operation: "ListTasks",
            request: #"{"family":"arn:aws:ecs:us-east-1:123456789012:task-definition/web"}"#, code: .invalidParameter,
            text: familyPattern),
        Refusal(operation: "ListTasks", request: #"{"family":""}"#, code: .invalidParameter, text: familyPattern),
        Refusal(operation: "ListTasks", request: #"{"family":"wéb"}"#, code: .invalidParameter, text: familyPattern),
        Refusal(
            operation: "DescribeTasks", request: #"{"tasks":[]}"#, code: .invalidParameter,
            text: "Tasks cannot be empty."),
    ])
    func refuses(test: Refusal) async throws {
        let registry = try await TestRegistry.with(clusters: ["default"], revisions: "web", "old")
        try await registry.deregister("old:1")
        #expect(try await registry.refusal(test.operation, test.request) == ECSError(test.code, test.text))
    }
}
