import ECSWire
import Testing

@testable import AWSClient

@Suite struct RetryPolicyTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        let status: Int
        var code: String?
        var message = ""
        let reason: RetryPolicy.Reason?

        var testDescription: String { "\(status) \(code ?? "without a name") \(message)" }
    }

    static let throttles = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown",
        "PriorRequestNotComplete",
    ].map { Answer(status: 400, code: $0, reason: .throttled) }

    static let finals = [
        "ClientException", "InvalidParameterException", "AccessDeniedException", "ClusterNotFoundException",
        "InvalidSignatureException", "ExpiredTokenException", "SerializationException",
    ].map { Answer(status: 400, code: $0, reason: nil) }

    @Test(
        arguments: throttles + finals + [
            Answer(
                status: 400, code: "ClientException",
                message: "Too many concurrent attempts to create a new revision of the specified family.",
                reason: .throttled),
            Answer(status: 400, code: "RequestTimeout", reason: .transient),
            Answer(status: 500, code: "ServerException", reason: .transient),
            Answer(status: 500, reason: .transient),
            Answer(status: 502, reason: .transient),
            Answer(status: 503, reason: .transient),
            Answer(status: 504, reason: .transient),
            Answer(status: 503, code: "SlowDown", reason: .throttled),
            Answer(status: 501, reason: nil),
            Answer(status: 404, reason: nil),
            Answer(status: 301, reason: nil),
        ])
    func judges(answer: Answer) {
        let error = answer.code.map { ServiceError($0, answer.message) }
        #expect(RetryPolicy().reason(forStatus: answer.status, error) == answer.reason)
    }

    @Test(arguments: [
        (TransportError.notConnected("refused"), Optional(RetryPolicy.Reason.transient)),
        (.interrupted("reset"), .transient),
        (.timedOut(.seconds(1)), .timedOut),
        (.tooLong(limit: 1), nil),
        (.shutDown, nil),
        (.cancelled, nil),
    ])
    func judges(error: TransportError, reason: RetryPolicy.Reason?) {
        #expect(RetryPolicy().reason(for: error) == reason)
    }

    struct Wait: Sendable, CustomTestStringConvertible {
        let attempts: Int
        var random = 1.0
        var retryAfter: Duration?
        let wait: Duration

        var testDescription: String { "after \(attempts), \(random), \(String(describing: retryAfter))" }
    }

    @Test(arguments: [
        Wait(attempts: 1, wait: .seconds(1)),
        Wait(attempts: 2, wait: .seconds(2)),
        Wait(attempts: 5, wait: .seconds(16)),
        Wait(attempts: 6, wait: .seconds(20)),
        Wait(attempts: 1000, wait: .seconds(20)),
        Wait(attempts: 3, random: 0.25, wait: .seconds(1)),
        Wait(attempts: 3, random: 0, wait: .zero),
        Wait(attempts: 1, retryAfter: .seconds(7), wait: .seconds(7)),
        Wait(attempts: 5, retryAfter: .seconds(7), wait: .seconds(16)),
        Wait(attempts: 1, retryAfter: .seconds(3600), wait: .seconds(20)),
    ])
    func waits(test: Wait) {
        #expect(
            RetryPolicy().wait(after: test.attempts, random: test.random, retryAfter: test.retryAfter) == test.wait)
    }

    @Test func theQuotaPaysAndIsPaidBack() async {
        let quota = RetryQuota(capacity: 22)
        #expect(await quota.withdraw(for: .transient) == 5)
        #expect(await quota.withdraw(for: .timedOut) == 10)
        #expect(await quota.withdraw(for: .timedOut) == nil)
        #expect(await quota.withdraw(for: .throttled) == 5)
        #expect(await quota.tokens == 2)
        await quota.refund(nil)
        #expect(await quota.tokens == 3)
        await quota.refund(10)
        #expect(await quota.tokens == 13)
        await quota.refund(10)
        #expect(await quota.tokens == 22)
    }
}
