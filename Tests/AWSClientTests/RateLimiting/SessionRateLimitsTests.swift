import ECSWire
import Foundation
import Model
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

/// A session's calls against its quotas.
@Suite struct SessionRateLimitsTests {
    static let good = Turn.answer(200, #"{"clusterArns":["a"]}"#)
    static let throttle = Turn.error("ThrottlingException", "Rate exceeded")

    private func session(
        _ turns: [Turn], at url: String, _ time: ManualTime = ManualTime()
    ) throws -> (AWSSession, ScriptedTransport) {
        let endpoint = try Endpoint(url)
        let transport = ScriptedTransport(turns)
        let session = AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials(.lasting),
            transport: transport, time: time.source, random: { 0 })
        return (session, transport)
    }

    private func list(_ client: ECSClient) async throws {
        _ = try await client.call(ECS.ListClusters.self, ECS.ListClusters.Input())
    }

    @Test(arguments: [
        "https://ecs.eu-west-1.amazonaws.com", "https://ecs.eu-west-1.api.aws", "https://ecs.internal.example",
        "http://gateway:8080", "http://10.1.2.3:8000",
    ])
    func callsKeepWithinNineTenthsOfTheQuota(url: String) async throws {
        let time = ManualTime()
        let (session, _) = try session(Array(repeating: Self.good, count: 63), at: url, time)
        // Both clients draw on one bucket: 45 at once, then 18 a second.
        let clients = [try ECSClient(session), try ECSClient(session)]
        for call in 0..<63 { try await list(clients[call % 2]) }
        #expect(time.sleeps.count == 18)
        #expect(abs(time.uptime / .seconds(1) - 1) < 1e-6)
    }

    @Test(arguments: ["http://127.0.0.1:8000", "http://localhost", "http://aws.localhost:4566", "http://[::1]:8000"])
    func onThisMachineTheyKeepWithinItAfterAThrottle(url: String) async throws {
        let time = ManualTime()
        let turns = Array(repeating: Self.good, count: 200) + [Self.throttle] + Array(repeating: Self.good, count: 14)
        let (session, transport) = try session(turns, at: url, time)
        let client = try ECSClient(session)
        for _ in 0..<200 { try await list(client) }
        #expect(time.sleeps == [])
        // The call that was refused goes again, and the 13 after it: one each fourteenth of a second.
        for _ in 0..<14 { try await list(client) }
        #expect(await transport.requests.count == 215)
        #expect(time.sleeps.count == 14)
        #expect(abs(time.uptime / .seconds(1) - 1) < 0.01)
    }

    @Test func otherGroupsGoOn() async throws {
        let time = ManualTime()
        let (session, _) = try session(
            [Self.throttle, Self.good, .answer(200, #"{"taskArns":[]}"#)], at: "http://127.0.0.1:8000", time)
        let client = try ECSClient(session)
        try await list(client)
        let before = time.sleeps.count
        _ = try await client.call(ECS.ListTasks.self, ECS.ListTasks.Input())
        #expect(time.sleeps.count == before)
    }

    @Test func nobodyGoesBeforeTheServiceWantsIt() async throws {
        let time = ManualTime()
        let body = #"{"__type":"ThrottlingException"}"#
        let (session, _) = try session(
            [.answer(400, body, headers: ["retry-after": "9"]), Self.good], at: "http://127.0.0.1:8000", time)
        try await list(try ECSClient(session))
        #expect(time.uptime >= .seconds(9))
    }

    @Test func aCallThatIsOnlyRightNowDoesNotWait() async throws {
        let time = ManualTime()
        let (session, transport) = try session(
            Array(repeating: Self.good, count: 18), at: "https://ecs.eu-west-1.amazonaws.com", time)
        let client = try ECSClient(session)
        let now = client.once(sentWithin: .seconds(1), timeout: .seconds(5))
        for _ in 0..<18 {
            _ = try await now.call(ECS.DeregisterTaskDefinition.self, ECS.DeregisterTaskDefinition.Input())
        }
        // The next token is 1.1 seconds away.
        let error = await failure(AWSError.self) {
            try await now.call(ECS.DeregisterTaskDefinition.self, ECS.DeregisterTaskDefinition.Input())
        }
        #expect(error?.cause == .rateLimited)
        #expect(error?.attempts == 0)
        #expect(await transport.requests.count == 18)
        #expect(time.sleeps == [])
    }

    @Test func theTimeAtTheRateThatLastsHasNoBurst() async throws {
        let (known, _) = try session([], at: "https://ecs.eu-west-1.amazonaws.com")
        #expect(known.lastingTime(of: []) == .zero)
        #expect(
            known.lastingTime(of: [(.ecs, "ListTasks", 12), (.ecs, "DescribeTasks", 6)]).inMilliseconds == 1000,
            "one bucket")
        #expect(
            known.lastingTime(of: [(.ecs, "ListTasks", 18), (.stepFunctions, "ListStateMachineAliases", 9)])
                .inMilliseconds == 10_000, "the slower of two")
        let (local, _) = try session([Self.throttle, Self.good], at: "http://127.0.0.1:8000")
        #expect(local.lastingTime(of: [(.ecs, "ListClusters", 18)]) == .zero)
        try await list(try ECSClient(local))
        #expect(local.lastingTime(of: [(.ecs, "ListClusters", 14)]) >= .milliseconds(990))
    }

    @Test func aSessionThatCountsSeparatelyCountsForTheWholeAsWell() async throws {
        let (whole, _) = try session([Self.good, Self.good, Self.good], at: "http://127.0.0.1:8000")
        let (one, two) = (whole.countingSeparately(), whole.countingSeparately())
        for part in [one, one, two] { try await list(try ECSClient(part)) }
        #expect(one.callCount.total == 2 && two.callCount.total == 1 && whole.callCount.total == 3)
    }

    @Test func clientsOfOneServiceShareAQuotaForRetries() async throws {
        let (session, _) = try session([], at: "http://127.0.0.1:8000")
        let (one, two) = (try session.client(.ecs), try session.client(.ecs))
        let once = one.once(sentWithin: .seconds(1), timeout: .seconds(1))
        #expect(one.quota === two.quota && one.quota === once.quota)
        #expect(try one.quota !== session.client(.sts).quota)
        #expect(try one.quota !== self.session([], at: "http://127.0.0.1:8000").0.client(.ecs).quota)
    }
}

extension Duration {
    /// Rounded: the time of some calls is a quotient.
    fileprivate var inMilliseconds: Int { Int((self / .milliseconds(1)).rounded()) }
}
