import ECSWire
import TestSupport
import Testing

@testable import EmbeddedRegistry

@Suite struct ClusterTests {
    @Test func aClusterWithoutANameIsTheDefault() async throws {
        let cluster = try #require(try await TestRegistry().call(ECS.CreateCluster.self, "{}").cluster)
        #expect(cluster.clusterName == "default")
        #expect(cluster.clusterArn == "arn:aws:ecs:us-east-1:123456789012:cluster/default")
        #expect(cluster.status == "ACTIVE")
        #expect((cluster.runningTasksCount, cluster.activeServicesCount) == (0, 0))
    }

    @Test func keepsWhatWasSent() async throws {
        let output = try await TestRegistry().call(
            ECS.CreateCluster.self,
            #"{"clusterName":"prod","tags":[{"key":"k","value":"v"}],"capacityProviders":["FARGATE"],"#
                + #""settings":[{"name":"containerInsights","value":"enabled"}],"#
                + #""serviceConnectDefaults":{"namespace":"n"}}"#)
        #expect(output.cluster?.tags == [ECS.Tag { ($0.key, $0.value) = ("k", "v") }])
        #expect(output.cluster?.capacityProviders == ["FARGATE"])
        #expect(output.cluster?.settings?.first?.value == "enabled")
        #expect(output.cluster?.serviceConnectDefaults?.namespace == "n")
    }

    @Test func theSameNameAgainIsTheSameCluster() async throws {
        let registry = try await TestRegistry.with(clusters: ["prod"], revisions: "web")
        try await registry.call(ECS.RunTask.self, #"{"cluster":"prod","taskDefinition":"web","count":2}"#)
        let again = try await registry.call(ECS.CreateCluster.self, #"{"clusterName":"prod"}"#)
        #expect(again.cluster?.runningTasksCount == 2)
        #expect(try await registry.call(ECS.ListClusters.self, "{}").clusterArns?.count == 1)
    }

    @Test func listsInPages() async throws {
        let registry = try await TestRegistry.with(clusters: ["b", "a", "c"])
        let first = try await registry.call(ECS.ListClusters.self, #"{"maxResults":2}"#)
        #expect(first.clusterArns?.compactMap { $0.split(separator: "/").last } == ["a", "b"])
        let token = try #require(first.nextToken)
        let second = try await registry.call(ECS.ListClusters.self, #"{"nextToken":"\#(token)"}"#)
        #expect(second.clusterArns == ["arn:aws:ecs:us-east-1:123456789012:cluster/c"])
    }

    @Test func refusesOtherNames() async throws {
        let error = try await TestRegistry().refusal("CreateCluster", #"{"clusterName":"a b"}"#)
        #expect(error.code == .invalidParameter)
    }

    @Test(arguments: [
        ("CreateService", #"{"serviceName":"s","taskDefinition":"web"}"#), ("UpdateService", #"{"service":"s"}"#),
        ("ListServices", "{}"), ("DescribeServices", #"{"services":["s"]}"#),
        ("RunTask", #"{"taskDefinition":"web"}"#), ("StopTask", #"{"task":"t"}"#), ("ListTasks", "{}"),
        ("DescribeTasks", #"{"tasks":["t"]}"#),
        ("ListTasks", #"{"cluster":"arn:aws:ecs:eu-west-1:123456789012:cluster/prod"}"#),
        ("ListTasks", #"{"cluster":"arn:aws:ecs:us-east-1:123456789012:service/prod"}"#),
    ])
    func withoutACluster(operation: String, request: String) async throws {
        let registry = try await TestRegistry.with(clusters: ["prod"], revisions: "web")
        let error = try await registry.refusal(operation, request)
        #expect(error == ECSError(.clusterNotFound, "Cluster not found."))
    }
}

/// What happens to a cluster after its creation.
@Suite struct ClusterLifeTests {
    @Test func isDeletedOnceItIsEmpty() async throws {
        let registry = try await TestRegistry.with(clusters: ["prod"], taskStep: 1, revisions: "web")
        let refuse = { try await registry.refusal("DeleteCluster", #"{"cluster":"prod"}"#) }
        try await registry.call(
            ECS.CreateService.self,
            #"{"cluster":"prod","serviceName":"s","taskDefinition":"web","desiredCount":1}"#)
        #expect(
            try await refuse()
                == ECSError(.clusterContainsServices, "The Cluster cannot be deleted while Services are active."))
        try await registry.call(ECS.DeleteService.self, #"{"cluster":"prod","service":"s","force":true}"#)
        #expect(try await refuse().code == .clusterContainsServices)
        try await registry.call(ECS.RunTask.self, #"{"cluster":"prod","taskDefinition":"web"}"#)
        registry.clock.advance(3)
        #expect(
            try await refuse()
                == ECSError(.clusterContainsTasks, "The Cluster cannot be deleted while Tasks are active."))
        let task = try await registry.call(ECS.ListTasks.self, #"{"cluster":"prod"}"#).taskArns?.first ?? ""
        try await registry.call(ECS.StopTask.self, #"{"cluster":"prod","task":"\#(task)"}"#)
        #expect(try await refuse().code == .clusterContainsTasks)
        registry.clock.advance(3)
        for _ in 1...2 {
            let deleted = try await registry.call(ECS.DeleteCluster.self, #"{"cluster":"prod"}"#).cluster
            #expect(deleted?.status == "INACTIVE")
        }
        #expect(try await registry.call(ECS.ListClusters.self, "{}").clusterArns == [])
        let described = try await registry.call(ECS.DescribeClusters.self, #"{"clusters":["prod","nope"]}"#)
        #expect(described.clusters?.map(\.status) == ["INACTIVE"])
        #expect(described.failures?.map(\.reason) == ["MISSING"])
        #expect(
            try await registry.refusal("RunTask", #"{"cluster":"prod","taskDefinition":"web"}"#).code
                == .clusterNotFound)
        let again = try await registry.call(ECS.CreateCluster.self, #"{"clusterName":"prod"}"#).cluster
        #expect(again?.status == "ACTIVE")
    }

    @Test func countsWhatIsInItOnlyWhenAsked() async throws {
        let registry = try await TestRegistry.with(clusters: ["default"], taskStep: 1, revisions: "web")
        try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web","launchType":"FARGATE"}"#)
        registry.clock.advance(3)
        try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web"}"#)
        let plain = try #require(try await registry.call(ECS.DescribeClusters.self, "{}").clusters?.first)
        #expect((plain.runningTasksCount, plain.pendingTasksCount) == (1, 1))
        #expect((plain.statistics, plain.settings, plain.tags) == ([], [], []))
        let full = try #require(
            try await registry.call(ECS.DescribeClusters.self, #"{"include":["STATISTICS","SETTINGS"]}"#)
                .clusters?.first)
        let counts = Dictionary((full.statistics ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        #expect((counts["runningFargateTasksCount"], counts["pendingEC2TasksCount"]) == ("1", "1"))
        #expect(full.settings?.first?.name == "containerInsights")
    }

    @Test func settingsAreMergedAndProvidersReplaced() async throws {
        let registry = try await TestRegistry.with(clusters: ["default"])
        let set = try await registry.call(
            ECS.UpdateClusterSettings.self,
            #"{"cluster":"default","settings":[{"name":"containerInsights","value":"enhanced"}]}"#)
        #expect(set.cluster?.settings?.map(\.value) == ["enhanced"])
        #expect(
            try await registry.refusal(
                "UpdateClusterSettings", #"{"cluster":"default","settings":[{"name":"x","value":"y"}]}"#
            ).code == .client)
        let put = try await registry.call(
            ECS.PutClusterCapacityProviders.self,
            #"{"cluster":"default","capacityProviders":["FARGATE"],"defaultCapacityProviderStrategy":[]}"#)
        #expect(put.cluster?.capacityProviders == ["FARGATE"])
        let updated = try await registry.call(
            ECS.UpdateCluster.self, #"{"cluster":"default","serviceConnectDefaults":{"namespace":"n"}}"#)
        #expect(updated.cluster?.serviceConnectDefaults?.namespace == "n")
        #expect(updated.cluster?.settings?.map(\.value) == ["enhanced"])
    }
}
