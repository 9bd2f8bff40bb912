import ECSWire
import Testing

@testable import AWSClient

@Suite struct AWSErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let cause: AWSError.Cause
        var attempts = 1
        let text: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "not allowed",
            cause: .service(ECSError(.accessDenied, "User: x is not authorized"), requestID: "r-1"),
            text: "AccessDeniedException: User: x is not authorized [request r-1]; "
                + "allow the action ecs:ListTasks in an IAM policy of these credentials"),
        Case(
            name: "a wrong secret",
            cause: .service(ECSError(ECSErrorCode(rawValue: "InvalidSignatureException"), ""), requestID: nil),
            text: "InvalidSignatureException; "
                + "check AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and this machine's clock"),
        Case(
            name: "throttled", cause: .service(ECSError(.throttling, "Rate exceeded"), requestID: nil), attempts: 3,
            text: "ThrottlingException: Rate exceeded (3 attempts); "
                + "too many calls for now: wait, or lower spec.pacing.deregistrationsPerSecond"),
        Case(
            name: "what ECS says is enough",
            cause: .service(ECSError(.clusterNotFound, "Cluster not found."), requestID: nil),
            text: "ClusterNotFoundException: Cluster not found."),
        Case(
            name: "refused", cause: .transport(.notConnected("connection refused")), attempts: 3,
            text: "no connection: connection refused (3 attempts); "
                + "check that something listens there, or --endpoint-url and --region"),
        Case(
            name: "no answer", cause: .timedOut(.seconds(30)),
            text: "no whole answer within 30.0 seconds; check the network between here and localhost"),
        Case(
            name: "not ECS", cause: .malformedAnswer("status 404"),
            text: "malformed answer: status 404; check that http://localhost:8000 is an ECS endpoint"),
        Case(name: "cancelled", cause: .cancelled, text: "cancelled"),
    ])
    func says(test: Case) throws {
        let error = AWSError(
            cause: test.cause, operation: "ListTasks", endpoint: try Endpoint("http://localhost:8000"),
            attempts: test.attempts)
        #expect("\(error)" == "ecs:ListTasks at http://localhost:8000: \(test.text)")
    }

    @Test func doesNotRepeatATokenThatTheServiceRepeats() async throws {
        let transport = ScriptedTransport([
            .error("InvalidSignatureException", "x-amz-security-token:FwoGZXIvYXdzEXAMPLE//token== is not")
        ])
        let client = try ECSClient.scripted(transport, credentials: StaticCredentials(.temporary))
        let error = try #require(
            await failure(AWSError.self) { try await client.call(ECS.ListTasks.self, .init { _ in }) })
        #expect(error.serviceError?.message == "x-amz-security-token:[hidden] is not")
        #expect(!"\(error)".contains("FwoG"))
    }
}
