import AWSWire
import ECSWire
import Foundation
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
        "PriorRequestNotComplete", "RequestThrottled", "LimitExceededException", "EC2ThrottledException",
        "ProvisionedThroughputExceededException", "TransactionInProgressException", "KmsThrottlingException",
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
            Answer(status: 400, code: "RequestTimeoutException", reason: .transient),
            Answer(status: 400, code: "IDPCommunicationError", reason: .transient),
            Answer(status: 400, code: "IDPRejectedClaim", reason: nil),
            Answer(status: 500, code: "ServerException", reason: .transient),
            Answer(status: 429, code: "ThrottlingException", reason: .throttled),
            Answer(status: 429, reason: .throttled),
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
        (.tlsFailed("reset"), .transient),
        (.interrupted("reset"), .transient),
        (.timedOut(.seconds(1)), .timedOut),
        (.connectTimedOut(.seconds(1)), .timedOut),
        (.stalled(.seconds(1)), .timedOut),
        (.proxyAuthentication, nil),
        (.tooLong(limit: 1), nil),
        (.notEmbedded, nil),
        (.verifiesSignatures, nil),
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
        let wait: Duration?

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
        Wait(attempts: 1, retryAfter: .seconds(20), wait: .seconds(20)),
        Wait(attempts: 1, retryAfter: .milliseconds(20001), wait: nil),
    ])
    func waits(test: Wait) {
        #expect(
            RetryPolicy().wait(after: test.attempts, random: test.random, retryAfter: test.retryAfter) == test.wait)
    }

    @Test(arguments: [
        ("seconds", ["retry-after": "9"], Duration?.some(.seconds(9))),
        ("no wait", ["retry-after": "0"], .zero),
        ("less than none", ["retry-after": "-9223372036854775808"], .zero),
        ("for ever", ["retry-after": "9223372036854775807"], .seconds(86400)),
        ("a time", ["retry-after": "Tue, 22 Sep 2026 10:15:07 GMT"], .seconds(7)),
        ("a time before now", ["retry-after": "Tue, 22 Sep 2026 10:14:07 GMT"], .zero),
        ("a time in years", ["retry-after": "Wed, 22 Sep 2027 10:15:07 GMT"], .seconds(86400)),
        ("a text", ["retry-after": "soon"], nil),
        ("a day that no calendar has", ["retry-after": "Tue, 31 Feb 2026 10:15:07 GMT"], nil),
        ("milliseconds", ["x-amz-retry-after": "1500"], .milliseconds(1500)),
        ("milliseconds first", ["x-amz-retry-after": "1500", "retry-after": "9"], .milliseconds(1500)),
        ("milliseconds that are none", ["x-amz-retry-after": "a", "retry-after": "9"], .seconds(9)),
        ("nothing", [:], nil),
    ])
    func readsWhatTheServiceAsksFor(name: String, headers: [String: String], wait: Duration?) {
        let response = WireResponse(status: 503, headers: headers, body: Data())
        #expect(response.retryAfter(at: Date(timeIntervalSince1970: 1_790_072_100)) == wait)
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
