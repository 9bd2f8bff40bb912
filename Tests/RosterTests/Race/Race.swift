import AWSClient
import ECSWire
import Foundation
import Registry
import Synchronization

/// A registry in which others move services and run tasks at any moment: before and after each call of who is watched.
///
/// Seeded: the moves of a seed are the same each time, as far as the watched one makes its calls in the same order.
actor Race {
    /// Who uses a revision.
    struct Use: Sendable {
        let user: String
        let revision: String
        /// Without a break, at the latest: whoever began to use it began before that.
        let since: Date
        /// When it was taken up, as the registry has it.
        let takenUp: Date
    }

    let clock = RaceClock()
    private let registry: Registry
    private let others: ECSClient
    private let session: AWSSession
    private var dice: Dice
    private var likelihood: Double
    private var moved: [String: Date] = [:]
    private var made = 0
    /// What used each revision right before its deregistration was sent, by its name, and when that was.
    private(set) var usesAtRemoval: [String: (uses: [Use], at: Date)] = [:]

    private static let clusters = ["blue", "green"]
    /// So many revisions of `web`.
    static let revisions = 8

    init(seed: UInt64) throws {
        dice = Dice(seed: seed)
        likelihood = [0.05, 0.2, 0.5].randomElement(using: &dice) ?? 0
        var settings = Registry.Settings()
        settings.propagationWindow = .seconds(600)
        settings.taskStep = [.zero, .milliseconds(5), .milliseconds(50)].randomElement(using: &dice) ?? .zero
        let registry = try Registry(database: .memory, settings: settings, clock: { [clock] in clock.now })
        self.registry = registry
        session = try Self.session(clock) { await registry.respond(to: $0) }
        others = try ECSClient(session)
    }

    /// What the watched one calls through: each call moves the clock, and others come before and after it.
    nonisolated func watched() throws -> AWSSession {
        try Self.session(clock) { await self.pass($0) }
    }

    private static func session(
        _ clock: RaceClock, _ handler: @escaping @Sendable (WireRequest) async -> WireResponse
    ) throws -> AWSSession {
        let endpoint = try Endpoint("http://localhost")
        return AWSSession(
            region: try Region("us-east-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials.embedded,
            transport: InProcessTransport(handler: handler), time: clock.time)
    }

    /// Two clusters, the revisions, and what runs before anybody plans.
    func begin() async throws {
        for name in Self.clusters { _ = try await others.call(ECS.CreateCluster.self, .init { $0.clusterName = name }) }
        let container = ECS.ContainerDefinition { ($0.name, $0.image, $0.memory) = ("app", "nginx:1", 64) }
        for _ in 1...Self.revisions {
            _ = try await others.call(
                ECS.RegisterTaskDefinition.self, .init { ($0.family, $0.containerDefinitions) = ("web", [container]) })
        }
        for _ in 1...3 { await createService() }
        for _ in 1...2 { await runTask() }
    }

    /// From now on nobody moves anything, and what was on its way has arrived.
    func end() {
        likelihood = 0
        clock.advance(60)
    }

    private func pass(_ request: WireRequest) async -> WireResponse {
        await moveSometimes()
        if request.headers["x-amz-target"]?.hasSuffix(".DeregisterTaskDefinition") == true,
            let input = try? WireCoding.decode(ECS.DeregisterTaskDefinition.Input.self, from: request.body),
            let name = input.taskDefinition?.afterSlash
        {
            let uses = await uses()
            usesAtRemoval[name] = (uses.filter { $0.revision == name }, clock.now)
        }
        clock.tick()
        let response = await registry.respond(to: request)
        clock.tick()
        await moveSometimes()
        return response
    }

    private func moveSometimes() async {
        guard Double.random(in: 0..<1, using: &dice) < likelihood else { return }
        clock.tick()
        switch Int.random(in: 0..<10, using: &dice) {
        case 0: await createService()
        case 1: await deleteService()
        case 2: await runTask()
        case 3: await stopTask()
        default: await moveService()
        }
        clock.tick()
    }

    /// A refusal is nothing but a move less: the revision may be gone for good.
    private func moveService() async {
        guard let arn = moved.keys.sorted().randomElement(using: &dice) else { return }
        let revision = anyRevision()
        let count = Int.random(in: 0...2, using: &dice)
        _ = try? await others.call(
            ECS.UpdateService.self,
            .init {
                ($0.cluster, $0.service) = (arn.cluster, arn)
                ($0.taskDefinition, $0.desiredCount) = (revision, count)
            })
        moved[arn] = clock.now
    }

    private func createService() async {
        made += 1
        let (name, cluster, revision) = ("service-\(made)", anyCluster(), anyRevision())
        let arn = try? await others.call(
            ECS.CreateService.self,
            .init {
                ($0.serviceName, $0.cluster, $0.taskDefinition) = (name, cluster, revision)
                $0.desiredCount = 1
            }
        ).service?.serviceArn
        if let arn { moved[arn] = clock.now }
    }

    private func deleteService() async {
        guard moved.count > 2, let arn = moved.keys.sorted().randomElement(using: &dice) else { return }
        _ = try? await others.call(
            ECS.DeleteService.self, .init { ($0.cluster, $0.service, $0.force) = (arn.cluster, arn, true) })
        moved[arn] = nil
    }

    private func runTask() async {
        let (cluster, revision) = (anyCluster(), anyRevision())
        _ = try? await others.call(
            ECS.RunTask.self, .init { ($0.cluster, $0.taskDefinition) = (cluster, revision) })
    }

    private func stopTask() async {
        let cluster = anyCluster()
        guard let arns = try? await others.all(of: ECS.ListTasks.self, .init { $0.cluster = cluster }),
            let arn = arns.randomElement(using: &dice)
        else { return }
        _ = try? await others.call(ECS.StopTask.self, .init { ($0.cluster, $0.task) = (cluster, arn) })
    }

    private func anyCluster() -> String { Self.clusters.randomElement(using: &dice) ?? "" }

    /// Any but the newest, which is the one that is declared.
    private func anyRevision() -> String { "web:\(Int.random(in: 1..<Self.revisions, using: &dice))" }

    /// What uses what at this moment, by the registry's own account.
    func uses() async -> [Use] {
        var uses: [Use] = []
        for cluster in Self.clusters {
            let arns = (try? await others.all(of: ECS.ListServices.self, .init { $0.cluster = cluster })) ?? []
            for batch in stride(from: 0, to: arns.count, by: 10) {
                uses += await self.uses(of: Array(arns[batch..<min(batch + 10, arns.count)]), in: cluster)
            }
            for status in ["RUNNING", "STOPPED"] {
                let input = ECS.ListTasks.Input { ($0.cluster, $0.desiredStatus) = (cluster, status) }
                let tasks = (try? await others.all(of: ECS.ListTasks.self, input)) ?? []
                guard !tasks.isEmpty else { continue }
                let described = try? await others.call(
                    ECS.DescribeTasks.self, .init { ($0.cluster, $0.tasks) = (cluster, tasks) }
                ).tasks
                for task in described ?? [] where task.lastStatus != "STOPPED" {
                    let created = task.createdAt?.date ?? .distantFuture
                    uses.append(
                        Use(
                            user: task.taskArn ?? "", revision: (task.taskDefinitionArn ?? "").afterSlash,
                            since: created, takenUp: created))
                }
            }
        }
        return uses
    }

    /// Deployments do not come back without a move: what a service has now, it has had since it was moved last.
    private func uses(of services: [String], in cluster: String) async -> [Use] {
        let described = try? await others.call(
            ECS.DescribeServices.self, .init { ($0.cluster, $0.services) = (cluster, services) }
        ).services
        return (described ?? []).flatMap { service in
            let user = service.serviceArn ?? ""
            var takenUp: [String: Date] = [:]
            for deployment in service.deployments ?? [] {
                guard let revision = deployment.taskDefinition?.afterSlash, let created = deployment.createdAt?.date
                else { continue }
                takenUp[revision] = min(takenUp[revision] ?? created, created)
            }
            return takenUp.map { revision, date in
                Use(user: user, revision: revision, since: moved[user] ?? .distantFuture, takenUp: date)
            }
        }
    }

    /// When a revision was deregistered; nil while it is ACTIVE.
    func deregisteredAt(_ revision: String) async -> Date? {
        let input = ECS.DescribeTaskDefinition.Input { $0.taskDefinition = revision }
        let definition = try? await others.call(ECS.DescribeTaskDefinition.self, input).taskDefinition
        return definition?.status == "INACTIVE" ? definition?.deregisteredAt?.date : nil
    }
}

extension String {
    /// Of the ARN of a service.
    fileprivate var cluster: String { split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    /// `web:1` of its ARN.
    fileprivate var afterSlash: String { split(separator: "/").last.map(String.init) ?? "" }
}

/// A clock that goes on a millisecond with each call, so that no two things happen at one time; a wait moves it.
final class RaceClock: Sendable {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let passed = Mutex<Double>(0)

    var now: Date { Self.start.addingTimeInterval(passed.withLock { $0 }) }

    func tick() { advance(0.001) }

    func advance(_ seconds: Double) { passed.withLock { $0 += seconds } }

    var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .milliseconds(Int(self.passed.withLock { $0 } * 1000)) },
            sleep: { wait in
                let (seconds, attoseconds) = wait.components
                self.advance(Double(seconds) + Double(attoseconds) / 1e18)
            })
    }
}

/// SplitMix64.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
