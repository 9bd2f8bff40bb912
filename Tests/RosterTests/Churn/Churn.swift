import AWSClient
import AWSWire
import ECSWire
import EmbeddedRegistry
import Foundation
import SwiftExtensions
import TestSupport

/// A registry in which clusters, services and short tasks come and go between any two calls of the client under test,
/// as in an account with preview environments: 20,000 tasks an hour, and stopped ones are forgotten all the time.
///
/// `web:1` is used throughout, by a service that nobody touches.
actor Churn {
    let clock = SettableClock()
    private let registry: Registry
    private let others: ECSClient
    private var dice: SplitMix64
    private var isActing = false
    private var environments: [String] = []
    private var made = 0
    /// How often something that was on the last list of the client under test was gone.
    private(set) var vanished = 0

    init(seed: UInt64) throws {
        dice = SplitMix64(seed: seed)
        var settings = Registry.Settings()
        settings.taskStep = .zero
        let registry = try Registry(database: .memory, settings: settings, clock: { [clock] in clock.now })
        self.registry = registry
        others = try ECSClient(inProcessSession(clock.time) { await registry.respond(to: $0) })
    }

    /// The session of the client under test: others act before each of its calls.
    nonisolated func watched() throws -> AWSSession { try inProcessSession(clock.time) { await self.pass($0) } }

    /// The revisions, a cluster that stays with the service on `web:1`, and tasks that stopped at various times.
    func begin() async throws {
        _ = try await others.call(ECS.CreateCluster.self, .init { $0.clusterName = "steady" })
        let container = ECS.ContainerDefinition { ($0.name, $0.image, $0.memory) = ("app", "nginx:1", 64) }
        for _ in 1...4 {
            _ = try await others.call(
                ECS.RegisterTaskDefinition.self, .init { ($0.family, $0.containerDefinitions) = ("web", [container]) })
        }
        try await create("steady", in: "steady", "web:1")
        for _ in 1...60 {
            await runShortTask()
            clock.advance(60)
        }
    }

    private func pass(_ request: WireRequest) async -> WireResponse {
        await act()
        clock.advance(0.18)
        let response = await registry.respond(to: request)
        let body = String(decoding: response.body, as: UTF8.self)
        if body.contains("MISSING") || body.contains("NotFoundException") { vanished += 1 }
        return response
    }

    private func act() async {
        guard !isActing else { return }
        isActing = true
        defer { isActing = false }
        switch Int.random(in: 0..<10, using: &dice) {
        case 0: await openEnvironment()
        case 1: await closeEnvironment()
        case 2: await replaceService()
        default: await runShortTask()
        }
        // So many stopped tasks pass their hour.
        clock.advance(Double.random(in: 0..<60, using: &dice))
    }

    /// A task that stops at once.
    private func runShortTask() async {
        let task = try? await others.call(
            ECS.RunTask.self, .init { ($0.cluster, $0.taskDefinition) = ("steady", "web:2") }
        ).tasks?.first?.taskArn
        guard let task else { return }
        _ = try? await others.call(ECS.StopTask.self, .init { ($0.cluster, $0.task) = ("steady", task) })
    }

    private func openEnvironment() async {
        guard environments.count < 6 else { return }
        made += 1
        let name = "preview-\(made % 9)"
        guard !environments.contains(name) else { return }
        _ = try? await others.call(ECS.CreateCluster.self, .init { $0.clusterName = name })
        try? await create("app", in: name, "web:3")
        environments.append(name)
    }

    private func closeEnvironment() async {
        guard let name = environments.randomElement(using: &dice) else { return }
        environments.removeAll { $0 == name }
        await delete("app", in: name)
        clock.advance(1)
        _ = try? await others.call(ECS.DeleteCluster.self, .init { $0.cluster = name })
    }

    /// Makes a service again under its name.
    private func replaceService() async {
        guard let name = environments.randomElement(using: &dice) else { return }
        await delete("app", in: name)
        try? await create("app", in: name, "web:3")
    }

    private func create(_ name: String, in cluster: String, _ revision: String) async throws {
        _ = try await others.call(
            ECS.CreateService.self,
            .init {
                ($0.serviceName, $0.cluster, $0.taskDefinition) = (name, cluster, revision)
                $0.desiredCount = 1
            })
    }

    private func delete(_ name: String, in cluster: String) async {
        _ = try? await others.call(
            ECS.DeleteService.self, .init { ($0.cluster, $0.service, $0.force) = (cluster, name, true) })
    }
}
