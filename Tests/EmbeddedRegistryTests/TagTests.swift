import ECSWire
import Testing

@testable import EmbeddedRegistry

@Suite struct TagTests {
    static let root = "arn:aws:ecs:us-east-1:123456789012:"

    /// One resource of each kind that can have tags, each with `a: 1`.
    static func registry() async throws -> (TestRegistry, arns: [String: String]) {
        let registry = try TestRegistry()
        let tags = #""tags":[{"key":"a","value":"1"}]"#
        try await registry.register("web", more: tags + ",")
        try await registry.deregister("web:1")
        try await registry.register("web")
        try await registry.call(ECS.CreateCluster.self, "{\(tags)}")
        try await registry.call(
            ECS.CreateService.self,
            #"{"serviceName":"s","taskDefinition":"web","deploymentController":{"type":"EXTERNAL"},\#(tags)}"#)
        let task = try await registry.call(ECS.RunTask.self, #"{"taskDefinition":"web",\#(tags)}"#).tasks?.first
        let taskSet = try await registry.call(
            ECS.CreateTaskSet.self, #"{"cluster":"default","service":"s","taskDefinition":"web",\#(tags)}"#)
        return (
            registry,
            [
                "an INACTIVE revision": root + "task-definition/web:1", "a cluster": root + "cluster/default",
                "a service": root + "service/default/s", "a task": task?.taskArn ?? "",
                "a task set": taskSet.taskSet?.taskSetArn ?? "",
            ]
        )
    }

    func tags(_ registry: TestRegistry, _ arn: String) async throws -> [String] {
        let output = try await registry.call(ECS.ListTagsForResource.self, #"{"resourceArn":"\#(arn)"}"#)
        return (output.tags ?? []).map { "\($0.key ?? "")=\($0.value ?? "")" }
    }

    @Test(arguments: ["an INACTIVE revision", "a cluster", "a service", "a task", "a task set"])
    func addsOverwritesAndTakesAway(kind: String) async throws {
        let (registry, arns) = try await Self.registry()
        let arn = try #require(arns[kind])
        #expect(try await tags(registry, arn) == ["a=1"])
        try await registry.call(
            ECS.TagResource.self,
            #"{"resourceArn":"\#(arn)","tags":[{"key":"a","value":"2"},{"key":"b","value":""}]}"#)
        #expect(try await tags(registry, arn) == ["a=2", "b="])
        try await registry.call(ECS.UntagResource.self, #"{"resourceArn":"\#(arn)","tagKeys":["a","absent"]}"#)
        #expect(try await tags(registry, arn) == ["b="])
    }

    @Test(arguments: [
        ("task-definition/web:1", #""tags":[{"key":"k"}]"#, ECSError(.client, "Tag value can not be null.")),
        ("task-definition/web:1", #""tags":[]"#, ECSError(.client, "Tags can not be empty.")),
        (
            "task-definition/web:9", #""tags":[{"key":"k","value":""}]"#,
            ECSError(.resourceNotFound, "The specified resource does not exist: \(root)task-definition/web:9")
        ),
        (
            "service/s", #""tags":[{"key":"k","value":""}]"#,
            ECSError(.invalidParameter, "Long arn format must be used for tagging operations")
        ),
        ("cluster/nope", #""tags":[{"key":"k","value":""}]"#, ECSError(.clusterNotFound, "Cluster not found.")),
    ])
    func refuses(resource: String, members: String, error: ECSError) async throws {
        let (registry, _) = try await Self.registry()
        let body = #"{"resourceArn":"\#(Self.root)\#(resource)",\#(members)}"#
        #expect(try await registry.refusal("TagResource", body) == error)
    }

    @Test func fiftyAtMost() async throws {
        let (registry, arns) = try await Self.registry()
        let arn = try #require(arns["a cluster"])
        let many = (1...50).map { #"{"key":"k\#($0)","value":""}"# }.joined(separator: ",")
        let refusal = try await registry.refusal("TagResource", #"{"resourceArn":"\#(arn)","tags":[\#(many)]}"#)
        #expect(refusal.code == .limitExceeded)
        #expect(try await tags(registry, arn) == ["a=1"])
    }

    @Test(arguments: ["web", "arn:aws:ecs:eu-west-1:123456789012:cluster/default", "arn:aws:s3:::bucket"])
    func refusesWhatIsNotOfThisRegistry(arn: String) async throws {
        let (registry, _) = try await Self.registry()
        let refusal = try await registry.refusal("ListTagsForResource", #"{"resourceArn":"\#(arn)"}"#)
        #expect(refusal.code == .invalidParameter)
    }
}
