import AWSWire
import ECSWire
import Foundation
import Model
import TestSupport
import Testing

@testable import EmbeddedRegistry

@Suite struct TokenBucketTests {
    private static let start = Date(timeIntervalSince1970: 1_767_226_200.123_456)

    /// How many calls are admitted at each of these times, in seconds from the start.
    @Test(
        arguments: [
            ("the burst at once", [0], [20]),
            ("one a second afterwards", [0, 1, 2], [20, 1, 1]),
            ("nothing within a second", [0, 0.5, 0.999999], [20, 0, 0]),
            ("halves add up", [0, 0.5, 1.0, 1.5, 2.0], [20, 0, 1, 0, 1]),
            ("thirds lose nothing", [0, 0.333333, 0.666666, 1.0], [20, 0, 0, 1]),
            ("never above the burst", [0, 100], [20, 20]),
            ("nor after a century", [0, 3_155_760_000], [20, 20]),
            ("a clock that is set back adds nothing", [0, -3600, -3599], [20, 0, 1]),
        ] as [(String, [Double], [Int])])
    func lets(name: String, moments: [Double], through counts: [Int]) {
        var bucket = TokenBucket(.init(burst: 20, perSecond: 1), at: Self.start)
        for (moment, count) in zip(moments, counts) {
            let now = Self.start + moment
            let through = (1...30).count { _ in bucket.take(at: now) }
            #expect(through == count, "\(name), after \(moment) s")
        }
    }

    @Test func isFullOnceWhatWasTakenIsBack() {
        var bucket = TokenBucket(.init(burst: 20, perSecond: 2), at: Self.start)
        #expect(bucket.isFull(at: Self.start))
        let isTaken = bucket.take(at: Self.start)
        #expect(isTaken)
        #expect(!bucket.isFull(at: Self.start + 0.499))
        #expect(bucket.isFull(at: Self.start + 0.5))
    }
}

@Suite struct RateGroupTests {
    @Test func everyOperationHasARate() {
        for name in Operation.all.map(\.name) { #expect(RateGroup(operation: name) != nil, "\(name)") }
        #expect(RateGroup(operation: "NoSuchOperation") == nil)
    }

    @Test(
        arguments: [
            ("RegisterTaskDefinition", 20, 1), ("DeregisterTaskDefinition", 20, 1), ("DescribeTaskDefinition", 50, 20),
            ("ListTaskDefinitions", 50, 20), ("ListTaskDefinitionFamilies", 50, 20), ("DeleteTaskDefinitions", 5, 1),
            ("CreateCluster", 20, 1), ("UpdateCluster", 20, 1), ("UpdateClusterSettings", 20, 1),
            ("DeleteCluster", 20, 1),
            ("PutClusterCapacityProviders", 20, 1), ("DescribeClusters", 50, 20), ("ListClusters", 50, 20),
            ("RunTask", 100, 40), ("StartTask", 100, 40), ("StopTask", 100, 40), ("ListTasks", 100, 20),
            ("DescribeTasks", 100, 20), ("CreateService", 50, 5), ("UpdateService", 50, 5), ("DeleteService", 50, 5),
            ("CreateTaskSet", 50, 5), ("UpdateTaskSet", 50, 5), ("DeleteTaskSet", 50, 5),
            ("UpdateServicePrimaryTaskSet", 50, 5), ("DescribeServices", 100, 20), ("ListServices", 100, 20),
            ("DescribeTaskSets", 100, 20), ("ListServiceDeployments", 50, 20), ("DescribeServiceDeployments", 50, 20),
            ("DescribeServiceRevisions", 50, 20), ("TagResource", 20, 10), ("UntagResource", 20, 10),
            ("ListTagsForResource", 50, 20), ("ListAccountSettings", 50, 20),
        ] as [(String, Int64, Int64)])
    func has(operation: String, burst: Int64, perSecond: Int64) {
        #expect(RateGroup(operation: operation)?.rate == .init(burst: burst, perSecond: perSecond))
    }

    @Test(arguments: [
        ("RegisterTaskDefinition", "DeregisterTaskDefinition", true),
        ("RegisterTaskDefinition", "DeleteTaskDefinitions", false), ("CreateCluster", "RegisterTaskDefinition", false),
        ("ListServiceDeployments", "DescribeServiceRevisions", false), ("TagResource", "UntagResource", true),
        ("ListTasks", "ListServices", false),
    ])
    func sharesABucket(one: String, other: String, isShared: Bool) {
        #expect((RateGroup(operation: one) == RateGroup(operation: other)) == isShared)
    }
}

@Suite struct ThrottleTests {
    private let clock = SettableClock(at: Date(timeIntervalSince1970: 1_750_000_000))

