import AWSWire
import ECSWire
import Foundation
import GRDB
import TestSupport
import Testing

@testable import EmbeddedRegistry

/// How services and tasks change with time. A task spends one second in each state.
@Suite struct SchedulerTests {
    static func registry(window: Int = 0) async throws -> TestRegistry {
        try await TestRegistry.with(
            clusters: ["default"], taskStep: 1, window: window, revisions: "web", "web", "web")
    }

    func create(_ registry: TestRegistry, _ members: String = "") async throws {
        try await registry.call(
            ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web:1","desiredCount":2\#(members)}"#)
    }

    func service(_ registry: TestRegistry) async throws -> ECS.Service {
        try #require(try await registry.call(ECS.DescribeServices.self, #"{"services":["s"]}"#).services?.first)
    }

    /// `web:1` of each deployment or task set, with its counts.
    func shares(_ service: ECS.Service) -> [String] {
        let deployments = (service.deployments ?? []).map {
            ($0.status, $0.taskDefinition, $0.desiredCount, $0.runningCount, $0.pendingCount)
        }
        let taskSets = (service.taskSets ?? []).map {
            ($0.status, $0.taskDefinition, $0.computedDesiredCount, $0.runningCount, $0.pendingCount)
        }
        return (deployments + taskSets).map { status, definition, desired, running, pending in
            "\(status ?? "") \(definition?.split(separator: "/").last ?? "") "
                + "\(desired ?? -1) \(running ?? -1) \(pending ?? -1)"
        }
    }

    @Test func aTaskComesUpAndGoesDown() async throws {
        let registry = try await Self.registry()
        let arn = try #require(
            try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web"}"#).tasks?.first?.taskArn)
        func statuses() async throws -> [String] {
            var seen: [String] = []
            for _ in 0..<4 {
                let task = try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["\#(arn)"]}"#).tasks?.first
                seen.append("\(task?.desiredStatus ?? "") \(task?.lastStatus ?? "")")
                registry.clock.advance(1)
            }
            return seen
        }
        #expect(
            try await statuses()
                == ["RUNNING PROVISIONING", "RUNNING PENDING", "RUNNING ACTIVATING", "RUNNING RUNNING"])
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(arn)"}"#)
        #expect(
            try await statuses()
                == ["STOPPED DEACTIVATING", "STOPPED STOPPING", "STOPPED DEPROVISIONING", "STOPPED STOPPED"])
        registry.clock.advance(3601)
        #expect(try await registry.call(ECS.DescribeTasks.self, #"{"tasks":["\#(arn)"]}"#).failures?.count == 1)
    }

    @Test func aDeploymentRollsAndCompletes() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        #expect(try await shares(service(registry)) == ["PRIMARY web:1 2 0 2"])
        #expect(try await service(registry).deployments?.first?.rolloutState == "IN_PROGRESS")
        registry.clock.advance(3)
        let first = try await service(registry)
        #expect(shares(first) == ["PRIMARY web:1 2 2 0"])
        #expect(first.deployments?.first?.rolloutState == "COMPLETED")
        try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web:2"}"#)
        #expect(try await shares(service(registry)) == ["PRIMARY web:2 2 0 2", "ACTIVE web:1 2 2 0"])
        registry.clock.advance(3)
        #expect(try await shares(service(registry)) == ["PRIMARY web:2 2 2 0", "ACTIVE web:1 0 0 0"])
        #expect(try await service(registry).deployments?.first?.rolloutState == "IN_PROGRESS")
        registry.clock.advance(3)
        let second = try await service(registry)
        #expect(shares(second) == ["PRIMARY web:2 2 2 0"])
        #expect(second.deployments?.first?.rolloutState == "COMPLETED")
        #expect(second.events?.first?.message == "(service s) has reached a steady state.")
    }

    /// Reading once at the end or every second makes no difference: the same events, at the same times.
    @Test func itMakesNoDifferenceHowOftenAnybodyLooks() async throws {
        var ends: [[String]] = []
        for looks in [1, 20] {
            let registry = try await Self.registry()
            try await create(
                registry, #","deploymentConfiguration":{"maximumPercent":100,"minimumHealthyPercent":50}"#)
            registry.clock.advance(3)
            try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web:2"}"#)
            for _ in 0..<looks {
                registry.clock.advance(20 / Double(looks))
                _ = try await service(registry)
            }
            let service = try await service(registry)
            let deployment = try #require(service.deployments?.first)
            ends.append(shares(service) + ["\(deployment.updatedAt?.milliseconds ?? 0)"])
        }
        #expect(ends[0] == ends[1])
        #expect(ends[0].first == "PRIMARY web:2 2 2 0")
    }

    @Test func aServiceOnAnInactiveRevisionScalesAndIsRepaired() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        try await registry.deregister("web:1")
        try await registry.call(ECS.UpdateService.self, #"{"service":"s","desiredCount":3}"#)
        registry.clock.advance(3)
        #expect(try await shares(service(registry)) == ["PRIMARY web:1 3 3 0"])
        let list = try await registry.call(ECS.ListTasks.self, #"{"serviceName":"s"}"#)
        try await registry.call(ECS.StopTask.self, #"{"task":"\#(list.taskArns?.first ?? "")"}"#)
        #expect(try await shares(service(registry)) == ["PRIMARY web:1 3 2 1"])
        registry.clock.advance(3)
        #expect(try await shares(service(registry)) == ["PRIMARY web:1 3 3 0"])
    }

    @Test func aDeletedServiceDrainsAndItsNameIsFreeAgain() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        registry.clock.advance(3)
        #expect(
            try await registry.refusal("DeleteService", #"{"service":"s"}"#).message
                == "The service cannot be stopped while it is scaled above 0.")
        let deleted = try await registry.call(ECS.DeleteService.self, #"{"service":"s","force":true}"#).service
        #expect((deleted?.status, deleted?.desiredCount) == ("DRAINING", 0))
        let again = #"{"serviceName":"s","taskDefinition":"web:2","desiredCount":1}"#
        #expect(
            try await registry.refusal("CreateService", again).message
                == "Unable to Start a service that is still Draining.")
        #expect(try await registry.refusal("UpdateService", #"{"service":"s"}"#).code == .serviceNotActive)
        #expect(try await registry.call(ECS.ListServices.self, "{}").serviceArns?.count == 1)
        registry.clock.advance(3)
        #expect(try await service(registry).status == "INACTIVE")
        #expect(try await registry.call(ECS.ListServices.self, "{}").serviceArns == [])
        try await registry.call(ECS.CreateService.self, again)
        #expect(try await shares(service(registry)) == ["PRIMARY web:2 1 0 1"])
    }

    @Test func taskSetsShareTheTasks() async throws {
        let registry = try await Self.registry()
        try await create(registry, #","deploymentController":{"type":"EXTERNAL"}"#)
        let names = #""cluster":"default","service":"s""#
        func make(_ revision: Int, _ percent: Int) async throws -> String {
            let body =
                #"{\#(names),"taskDefinition":"web:\#(revision)","scale":{"value":\#(percent),"unit":"PERCENT"}}"#
            return try #require(try await registry.call(ECS.CreateTaskSet.self, body).taskSet?.id)
        }
        let blue = try await make(1, 100)
        let green = try await make(2, 25)
        registry.clock.advance(3)
        #expect(try await shares(service(registry)) == ["ACTIVE web:1 2 2 0", "ACTIVE web:2 1 1 0"])
        try await registry.call(
            ECS.UpdateServicePrimaryTaskSet.self, #"{\#(names),"primaryTaskSet":"\#(green)"}"#)
        #expect(try await service(registry).taskDefinition?.hasSuffix("web:2") == true)
        try await registry.call(
            ECS.UpdateTaskSet.self, #"{\#(names),"taskSet":"\#(green)","scale":{"value":100,"unit":"PERCENT"}}"#)
        #expect(
            try await registry.refusal("DeleteTaskSet", #"{\#(names),"taskSet":"\#(blue)"}"#).code == .invalidParameter)
        try await registry.call(ECS.DeleteTaskSet.self, #"{\#(names),"taskSet":"\#(blue)","force":true}"#)
        #expect(try await shares(service(registry)) == ["DRAINING web:1 0 0 0", "PRIMARY web:2 2 1 1"])
        registry.clock.advance(3)
        #expect(try await shares(service(registry)) == ["PRIMARY web:2 2 2 0"])
        #expect(try await service(registry).taskSets?.first?.stabilityStatus == "STEADY_STATE")
    }

    @Test func serviceDeploymentsTellWhereTheyCameFromAndHowFarTheyAre() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        registry.clock.advance(3)
        try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web:2"}"#)
        registry.clock.advance(1)
        try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web:3"}"#)
        let briefs = try #require(
            try await registry.call(ECS.ListServiceDeployments.self, #"{"service":"s"}"#).serviceDeployments)
        #expect(briefs.map(\.status) == ["IN_PROGRESS", "STOPPED", "SUCCESSFUL"])
        #expect(try await service(registry).currentServiceDeployment == briefs[0].serviceDeploymentArn)
        let arns = briefs.compactMap(\.serviceDeploymentArn).map { #""\#($0)""# }.joined(separator: ",")
        let full = try #require(
            try await registry.call(ECS.DescribeServiceDeployments.self, #"{"serviceDeploymentArns":[\#(arns)]}"#)
                .serviceDeployments)
        func definitions(_ summaries: [ECS.ServiceRevisionSummary?]) async throws -> [String] {
            let arns = summaries.compactMap(\.?.arn).map { #""\#($0)""# }.joined(separator: ",")
            guard !arns.isEmpty else { return [] }
            let revisions = try await registry.call(
                ECS.DescribeServiceRevisions.self, #"{"serviceRevisionArns":[\#(arns)]}"#)
            return (revisions.serviceRevisions ?? []).compactMap { $0.taskDefinition?.split(separator: "/").last }
                .map(String.init)
        }
        #expect(try await definitions(full.map(\.targetServiceRevision)) == ["web:3", "web:2", "web:1"])
        #expect(try await definitions(full[0].sourceServiceRevisions ?? []) == ["web:2", "web:1"])
        #expect(try await definitions(full[2].sourceServiceRevisions ?? []) == [])
        registry.clock.advance(10)
        let done = try await registry.call(
            ECS.ListServiceDeployments.self, #"{"service":"s","status":["SUCCESSFUL"]}"#)
        #expect(done.serviceDeployments?.count == 2)
        #expect(try await service(registry).currentServiceDeployment == nil)
    }

    /// Two deployments in a row: tasks that never ran are stopped, running ones stay as long as they are needed.
    @Test(arguments: 0..<8) func aDeploymentThatIsReplacedCostsNoRunningTask(round: Int) async throws {
        let registry = try await Self.registry()
        try await create(registry)
        registry.clock.advance(3)
        for revision in 2...3 {
            try await registry.call(ECS.UpdateService.self, #"{"service":"s","taskDefinition":"web:\#(revision)"}"#)
        }
        #expect(try await service(registry).runningCount == 2)
        #expect(try await shares(service(registry)).first == "PRIMARY web:3 2 0 2")
        registry.clock.advance(6)
        #expect(try await shares(service(registry)) == ["PRIMARY web:3 2 2 0"])
    }

    /// What was due persists, whichever request triggers it.
    @Test func aRefusedCallAndAnotherRegionCarryOutWhatIsDue() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        registry.clock.advance(3)
        #expect(try await registry.refusal("StopTask", #"{"task":"nope"}"#).code == .invalidParameter)
        let dueAfterRefusal = try registry.dueServices()
        #expect(dueAfterRefusal == 0)
        try await registry.call(ECS.UpdateService.self, #"{"service":"s","desiredCount":3}"#)
        registry.clock.advance(3)
        #expect(try registry.dueServices() == 1)
        try await registry.call(ECS.ListClusters.self, "{}", region: "eu-west-1")
        #expect(try registry.dueServices() == 0)
        #expect(try await service(registry).runningCount == 3)
    }

    @Test func aServiceKeepsItsNewestDeployments() async throws {
        let registry = try await Self.registry()
        try await create(registry)
        for _ in 1...4 {
            try await registry.call(ECS.UpdateService.self, #"{"service":"s","forceNewDeployment":true}"#)
        }
        let counts = try registry.read { store throws(ECSError) in
            let service = try store.service("s", in: store.cluster(nil))
            if let service { try store.dropOldDeployments(of: service, keeping: 2) }
            return [
                try store.count("SELECT count(*) FROM serviceDeployments", []),
                try store.count("SELECT count(*) FROM serviceRevisions", []),
            ]
        }
        #expect(counts == [2, 2])
    }
}
