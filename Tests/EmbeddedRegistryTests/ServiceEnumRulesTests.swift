import ECSWire
import Testing

@testable import EmbeddedRegistry

/// Services and tasks accept no enum value that is not in their model.
@Suite struct ServiceEnumRulesTests {
    private static let ofServices = [
        #""availabilityZoneRebalancing":"x""#,
        #""placementConstraints":[{"type":"x"}]"#,
        #""placementStrategy":[{"type":"x"}]"#,
        #""networkConfiguration":{"awsvpcConfiguration":{"subnets":["s"],"assignPublicIp":"x"}}"#,
        #""deploymentConfiguration":{"strategy":"x"}"#,
        #""deploymentConfiguration":{"lifecycleHooks":[{"targetType":"x"}]}"#,
        #""deploymentConfiguration":{"lifecycleHooks":[{"lifecycleStages":["PRE_SCALE_UP","x"]}]}"#,
        #""deploymentConfiguration":{"lifecycleHooks":[{"timeoutConfiguration":{"action":"x"}}]}"#,
        #""serviceConnectConfiguration":{"enabled":true,"accessLogConfiguration":{"format":"x"}}"#,
        #""serviceConnectConfiguration":{"accessLogConfiguration":{"format":"TEXT","includeQueryParameters":"x"}}"#,
        #""volumeConfigurations":[{"name":"v","managedEBSVolume":{"filesystemType":"x"}}]"#,
        #""volumeConfigurations":[{"managedEBSVolume":{"tagSpecifications":[{"resourceType":"x"}]}}]"#,
        #""volumeConfigurations":[{"managedEBSVolume":{"tagSpecifications":[{"propagateTags":"x"}]}}]"#,
    ]
    private static let ofTasks = [
        #""placementConstraints":[{"type":"x"}]"#,
        #""placementStrategy":[{"type":"x"}]"#,
        #""networkConfiguration":{"awsvpcConfiguration":{"subnets":["s"],"assignPublicIp":"x"}}"#,
        #""overrides":{"containerOverrides":[{"environmentFiles":[{"type":"x","value":"a"}]}]}"#,
        #""overrides":{"containerOverrides":[{"resourceRequirements":[{"type":"x","value":"1"}]}]}"#,
    ]

    @Test(arguments: ofServices) func servicesRefuse(member: String) async throws {
        let registry = try await TestRegistry.with(clusters: ["default"], revisions: "web")
        try await registry.call(ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web:1"}"#)
        try await expectRefusal(
            "CreateService", #"{"serviceName":"n","taskDefinition":"web:1",\#(member)}"#, by: registry)
        try await expectRefusal("UpdateService", #"{"service":"s",\#(member)}"#, by: registry)
    }

    @Test(arguments: ofTasks) func tasksRefuse(member: String) async throws {
        let registry = try await TestRegistry.with(clusters: ["default"], revisions: "web")
        try await expectRefusal("RunTask", #"{"taskDefinition":"web:1",\#(member)}"#, by: registry)
    }

    private func expectRefusal(_ operation: String, _ body: String, by registry: TestRegistry) async throws {
        let refusal = try await registry.refusal(operation, body)
        #expect(refusal.code == .client)
        #expect(refusal.message.hasPrefix("x is not a valid value for "), "\(refusal)")
    }
}
