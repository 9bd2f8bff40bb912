import AWSClient
import ECSWire
import Foundation

/// The history of the demo's account before the first plan, for the families of `manifests/`.
struct DemoScenario: Sendable {
    /// The history of one family.
    struct FamilyHistory: Sendable {
        let name: String
        /// The number of revisions, registered one a week.
        let registered: Int
        /// The revisions that somebody deregistered by hand.
        let deregistered: [Int]
    }

    let families = [
        FamilyHistory(name: "web", registered: 12, deregistered: [1, 2, 3, 4, 5]),
        FamilyHistory(name: "worker", registered: 12, deregistered: [1]),
        FamilyHistory(name: "nightly", registered: 12, deregistered: [1, 2, 3, 6]),
    ]
    /// The services, with the revisions they run.
    let services = [(name: "web", revision: "web:12"), (name: "web-canary", revision: "web:9")]
    /// The revisions of standalone tasks: somebody is investigating an old release.
    let tasks = ["worker:4"]
    /// The revisions to explain: one that a service runs, and one that a task runs.
    static let explained = ["web:9", "worker:4"]

    /// Replays the history in the client's registry, with a week between revisions.
    func replay(_ client: ECSClient, _ clock: DemoClock) async throws {
        let weeks = families.map(\.registered).max() ?? 0
        clock.advance(-Double(weeks) * DemoClock.week)
        _ = try await client.call(ECS.CreateCluster.self, .init())
        for week in 1...weeks {
            for family in families where week <= family.registered { try await register(family.name, week, client) }
            clock.advance(DemoClock.week)
        }
        for service in services { try await start(service.name, service.revision, client) }
        for task in tasks {
            _ = try await client.call(ECS.RunTask.self, .init { $0.taskDefinition = task })
        }
        for family in families {
            for revision in family.deregistered {
                _ = try await client.call(
                    ECS.DeregisterTaskDefinition.self, .init { $0.taskDefinition = "\(family.name):\(revision)" })
            }
        }
    }

    private func register(_ family: String, _ week: Int, _ client: ECSClient) async throws {
        let container = ECS.ContainerDefinition {
            $0.name = family
            $0.image = "registry.example.com/\(family):1.\(week).0"
            $0.memory = 256
        }
        _ = try await client.call(
            ECS.RegisterTaskDefinition.self,
            .init {
                $0.family = family
                $0.containerDefinitions = [container]
            })
    }

    private func start(_ name: String, _ revision: String, _ client: ECSClient) async throws {
        _ = try await client.call(
            ECS.CreateService.self,
            .init {
                $0.serviceName = name
                $0.taskDefinition = revision
                $0.desiredCount = 1
            })
    }

    /// Summarizes the history, for the output.
    var summary: String {
        let registered = families.reduce(0) { $0 + $1.registered }
        let deregistered = families.reduce(0) { $0 + $1.deregistered.count }
        return """
            \(families.count) families with \(registered) revisions, one a week; \(deregistered) were deregistered by \
            hand, the others are ACTIVE. \(services.count) services and \(tasks.count) task are running.
            """
    }
}
