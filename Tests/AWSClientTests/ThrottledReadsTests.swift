import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

/// Reads that the service throttles.
@Suite struct ThrottledReadsTests {
    static let good = Turn.answer(200, #"{"clusterArns":["a"]}"#)
    static let throttle = Turn.error("ThrottlingException", "Rate exceeded")
    static let unavailable = Turn.answer(503, "<html>")

    static func throttle(asking seconds: Int) -> Turn {
        .answer(400, #"{"__type":"ThrottlingException"}"#, headers: ["retry-after": "\(seconds)"])
    }

    private func list(_ client: ECSClient) async throws {
        _ = try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
    }

    @Test(
        "reads by name",
        arguments: [
            ("DescribeTasks", true), ("ListTasks", true), ("GetCallerIdentity", true), ("BatchGetDeployments", true),
            ("DeregisterTaskDefinition", false), ("RegisterTaskDefinition", false), ("AssumeRole", false),
            ("AssumeRoleWithWebIdentity", false),
        ])
    func isRead(operation: String, expected: Bool) {
        #expect(ServiceClient.Call(operation: operation).isRead == expected)
    }

    /// Many calls side by side, as when an account is read, of a service that is slower than its documented rate.
    @Test(arguments: ["https://ecs.eu-west-1.amazonaws.com", "http://127.0.0.1:8000"])
    func allSucceedAtOneASecond(url: String) async throws {
        let time = ManualTime()
        let service = SlowService(burst: 45, time)
        let endpoint = try Endpoint(url)
        let client = try ECSClient(
            AWSSession(
                region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials(.lasting),
                transport: service, time: time.source, random: { 1 }))
        let failures = await concurrentMap(Array(0..<300)) { _ in
            await failure(AWSError.self) { try await list(client) }
        }
        #expect(failures.compactMap(\.self).map { "\($0)" } == [])
        #expect(await service.admitted == 300)
        #expect(await service.throttled > 0)
        #expect(await client.service.quota.tokens == 500)
        // It takes no longer than it must, give or take.
        #expect(time.uptime >= .seconds(255) && time.uptime < .seconds(300), "\(time.uptime)")
    }

    @Test func isGivenUpAfterTwoMinutes() async throws {
        let time = ManualTime()
        let transport = ScriptedTransport(Array(repeating: Self.throttle, count: 5000))
        let client = try ECSClient.scripted(transport, time: time)
        let error = try #require(await failure(AWSError.self) { try await list(client) })
        #expect(time.uptime > .seconds(115) && time.uptime <= .seconds(120), "\(time.uptime)")
        let requests = await transport.requests.count
        #expect(requests > 100 && requests < 1000)
        #expect(error.attempts == requests)
        #expect(error.serviceError?.code == "ThrottlingException")
        #expect(
            "\(error)".hasSuffix(
                "Rate exceeded (\(requests) attempts); throttled for 120 s: wait, then rerun"), "\(error)")
        #expect(await client.service.quota.tokens == 500)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let turns: [Turn]
        var attempts = 3
        /// Nil if the call succeeds.
        var says: String?
        let requests: Int
        /// In whole seconds.
        let time: Int
        var tokens = 500

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "more throttles than attempts", turns: Array(repeating: throttle, count: 10) + [good], requests: 11,
            time: 3),
        Case(name: "a single attempt", turns: [throttle, throttle, good], attempts: 1, requests: 3, time: 0),
        Case(
            name: "a mixture", turns: [throttle, unavailable, throttle, unavailable, throttle, good], requests: 6,
            time: 3, tokens: 495),
        Case(
            name: "a mixture with too many other failures",
            turns: [throttle, unavailable, throttle, unavailable, throttle, unavailable, good],
            says: "status 503 without an error of ecs (6 attempts); wait, then rerun", requests: 6, time: 3, tokens: 490
        ),
        Case(
            name: "a proxy's 429", turns: [.answer(429, "<html>", headers: ["retry-after": "121"]), good],
            says: "status 429 without an error of ecs; throttled, and asked to wait 121 s", requests: 1, time: 0),
        Case(
            name: "asked to wait for less than the limit", turns: [throttle(asking: 90), good], requests: 2, time: 90),
        Case(
            name: "asked to wait for more than the limit", turns: [throttle(asking: 121), good],
            says: "throttled, and asked to wait 121 s, but a read is given up after 120 s: wait, then rerun",
            requests: 1, time: 0),
        Case(
            name: "asked to wait for more than is left", turns: [throttle(asking: 90), throttle(asking: 40), good],
            says: "throttled, and asked to wait 40 s", requests: 2, time: 90),
    ])
    func waits(test: Case) async throws {
        let time = ManualTime()
        let transport = ScriptedTransport(test.turns)
        let client = try ECSClient.scripted(
            transport, time: time, policy: RetryPolicy(maximumAttempts: test.attempts))
        let error = await failure(AWSError.self) { try await list(client) }
        #expect((error == nil) == (test.says == nil), "\(String(describing: error))")
        if let says = test.says { #expect("\(try #require(error))".contains(says), "\(String(describing: error))") }
        #expect(await transport.requests.count == test.requests)
        #expect(Int(time.uptime / .seconds(1)) == test.time)
        #expect(await client.service.quota.tokens == test.tokens)
    }

    @Test("other calls are tried three times, and one that is valid only now once", arguments: [(false, 3), (true, 1)])
    func othersDoNotWait(isOnce: Bool, requests: Int) async throws {
        let transport = ScriptedTransport(Array(repeating: Self.throttle, count: 10))
        let client = try ECSClient.scripted(transport)
        let error = try #require(
            await failure(AWSError.self) {
                if isOnce {
                    try await list(client.once(sentWithin: .seconds(1), timeout: .seconds(5)))
                } else {
                    _ = try await client.call(ECS.DeregisterTaskDefinition.self, .init { _ in })
                }
            })
        #expect(await transport.requests.count == requests)
        #expect(!"\(error)".contains("120 s"))
    }
}

/// A service that admits so many calls at once, and then one a second.
private actor SlowService: Transport {
    private let time: ManualTime
    private let burst: Double
    private var tokens: Double
    private var filled = Duration.zero
    private(set) var admitted = 0
    private(set) var throttled = 0

    init(burst: Double, _ time: ManualTime) {
        self.burst = burst
        self.time = time
        tokens = burst
    }

    func send(
        _ request: WireRequest, to endpoint: Endpoint, timeout: Duration
    ) async throws(TransportError) -> WireResponse {
        let now = time.uptime
        tokens = min(burst, tokens + (now - filled) / .seconds(1))
        filled = now
        guard tokens >= 1 - 1e-9 else {
            throttled += 1
            return WireResponse(status: 400, body: Data(#"{"__type":"ThrottlingException"}"#.utf8))
        }
        tokens -= 1
        admitted += 1
        return WireResponse(status: 200, body: Data(#"{"clusterArns":[]}"#.utf8))
    }
}
