import ECSWire
import TestSupport
import Testing

@testable import AWSClient

private func refusal(_ code: String, _ message: String, requestID: String? = nil) -> AWSError.Cause {
    .service(ServiceError(code, message), requestID: requestID)
}

@Suite struct AWSErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var operation = "ListTasks"
        let cause: AWSError.Cause
        var attempts = 1
        let text: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "not allowed",
            cause: refusal("AccessDeniedException", "User: x is not authorized", requestID: "r-1"),
            text: "AccessDeniedException: User: x is not authorized [request r-1]; "
                + "allow the action ecs:ListTasks in an IAM policy of these credentials"),
        Case(
            name: "a wrong secret",
            cause: refusal("InvalidSignatureException", ""),
            text: "InvalidSignatureException; "
                + "check the credentials, and this machine's clock"),
        Case(
            name: "a throttled reading", cause: refusal("ThrottlingException", "Rate exceeded"), attempts: 3,
            text: "ThrottlingException: Rate exceeded (3 attempts); throttled: wait, then rerun"),
        Case(
            name: "a throttled removal", operation: "DeregisterTaskDefinition",
            cause: refusal("ThrottlingException", "Rate exceeded"), attempts: 3,
            text: "ThrottlingException: Rate exceeded (3 attempts); "
                + "throttled: wait, or lower spec.pacing.deregistrationsPerSecond"),
        Case(
            name: "a throttled registration", operation: "RegisterTaskDefinition",
            cause: refusal("SlowDown", ""), attempts: 3,
            text: "SlowDown (3 attempts); "
                + "throttled: wait, or lower spec.pacing.deregistrationsPerSecond"),
        Case(
            name: "what ECS says is enough",
            cause: .service(ServiceError("ClusterNotFoundException", "Cluster not found."), requestID: nil),
            text: "ClusterNotFoundException: Cluster not found."),
        Case(
            name: "refused", cause: .transport(.notConnected("connection refused")), attempts: 3,
            text: "no connection: connection refused (3 attempts); "
                + "check that a server is listening there, and check spec.registry, --endpoint-url and --region"),
        Case(
            name: "no TLS", cause: .transport(.tlsFailed("the server seems to speak plain HTTP")), attempts: 3,
            text: "TLS handshake failed: the server seems to speak plain HTTP (3 attempts); "
                + "check the endpoint's scheme, and AWS_CA_BUNDLE"),
        Case(
            name: "no answer", cause: .timedOut(.seconds(30)),
            text: "no complete response within 30 s; check the network between here and localhost"),
        Case(
            name: "no connection in time", cause: .transport(.connectTimedOut(.seconds(5))), attempts: 3,
            text: "no connection within 5 s (3 attempts); "
                + "check the network between here and localhost, and HTTPS_PROXY and NO_PROXY"),
        Case(
            name: "no data", cause: .transport(.stalled(.seconds(20))),
            text: "no data received for 20 s; "
                + "check the network between here and localhost, and HTTPS_PROXY and NO_PROXY"),
        Case(
            name: "a proxy's password", cause: .transport(.proxyAuthentication),
            text: "the proxy requires a user and a password, or rejected those given; "
                + "set them in HTTPS_PROXY or HTTP_PROXY: http://USER:PASSWORD@HOST:PORT"),
        Case(
            name: "without credentials in time", cause: .deadlineExceeded(within: .seconds(5)), attempts: 0,
            text: "not sent: its deadline of 5 s passed before there were credentials; wait, then rerun"),
        Case(
            name: "rate-limited", cause: .rateLimited, attempts: 0,
            text: "not sent: too many calls at once; wait, then rerun"),
        Case(
            name: "throttled by a load balancer", cause: .unexpectedResponse(status: 429),
            text: "status 429 without an error of ecs; wait, then rerun"),
        Case(
            name: "a load balancer without a server", cause: .unexpectedResponse(status: 503),
            text: "status 503 without an error of ecs; wait, then rerun"),
        Case(
            name: "not ECS", cause: .unexpectedResponse(status: 404),
            text: "status 404 without an error of ecs; "
                + "check that http://localhost:8000 is an endpoint of ecs"),
        Case(name: "cancelled", cause: .cancelled, text: "cancelled"),
    ])
    func says(test: Case) throws {
        let error = AWSError(
            cause: test.cause, service: .ecs, operation: test.operation,
            endpoint: try Endpoint("http://localhost:8000"),
            attempts: test.attempts)
        #expect("\(error)" == "ecs:\(test.operation) at http://localhost:8000: \(test.text)")
    }

    @Test(
        "an endpoint that does not know the operation",
        arguments: [
            (Turn.error("UnknownOperationException"), true), (.error("NotImplemented", status: 501), true),
            (.answer(404, "<html>"), true), (.answer(500, "<!doctype html>"), true), (.answer(501, ""), true),
            (.error("AccessDeniedException"), false), (.error("ServerException", status: 500), false),
            (.error("ResourceNotFoundException", status: 404), false), (.answer(403, ""), false),
            (.answer(503, ""), false), (.answer(200, "{"), false), (.failure(.timedOut(.seconds(1))), false),
        ])
    func tellsAnUnknownOperation(turn: Turn, expected: Bool) async throws {
        let client = try ECSClient.scripted(
            ScriptedTransport([turn]), policy: RetryPolicy(maximumAttempts: 1))
        let error = try #require(
            await failure(AWSError.self) { try await client.call(ECS.ListTasks.self, .init { _ in }) })
        #expect(error.isUnknownOperation == expected)
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

    private func error(after turn: Turn) async throws -> AWSError {
        let client = try ECSClient.scripted(ScriptedTransport([turn]), credentials: StaticCredentials(.temporary))
        return try #require(
            await failure(AWSError.self) { try await client.call(ECS.ListTasks.self, .init { _ in }) })
    }

    @Test func hidesATokenInTheCodeAndTheRequestIDToo() async throws {
        let token = "FwoGZXIvYXdzEXAMPLE//token=="
        let error = try await error(
            after: .answer(400, #"{"__type":"Bad-\#(token)"}"#, headers: ["x-amzn-requestid": "r-\(token)"]))
        #expect(error.cause == .service(ServiceError("Bad-[hidden]", ""), requestID: "r-[hidden]"))
    }

    @Test func aServersTextCannotForgeALine() async throws {
        let error = try await error(
            after: .answer(
                400, #"{"__type":"A\u001b[1mException","message":"no\n\u001b[31mok\u2028\u202e"}"#,
                headers: ["x-amzn-requestid": "r\u{1b}c"]))
        #expect(
            "\(error)".hasSuffix(
                #": A\u{1b}[1mException: no\u{a}\u{1b}[31mok\u{2028}\u{202e} [request r\u{1b}c]"#))
    }

    @Test func aServersTextIsCutAfterItsSecretsAreHidden() async throws {
        let token = "FwoGZXIvYXdzEXAMPLE//token=="
        let long = String(repeating: "x", count: 495)
        let error = try await error(
            after: .answer(
                400, #"{"__type":"\#(long)xxxxxx","message":"\#(long)\#(token)"}"#,
                headers: ["x-amzn-requestid": String(repeating: "r", count: 500)]))
        let (start, end) = (String(repeating: "x", count: 400), String(repeating: "x", count: 92))
        #expect(error.serviceError?.code == "\(start)… (501 characters) …\(end)xxxxxxxx")
        #expect(error.serviceError?.message == "\(start)… (503 characters) …\(end)[hidden]")
        guard case .service(_, let requestID?) = error.cause else { throw error }
        #expect(requestID == String(repeating: "r", count: 500))
    }

    @Test func keysOfAMapAreAServersTextToo() async throws {
        let body = #"{"taskDefinition":{"containerDefinitions":[{"dockerLabels":{"\u001b[31m\n":1}}]}}"#
        let client = try ECSClient.scripted(ScriptedTransport([.answer(200, body)]))
        let error = try #require(
            await failure(AWSError.self) { try await client.call(ECS.DescribeTaskDefinition.self, .init { _ in }) })
        #expect("\(error)".contains(#"dockerLabels.\u{1b}[31m\u{a}'"#))
    }
}
