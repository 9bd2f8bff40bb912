import AWSClient
import AWSWire
import ECSWire
import EmbeddedRegistry
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import roster

struct PacingCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let burst: Int
    let rate: Double?
    let mayBeAccount: Bool
    /// Nil if it is refused.
    let pacing: Pacing?
    var warns = false
}

@Test(
    "an account keeps half of its bucket for pipelines; a registry on this machine is nobody else's",
    arguments: [
        PacingCase(
            testDescription: "the defaults for an account", burst: 10, rate: nil, mayBeAccount: true,
            pacing: Pacing(burst: 10, perSecond: 0.5)),
        PacingCase(
            testDescription: "the defaults on this machine", burst: 10, rate: nil, mayBeAccount: false,
            pacing: Pacing(burst: 10, perSecond: nil)),
        PacingCase(
            testDescription: "all of an account's bucket", burst: 20, rate: 1, mayBeAccount: true,
            pacing: Pacing(burst: 20, perSecond: 1)),
        PacingCase(
            testDescription: "more than an account's bucket", burst: 21, rate: nil, mayBeAccount: true, pacing: nil),
        PacingCase(
            testDescription: "more than an account's rate", burst: 1, rate: 1.5, mayBeAccount: true,
            pacing: Pacing(burst: 1, perSecond: 1.5), warns: true),
        PacingCase(
            testDescription: "anything on this machine", burst: 100, rate: 1e6, mayBeAccount: false,
            pacing: Pacing(burst: 100, perSecond: 1e6), warns: true),
    ])
func knowsWhoseBucketItIs(_ this: PacingCase) throws {
    var settings = PacingSettings()
    (settings.burst, settings.deregistrationsPerSecond) = (this.burst, this.rate)
    settings.burstLocation = location(3, in: "roster.yaml")
    if let pacing = this.pacing {
        #expect(try settings.pacing(ofAccount: this.mayBeAccount) == pacing)
    } else {
        let failure = #expect(throws: Failure.self) { try settings.pacing(ofAccount: this.mayBeAccount) }
        #expect(
            "\(failure.map { "\($0)" } ?? "")".hasPrefix("roster.yaml:3:5: 'burst' is 21, but an account allows 20"))
    }
    #expect((settings.warning != nil) == this.warns)
}

/// An apply in a registry with an account's rates, and a pipeline that registers at one moment of it.
@Suite("An apply and a pipeline share the account's bucket") struct SharedBucketTests {
    private static let removals = 13

    /// What a run and the pipeline have met.
    private struct Met: Sendable {
        var moments = 0
        var removed = 0
        var refused = 0
        var hasErrors = false
        var seconds = 0.0
    }

    /// - Parameters:
    ///   - moment: before which call or wait of the apply the pipeline registers; nil for never.
    ///   - count: how many revisions it registers at once.
    private func apply(registering count: Int, at moment: Int?) async throws -> Met {
        let clock = SettableClock()
        var settings = Registry.Settings()
        settings.throttling = .aws
        let registry = try Registry(database: .memory, settings: settings, clock: { clock.now })
        let met = Mutex(Met())
        let pipeline = try Pipeline(registry)
        for _ in 0...Self.removals {
            #expect(await pipeline.register("web"))
            clock.advance(1)
        }
        clock.advance(60)
        let pass: @Sendable () async -> Void = {
            let now = met.withLock { met in
                met.moments += 1
                return met.moments
            }
            guard now == moment else { return }
            for _ in 0..<count where !(await pipeline.register("api")) { met.withLock { $0.refused += 1 } }
        }
        let time = TimeSource(
            now: { clock.now }, uptime: clock.time.uptime,
            sleep: { pause in
                await pass()
                clock.advance(pause / .seconds(1))
            }, random: { 0.5 })
        let folder = try TemporaryFolder()
        try folder.write(manifest("[{latest: 1}]"), to: "web.yaml")
        let report = try await run(registry, folder, time, clock, pass)
        met.withLock { met in
            met.removed = report.count(.removed)
            met.hasErrors = report.hasErrors || !report.refusals.isEmpty
            met.seconds = clock.now.timeIntervalSince(SettableClock.start) - Double(Self.removals + 61)
        }
        return met.withLock { $0 }
    }

    private func run(
        _ registry: Registry, _ folder: TemporaryFolder, _ time: TimeSource, _ clock: SettableClock,
        _ pass: @escaping @Sendable () async -> Void
    ) async throws -> Report {
        var configuration = Configuration()
        configuration.source = .directory(folder.path)
        configuration.guardrails.maximumPercent = 100
        configuration.guardrails.minimumAge = .zero
        // What an account gets by default.
        (configuration.pacing.burst, configuration.pacing.deregistrationsPerSecond) = (10, 0.5)
        let endpoint = try Endpoint("http://localhost")
        let session = AWSSession(
            region: try Region("us-east-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: InProcessTransport { request in
                await pass()
                clock.advance(0.002)
                return await registry.respond(to: request)
            }, time: time)
        let reconciler = try Assembly(configuration, session: session, environment: [:], time: time).reconciler
        return await reconciler.apply(try await reconciler.plan())
    }

    @Test("a pipeline that registers eight at once is never throttled, whenever it comes")
    func leavesTokens() async throws {
        let alone = try await apply(registering: 0, at: nil)
        #expect(alone.removed == Self.removals && alone.moments > 20)
        let all = try await concurrentMap(Array(1...alone.moments), width: 4) { moment in
            (moment, try await apply(registering: 8, at: moment))
        }
        for (moment, met) in all {
            #expect(met.refused == 0, "\(met.refused) of eight were refused at moment \(moment)")
            #expect(met.removed == Self.removals && !met.hasErrors, "at moment \(moment)")
        }
    }

    @Test("a pipeline that takes the whole bucket slows the apply down, and nothing fails")
    func yields() async throws {
        let alone = try await apply(registering: 0, at: nil)
        let moments = Array(stride(from: 1, through: alone.moments, by: 5))
        for (moment, met) in try await concurrentMap(
            moments, width: 4,
            { moment in
                (moment, try await apply(registering: 20, at: moment))
            })
        {
            #expect(met.removed == Self.removals && !met.hasErrors, "at moment \(moment)")
            #expect(met.seconds < 4 * alone.seconds + 60, "\(met.seconds) s at moment \(moment)")
        }
    }
}

/// Registers without trying again.
private struct Pipeline: Sendable {
    private let client: ECSClient

    init(_ registry: Registry) throws {
        let endpoint = try Endpoint("http://localhost")
        client = try ECSClient(
            AWSSession(
                region: try Region("us-east-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
                transport: InProcessTransport { await registry.respond(to: $0) },
                policy: RetryPolicy(maximumAttempts: 1), time: .withoutWaits))
    }

    /// False if the call is throttled.
    func register(_ family: String) async -> Bool {
        let container = ECS.ContainerDefinition { ($0.name, $0.image, $0.memory) = ("app", "nginx:1", 64) }
        let output = try? await client.call(
            ECS.RegisterTaskDefinition.self, .init { ($0.family, $0.containerDefinitions) = (family, [container]) })
        return output != nil
    }
}