    private func registry(_ throttling: Throttling) throws -> Registry {
        var settings = Registry.Settings()
        settings.throttling = throttling
        return try Registry(database: .memory, settings: settings, clock: { [clock] in clock.now })
    }

    private func register(_ registry: Registry, region: String = "us-east-1") async -> WireResponse {
        await registry.respond(
            to: .signed(
                "RegisterTaskDefinition",
                #"{"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":8}]}"#, region: region))
    }

    @Test func refusesWhatComesTooFastAndDoesNotCarryItOut() async throws {
        let registry = try registry(.aws)
        for _ in 1...20 { #expect(await register(registry).status == 200) }
        let refused = await register(registry)
        #expect(refused.status == 400)
        #expect(ECSError(refused) == ECSError(.throttling, "Rate exceeded"))
        let deregister = WireRequest.signed("DeregisterTaskDefinition", #"{"taskDefinition":"web:20"}"#)
        #expect(ECSError(await registry.respond(to: deregister))?.code == .throttling)
        let described = await registry.respond(
            to: .signed("DescribeTaskDefinition", #"{"taskDefinition":"web"}"#))
        let definition = try WireCoding.decode(ECS.DescribeTaskDefinition.Output.self, from: described.body)
        #expect(definition.taskDefinition?.revision == 20)
        #expect(definition.taskDefinition?.status == "ACTIVE")
    }

    @Test func eachRegionHasItsOwn() async throws {
        let registry = try registry(.aws)
        for _ in 1...20 { _ = await register(registry) }
        #expect(await register(registry).status == 400)
        #expect(await register(registry, region: "eu-west-1").status == 200)
    }

    @Test func fillsAsTheClockGoes() async throws {
        let registry = try registry(.aws)
        for _ in 1...20 { _ = await register(registry) }
        clock.advance(2)
        #expect(await register(registry).status == 200)
        #expect(await register(registry).status == 200)
        #expect(await register(registry).status == 400)
    }

    @Test func aCallThatIsRefusedForAnotherReasonCounts() async throws {
        let registry = try registry(.aws)
        for _ in 1...20 {
            let answer = await registry.respond(to: .signed("RegisterTaskDefinition", "{"))
            #expect(ECSError(answer)?.code == .serialization)
        }
        #expect(ECSError(await register(registry))?.code == .throttling)
    }

    @Test func refusesNothingUnlessAsked() async throws {
        let registry = try registry(.none)
        for _ in 1...60 { #expect(await register(registry).status == 200) }
    }

    @Test func forgetsRegionsThatNobodyUsesAnyMore() throws {
        let throttle = Throttle()
        let now = clock.now
        for index in 0..<10_010 {
            try throttle.admit("CreateCluster", in: RegistryScope(region: "r\(index)", account: "1"), at: now)
        }
        for _ in 1..<20 { try throttle.admit("CreateCluster", in: RegistryScope(region: "r0", account: "1"), at: now) }
        #expect(throws: ECSError.self) {
            try throttle.admit("CreateCluster", in: RegistryScope(region: "r0", account: "1"), at: now + 0.5)
        }
    }
}
