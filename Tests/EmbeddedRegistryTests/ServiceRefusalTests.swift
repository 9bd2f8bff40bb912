import ECSWire
import Testing

@testable import EmbeddedRegistry

@Suite struct ServiceRefusalTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let operation: String
        let request: String
        let code: ECSErrorCode
        let text: String

        var testDescription: String { "\(operation) \(request)" }
    }

    static let inactive = "TaskDefinition is inactive"

    @Test(arguments: [
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"n","taskDefinition":"old:1"}"#, code: .client,
            text: inactive),
        Refusal(
            operation: "UpdateService", request: #"{"service":"s","taskDefinition":"old:1"}"#, code: .client,
            text: inactive),
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"n","taskDefinition":"old"}"#, code: .client,
            text: "TaskDefinition not found."),
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"n","taskDefinition":"web:9"}"#, code: .client,
            text: "TaskDefinition not found."),
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"n"}"#, code: .invalidParameter,
            text: "TaskDefinition can not be blank."),
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"s","taskDefinition":"web:1"}"#,
            code: .invalidParameter, text: "Creation of service was not idempotent."),
        Refusal(
            operation: "CreateService", request: #"{"serviceName":"n","taskDefinition":"web","desiredCount":-1}"#,
            code: .invalidParameter, text: "desiredCount must be between 0 and 5000."),
        Refusal(
            operation: "CreateService",
            request: #"{"serviceName":"n","taskDefinition":"web","deploymentConfiguration":{"maximumPercent":-1}}"#,
            code: .invalidParameter, text: "deploymentConfiguration.maximumPercent must not be negative."),
        Refusal(
            operation: "UpdateService",
            request: #"{"service":"s","deploymentConfiguration":{"minimumHealthyPercent":-2147483648}}"#,
            code: .invalidParameter, text: "deploymentConfiguration.minimumHealthyPercent must not be negative."),
        Refusal(
            operation: "UpdateService",
            request: #"{"service":"s","deploymentConfiguration":{"minimumHealthyPercent":-9223372036854775808}}"#,
            code: .serialization,
            text: "Member 'deploymentConfiguration.minimumHealthyPercent' has a number that does not fit: "
                + "a whole number is expected."),
        Refusal(
            operation: "UpdateService", request: #"{"service":"nope"}"#, code: .serviceNotFound,
            text: "Service not found."),
        Refusal(
            operation: "UpdateService", request: #"{"service":"blue","taskDefinition":"web:2"}"#,
            code: .invalidParameter,
            text: "Unable to update task definition on services with a CODE_DEPLOY deployment controller. "
                + "Use AWS CodeDeploy to trigger a new deployment."),
        Refusal(
            operation: "UpdateService", request: #"{"service":"s","deploymentController":{"type":"CODE_DEPLOY"}}"#,
            code: .invalidParameter,
            text: "Unable to change the deployment controller from ECS to CODE_DEPLOY. "
                + "Create another service instead."),
        Refusal(
            operation: "UpdateService", request: #"{"service":"blue","deploymentController":{"type":"ECS"}}"#,
            code: .invalidParameter,
            text: "Unable to change the deployment controller from CODE_DEPLOY to ECS. "
                + "Create another service instead."),
        Refusal(
            operation: "DescribeServices", request: #"{"services":[]}"#, code: .invalidParameter,
            text: "Services cannot be empty."),
        Refusal(
            operation: "DescribeServices", request: #"{"services":["1","2","3","4","5","6","7","8","9","10","11"]}"#,
            code: .invalidParameter, text: "Services cannot have more than 10 entries."),
    ])
    func refuses(test: Refusal) async throws {
        let registry = try await TestRegistry.with(clusters: ["default"], revisions: "web", "old")
        try await registry.call(ECS.CreateService.self, #"{"serviceName":"s","taskDefinition":"web:1"}"#)
        try await registry.call(
            ECS.CreateService.self,
            #"{"serviceName":"blue","taskDefinition":"web:1","deploymentController":{"type":"CODE_DEPLOY"}}"#)
        try await registry.deregister("old:1")
        #expect(try await registry.refusal(test.operation, test.request) == ECSError(test.code, test.text))
    }
}
