import AWSWire
import ECSWire
import Model
import TestSupport
import Testing

@testable import AWSClient

@Suite struct RetryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let turns: [Turn]
        /// Nil when the call succeeds.
        let cause: AWSError.Cause?
        let attempts: Int
        let sleeps: [Duration]
        let tokens: Int

        var testDescription: String { name }
    }

    static let good = Turn.answer(200, #"{"clusterArns":["a"]}"#)
    static let refused = TransportError.notConnected("refused")

    @Test(arguments: [
        Case(name: "at once", turns: [good], cause: nil, attempts: 1, sleeps: [], tokens: 500),
        Case(
            name: "after a throttle", turns: [.error("ThrottlingException"), good], cause: nil, attempts: 2,
            sleeps: [.seconds(1.0 / 14)], tokens: 500),
        Case(
            name: "after two failures of one call each",
            turns: [.answer(502, "<html>"), .failure(.interrupted("reset")), good], cause: nil, attempts: 3,
            sleeps: [.seconds(1), .seconds(2)], tokens: 495),
        Case(
            name: "never", turns: [.failure(refused), .failure(refused), .failure(refused), good],
            cause: .transport(refused), attempts: 3, sleeps: [.seconds(1), .seconds(2)], tokens: 490),
        Case(
            name: "no answer in time, three times",
            turns: Array(repeating: .failure(.timedOut(.seconds(30))), count: 3),
            cause: .timedOut(.seconds(30)), attempts: 3, sleeps: [.seconds(1), .seconds(2)], tokens: 480),
        Case(
            name: "the last error counts",
            turns: [
                .error("SlowDown"), .failure(refused), .answer(502, "<html>"),
                .error("ServerException", "boom", status: 500),
            ],
            cause: .service(ServiceError("ServerException", "boom", status: 500), requestID: nil), attempts: 4,
            sleeps: [.seconds(1.0 / 14), .seconds(1), .seconds(2)], tokens: 490),
        Case(
            name: "a refusal is final", turns: [.error("AccessDeniedException", "no"), good],
            cause: .service(ServiceError("AccessDeniedException", "no"), requestID: nil),
            attempts: 1,
            sleeps: [], tokens: 500),
        Case(
            name: "a refusal after a throttle",
            turns: [.error("ThrottlingException"), .error("ClientException", "no"), good],
            cause: .service(ServiceError("ClientException", "no"), requestID: nil), attempts: 2,
            sleeps: [.seconds(1.0 / 14)], tokens: 500),
        Case(
            name: "Retry-After", turns: [.answer(503, "", headers: ["retry-after": "9"]), good], cause: nil,
            attempts: 2, sleeps: [.seconds(9)], tokens: 500),
        Case(
            name: "Retry-After as a date, far off, or before now",
            turns: [
                .answer(503, "", headers: ["retry-after": "Tue, 22 Sep 2026 10:15:00 GMT"]),
                .answer(503, "", headers: ["retry-after": "-9223372036854775808"]), good,
            ],
            cause: nil, attempts: 3, sleeps: [.seconds(1), .seconds(2)], tokens: 495),
        Case(
            name: "a service that wants no call for a long time",
            turns: [.answer(503, "", headers: ["retry-after": "3600"]), good],
            cause: .unexpectedResponse(status: 503), attempts: 1, sleeps: [], tokens: 500),
    ])
    func attempts(test: Case) async throws {
        let transport = ScriptedTransport(test.turns)
        let time = ManualTime()
        let client = try ECSClient.scripted(transport, time: time)
        let error = await failure(AWSError.self) {
            try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
        }
        #expect(error?.cause == test.cause)
        #expect(await transport.requests.count == test.attempts)
        #expect(error.map { $0.attempts == test.attempts } ?? true)
        #expect(time.sleeps == test.sleeps)
        #expect(await client.service.quota.tokens == test.tokens)
        #expect(client.service.counter.current.byAction == ["ecs:ListClusters": 1])
    }

    @Test func anEmptyQuotaEndsTheRetriesOfAllCalls() async throws {
        let transport = ScriptedTransport(Array(repeating: .failure(.timedOut(.seconds(30))), count: 200))
        let client = try ECSClient.scripted(transport)
        for _ in 0..<30 {
            _ = await failure(AWSError.self) {
                try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
            }
        }
        // 25 calls use up 500 tokens at 20 each; the other five get one attempt.
        #expect(await transport.requests.count == 25 * 3 + 5)
    }

    @Test func eachAttemptIsSignedAnew() async throws {
        let transport = ScriptedTransport([.answer(502, "<html>"), Self.good])
        let client = try ECSClient.scripted(transport)
        _ = try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
        let dates = await transport.requests.map { $0.headers["x-amz-date"] }
        #expect(dates == ["20260922T101500Z", "20260922T101501Z"])
    }

    @Test(arguments: [Turn.error("ThrottlingException"), .answer(502, "<html>")])
    func cancellationWhileItWaitsEndsTheCall(turn: Turn) async throws {
        let transport = ScriptedTransport([turn, Self.good])
        let client = try ECSClient.scripted(transport, time: ManualTime(onSleep: { throw CancellationError() }))
        let error = await failure(AWSError.self) {
            try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
        }
        #expect(error?.cause == .cancelled)
        #expect(await transport.requests.count == 1)
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let transport = ScriptedTransport([Self.good])
        let client = try ECSClient.scripted(transport)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
        }
        #expect(await failure(AWSError.self) { try await task.value }?.cause == .cancelled)
        #expect(await transport.requests.isEmpty)
    }
}
