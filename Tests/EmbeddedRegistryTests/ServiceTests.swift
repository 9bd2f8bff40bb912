import ECSWire
import Foundation
import Testing

@testable import EmbeddedRegistry

@Suite struct ServiceTests {
    static func registry() async throws -> TestRegistry {
        try await TestRegistry.with(clusters: ["default"], revisions: "web", "web")
    }

    @discardableResult
    func create(_ registry: TestRegistry, _ members: String = "") async throws -> ECS.Service {
        let output = try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web:1","desiredCount":2\#(members)}"#)
        return try #require(output.service)
    }

    func describe(_ registry: TestRegistry, _ members: String = "") async throws -> ECS.Service {
        let output = try await registry.call(ECS.DescribeServices.self, #"{"services":["s"]\#(members)}"#)
        return try #require(output.services?.first)
    }

    func tasks(_ registry: TestRegistry, _ status: String = "RUNNING") async throws -> [ECS.Task] {
        let list = try await registry.call(
            ECS.ListTasks.self, #"{"serviceName":"s","desiredStatus":"\#(status)"}"#)
        let arns = (list.taskArns ?? []).map { #""\#($0)""# }.joined(separator: ",")
        guard !arns.isEmpty else { return [] }
        return try await registry.call(ECS.DescribeTasks.self, #"{"tasks":[\#(arns)]}"#).tasks ?? []
    }

    @Test func aNewServiceRunsWhatItDesires() async throws {
        let registry = try await Self.registry()
        let service = try await create(registry)
        #expect(service.serviceArn == "arn:aws:ecs:us-east-1:123456789012:service/default/s")
        #expect(service.taskDefinition == "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1")
        #expect((service.status, service.desiredCount, service.runningCount) == ("ACTIVE", 2, 2))
        #expect((service.schedulingStrategy, service.launchType) == ("REPLICA", "EC2"))
        let deployment = try #require(service.deployments?.first)
        #expect(service.deployments?.count == 1)
        #expect((deployment.status, deployment.rolloutState) == ("PRIMARY", "COMPLETED"))
        #expect(deployment.taskDefinition == service.taskDefinition)
        let running = try await tasks(registry)
        #expect(running.map(\.group) == ["service:s", "service:s"])
        #expect(running.allSatisfy { $0.startedBy == deployment.id && $0.lastStatus == "RUNNING" })
        #expect(try await describe(registry) == service.without(\.tags))
    }

    @Test func keepsWhatWasSent() async throws {
        let registry = try await Self.registry()
        try await create(
            registry,
            #","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}},"propagateTags":"SERVICE","#
                + #""placementConstraints":[{"type":"distinctInstance"}],"tags":[{"key":"k","value":"v"}],"#
                + #""placementStrategy":[{"type":"spread","field":"host"}],"healthCheckGracePeriodSeconds":5,"#
                + #""loadBalancers":[{"targetGroupArn":"t","containerName":"app","containerPort":80}],"#
                + #""volumeConfigurations":[{"name":"v"}],"enableExecuteCommand":true,"#
                + #""deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,"rollback":true}}"#)
        let service = try await describe(registry, #","include":["TAGS"]"#)
        #expect(service.networkConfiguration?.awsvpcConfiguration?.subnets == ["subnet-1"])
        #expect(service.placementConstraints?.first?.type == "distinctInstance")
        #expect(service.placementStrategy?.first?.field == "host")
        #expect(service.healthCheckGracePeriodSeconds == 5)
        #expect(service.loadBalancers?.first?.containerPort == 80)
        #expect(service.enableExecuteCommand == true)
        #expect(service.deploymentConfiguration?.deploymentCircuitBreaker?.rollback == true)
        #expect(service.deployments?.first?.volumeConfigurations?.first?.name == "v")
        #expect(service.tags == [ECS.Tag { ($0.key, $0.value) = ("k", "v") }])
        #expect(try await describe(registry).tags == nil)
    }

    @Test func anUpdateReplacesTheTasks() async throws {
        let registry = try await Self.registry()
        let before = try await create(registry)
        let output = try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web"}"#)
        let after = try #require(output.service)
        #expect(after.taskDefinition?.hasSuffix("web:2") == true)
        #expect(after.deployments?.map(\.taskDefinition) == [after.taskDefinition])
        #expect(after.deployments?.first?.id != before.deployments?.first?.id)
        #expect(try await tasks(registry).map(\.taskDefinitionArn) == [after.taskDefinition, after.taskDefinition])
        let stopped = try await tasks(registry, "STOPPED")
        #expect(stopped.count == 2)
        #expect(stopped.allSatisfy { $0.stopCode == "ServiceSchedulerInitiated" && $0.lastStatus == "STOPPED" })
    }

    @Test func scalingKeepsTheDeployment() async throws {
        let registry = try await Self.registry()
        let before = try await create(registry)
        let oldest = try #require(try await tasks(registry).first?.taskArn)
        for count in [5, 1, 0] {
            let output = try await registry.call(
                ECS.UpdateService.self, #"{"service":"s","desiredCount":\#(count)}"#)
            #expect(output.service?.deployments?.first?.id == before.deployments?.first?.id)
            #expect(output.service?.deployments?.first?.runningCount == count)
            let running = try await tasks(registry)
            #expect(running.count == count)
            #expect(count == 0 || running.first?.taskArn == oldest)
        }
    }

    @Test func forcingReplacesTasksOfTheSameRevision() async throws {
        let registry = try await Self.registry()
        let before = try await create(registry)
        let output = try await registry.call(ECS.UpdateService.self, #"{"service":"s","forceNewDeployment":true}"#)
        #expect(output.service?.taskDefinition == before.taskDefinition)
        #expect(output.service?.deployments?.first?.id != before.deployments?.first?.id)
        #expect(try await tasks(registry, "STOPPED").count == 2)
    }

    @Test func aServiceGoesOnAndScalesOnAnInactiveRevision() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        try await registry.deregister("web:1")
        #expect(try await tasks(registry).count == 2)
        let output = try await registry.call(ECS.UpdateService.self, #"{"service":"s","desiredCount":3}"#)
        #expect(output.service?.runningCount == 3)
        #expect(try await tasks(registry).allSatisfy { $0.taskDefinitionArn?.hasSuffix("web:1") == true })
    }

    @Test func aStoppedTaskIsReplaced() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        let victim = try #require(try await tasks(registry).first?.taskArn)
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(victim)"}"#)
        let running = try await tasks(registry)
        #expect(running.count == 2)
        #expect(!running.map(\.taskArn).contains(victim))
    }

    @Test func codeDeployHasATaskSetAndNoDeployment() async throws {
        let registry = try await Self.registry()
        let service = try await create(registry, #","deploymentController":{"type":"CODE_DEPLOY"}"#)
        #expect(service.deployments == [])
        #expect(service.taskSets?.map(\.taskDefinition) == [service.taskDefinition])
        #expect((service.taskSets?.first?.status, service.taskSets?.first?.runningCount) == ("PRIMARY", 2))
        let scaled = try await registry.call(ECS.UpdateService.self, #"{"service":"s","desiredCount":1}"#)
        #expect(scaled.service?.taskSets?.first?.computedDesiredCount == 1)
        #expect(try await tasks(registry).count == 1)
    }

    @Test func externalNeedsNoRevision() async throws {
        let registry = try await Self.registry()
        let output = try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","desiredCount":1,"deploymentController":{"type":"EXTERNAL"}}"#)
        #expect(output.service?.taskDefinition == nil)
        #expect((output.service?.deployments, output.service?.taskSets) == ([], []))
        #expect(output.service?.runningCount == 0)
    }

    @Test func anUpdateMayNameTheControllerThatItHas() async throws {
        let registry = try await Self.registry()
        let before = try await create(registry)
        let output = try await registry.call(
            ECS.UpdateService.self, #"{"service":"s","deploymentController":{"type":"ECS"}}"#)
        #expect(output.service?.deployments?.first?.id == before.deployments?.first?.id)
    }

    @Test func listsTenUnlessTold() async throws {
        let registry = try await Self.registry()
        for index in 10...21 {
            try await registry.call(
                ECS.CreateService.self, #"{"serviceName":"s\#(index)","taskDefinition":"web","desiredCount":0}"#)
        }
        let first = try await registry.call(ECS.ListServices.self, "{}")
        #expect(first.serviceArns?.count == 10)
        let token = try #require(first.nextToken)
        let second = try await registry.call(ECS.ListServices.self, #"{"nextToken":"\#(token)"}"#)
        #expect(second.serviceArns?.compactMap { $0.split(separator: "/").last } == ["s20", "s21"])
        #expect(try await registry.call(ECS.ListServices.self, #"{"launchType":"FARGATE"}"#).serviceArns == [])
        #expect(
            try await registry.call(ECS.ListServices.self, #"{"schedulingStrategy":"REPLICA","maxResults":100}"#)
                .serviceArns?.count == 12)
    }

    @Test func whatIsMissingIsAFailure() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        let foreign = "arn:aws:ecs:eu-west-1:123456789012:service/default/s"
        let output = try await registry.call(
            ECS.DescribeServices.self, #"{"services":["s","nope","\#(foreign)"]}"#)
        #expect(output.services?.count == 1)
        #expect(output.failures?.map(\.reason) == ["MISSING", "MISSING"])
        #expect(
            output.failures?.map(\.arn) == ["arn:aws:ecs:us-east-1:123456789012:service/default/nope", foreign])
    }

    @Test func aClientTokenMakesCreationIdempotent() async throws {
        let registry = try await Self.registry()
        let first = try await create(registry, #","clientToken":"t""#)
        #expect(try await create(registry, #","clientToken":"t""#) == first)
        let other = try await registry.refusal(
            "CreateService", #"{"serviceName":"s","taskDefinition":"web:2","desiredCount":2,"clientToken":"t"}"#)
        #expect(other == ECSError(.invalidParameter, "Creation of service was not idempotent."))
    }
}

extension ECS.Service {
    fileprivate func without<Value>(_ member: WritableKeyPath<ECS.Service, Value?>) -> ECS.Service {
        var service = self
        service[keyPath: member] = nil
        return service
    }
}
