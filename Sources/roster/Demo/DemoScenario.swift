import AWSClient
import ECSWire
import Foundation

/// What happened in the demo's account before anybody planned: the history of the families of `manifests/`.
struct DemoScenario: Sendable {
    /// The past of one family.
    struct FamilyHistory: Sendable {
        let name: String
        /// How many revisions were registered, one a week.
        let registered: Int
        /// Those that somebody deregistered by hand.
        let deregistered: [Int]
    }

    let families = [
        FamilyHistory(name: "web", registered: 12, deregistered: [1, 2, 3, 4, 5]),
        FamilyHistory(name: "worker", registered: 12, deregistered: [1]),
        FamilyHistory(name: "nightly", registered: 12, deregistered: [1, 2, 3, 6]),
    ]
    /// Services and the revisions that they run.
    let services = [(name: "web", revision: "web:12"), (name: "web-canary", revision: "web:9")]
    /// Standalone tasks: somebody is looking into an old release.
    let tasks = ["worker:4"]
    /// What is explained: a revision that a service runs, and one that a task runs.
    static let explained = ["web:9", "worker:4"]

    /// Lets it all happen, in the registry that the client reaches, a week between two revisions.
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

    /// A sentence of it.
    var summary: String {
        let registered = families.reduce(0) { $0 + $1.registered }
        let deregistered = families.reduce(0) { $0 + $1.deregistered.count }
        return """
            \(families.count) families with \(registered) revisions, one a week; \(deregistered) were deregistered by \
            hand, the others are ACTIVE. \(services.count) services and \(tasks.count) task are running.
            """
    }
}
