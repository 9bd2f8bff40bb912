import AWSClient
import AWSWire
import ECSWire
import EmbeddedRegistry
import Foundation
import SwiftExtensions
import TestSupport

/// A registry in which other clients move services and run tasks before and after each call of the client under test.
///
/// The moves of a seed are reproducible if the client under test makes its calls in the same order.
actor Race {
    /// A use of a revision.
    struct Use: Sendable {
        let user: String
        let revision: String
        /// The latest time at which this uninterrupted use can have begun.
        let since: Date
        /// When the use began, according to the registry.
        let takenUp: Date
    }

    /// A period in which somebody certainly used a revision.
    struct Span: Sendable {
        let user: String
        let revision: String
        let since: Date
        var until = Date.distantFuture
    }

    /// A deregistration that was sent.
    struct Removal: Sendable {
        let at: Date
        /// What used the revision at that moment.
        let uses: [Use]
        /// When the last of the references had been read before it.
        let readUntil: Date
        /// When its burst, having read the manifests, began to read the registry.
        let burstBegan: Date
    }

    let clock = SettableClock()
    private let registry: Registry
    private let session: AWSSession
    /// The client that moves services and runs tasks.
    let others: ECSClient
    var dice: SplitMix64
    var likelihood: Double
    /// Whether a move is in progress; moves are sequential, so that the last one is known.
    var isMoving = false
    /// The revisions that services and tasks have used, by ARN; the last span is current.
    var spans: [String: [Span]] = [:]
    var made = 0
    /// The service that is just being moved: the registry may know already.
    var inTransit: String?
    /// How often a deregistration is throttled.
    private let throttleLikelihood: Double
    private(set) var throttled = 0
    /// Writes the manifest, with this revision protected.
    private var protect: (@Sendable (Int) throws -> Void)?
    /// When revisions were protected.
    private(set) var protections: [String: Date] = [:]
    /// When somebody else deregistered the newest revision.
    private(set) var newestGone: Date?
    private var burstBegan = Date.distantPast
    /// How often others have acted in each way, and while the client under test waited.
    var acts: [String: Int] = [:]
    /// When the last of the references had been read.
    private(set) var readUntil = Date.distantPast
    /// The deregistrations by revision, with what used each right before it was sent.
    private(set) var removals: [String: Removal] = [:]

    static let clusters = ["blue", "green"]
    /// The number of revisions of `web`.
    static let revisions = 8

    init(seed: UInt64) throws {
        dice = SplitMix64(seed: seed)
        likelihood = [0.05, 0.2, 0.5].randomElement(using: &dice) ?? 0
        throttleLikelihood = [0, 0, 0.2].randomElement(using: &dice) ?? 0
        var settings = Registry.Settings()
        settings.propagationWindow = .seconds(600)
        settings.taskStep = [.zero, .milliseconds(5), .milliseconds(50)].randomElement(using: &dice) ?? .zero
        let registry = try Registry(database: .memory, settings: settings, clock: { [clock] in clock.now })
        self.registry = registry
        session = try inProcessSession(clock.time) { await registry.respond(to: $0) }
        others = try ECSClient(session)
    }

    /// The session of the client under test: each call moves the clock, and others act before and after it.
    nonisolated func watched() throws -> AWSSession {
        try inProcessSession(time) { await self.pass($0) }
    }

    /// The clock of the client under test: others act while it waits.
    nonisolated var time: TimeSource {
        let own = clock.time
        return TimeSource(
            now: own.now, uptime: own.uptime,
            sleep: { pause in
                await self.moveSometimes(inPause: true)
                try await own.sleep(pause)
                await self.moveSometimes(inPause: true)
            }, random: own.random)
    }

    /// Lets others write the manifest.
    func onProtect(_ protect: @escaping @Sendable (Int) throws -> Void) { self.protect = protect }

    /// Creates two clusters, the revisions, and what runs before the first plan.
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

    /// Stops all moves, and lets everything in progress complete.
    func end() {
        likelihood = 0
        clock.advance(60)
    }

    func protectSomething() {
        let revision = Int.random(in: 1..<Self.revisions, using: &dice)
        guard let protect, (try? protect(revision)) != nil else { return }
        protections = ["web:\(revision)": clock.now]
    }

    func deregisterNewest() async {
        let name = "web:\(Self.revisions)"
        guard newestGone == nil,
            (try? await others.call(ECS.DeregisterTaskDefinition.self, .init { $0.taskDefinition = name })) != nil
        else { return }
        newestGone = clock.now
    }

    private func pass(_ request: WireRequest) async -> WireResponse {
        let began = clock.now
        await moveSometimes()
        let operation = request.headers["x-amz-target"]?.split(separator: ".").last ?? ""
        if operation == "ListTaskDefinitions" { burstBegan = began }
        if operation == "DeregisterTaskDefinition" {
            if Double.random(in: 0..<1, using: &dice) < throttleLikelihood {
                throttled += 1
                return WireResponse(status: 400, body: Data(#"{"__type": "ThrottlingException"}"#.utf8))
            }
        }
        if operation == "DeregisterTaskDefinition",
            let input = try? WireCoding.decode(ECS.DeregisterTaskDefinition.Input.self, from: request.body),
            let name = input.taskDefinition?.afterSlash
        {
            let uses = await uses().filter { $0.revision == name }
            removals[name] = Removal(at: clock.now, uses: uses, readUntil: readUntil, burstBegan: burstBegan)
        }
        clock.advance(0.001)
        let response = await registry.respond(to: request)
        if !operation.hasSuffix("TaskDefinition"), !operation.hasSuffix("TaskDefinitions") { readUntil = clock.now }
        clock.advance(0.001)
        await moveSometimes()
        return response
    }

    /// Who used a revision without interruption between two times.
    func users(of revision: String, from since: Date, until: Date) -> [String] {
        spans.values.joined().filter { $0.revision == revision && $0.since < since && $0.until > until }.map(\.user)
    }

    /// The current uses, according to the registry.
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

    /// Deployments do not return without a move: a service has had its current ones since its last move.
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
                let since = user == inTransit ? nil : spans[user]?.last?.since
                return Use(user: user, revision: revision, since: since ?? .distantFuture, takenUp: date)
            }
        }
    }

    /// When each INACTIVE revision was deregistered.
    func deregistrations() async -> [String: Date] {
        var dates: [String: Date] = [:]
        for name in removals.keys {
            let input = ECS.DescribeTaskDefinition.Input { $0.taskDefinition = name }
            let definition = try? await others.call(ECS.DescribeTaskDefinition.self, input).taskDefinition
            if definition?.status == "INACTIVE" { dates[name] = definition?.deregisteredAt?.date }
        }
        return dates
    }
}

extension String {
    /// `web:1` of its ARN.
    fileprivate var afterSlash: String { split(separator: "/").last.map(String.init) ?? "" }
}
