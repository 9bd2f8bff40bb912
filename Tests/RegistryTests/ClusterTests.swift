import ECSWire
import Testing

@testable import Registry

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
