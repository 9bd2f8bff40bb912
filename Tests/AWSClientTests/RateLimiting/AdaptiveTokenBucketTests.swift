import AWSWire
import SwiftExtensions
import Testing

@testable import AWSClient

@Suite struct AdaptiveTokenBucketTests {
    /// What happens to a bucket, each at its second.
    enum Event: Sendable {
        /// So many calls at once must get through, and the next must wait so long.
        case admits(Int, thenWaits: Duration, at: Double)
        case throttle(at: Double, sent: Double, retryAfter: Duration? = nil)
        /// Nobody has to wait.
        case isUnlimited(at: Double)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var isKnown = true
        let events: [Event]

        var testDescription: String { name }
    }

    /// 20 at once and 10 a second: a bucket of 18 that fills at 9 a second.
    static let tags = RequestQuota(of: "TagResource", in: .ecs)

    @Test(arguments: [
        Case(
            name: "nine tenths of the burst, then nine tenths of the rate",
            events: [
                .admits(18, thenWaits: .seconds(1.0 / 9), at: 0),
                .admits(9, thenWaits: .seconds(1.0 / 9), at: 1),
                .admits(4, thenWaits: .seconds(0.5 / 9), at: 1.5),
            ]),
        Case(
            name: "a pause fills the bucket and no more",
            events: [
                .admits(18, thenWaits: .seconds(1.0 / 9), at: 0), .admits(18, thenWaits: .seconds(1.0 / 9), at: 60),
            ]),
        Case(
            name: "a throttle empties it and cuts the rate to 0.7",
            events: [.throttle(at: 1, sent: 1), .admits(0, thenWaits: .seconds(1 / 6.3), at: 1)]),
        Case(
            name: "throttles of calls that went before the cut are no news",
            events: [
                .throttle(at: 1, sent: 0.9), .throttle(at: 1, sent: 0.95), .throttle(at: 1, sent: 0.99),
                .admits(0, thenWaits: .seconds(1 / 6.3), at: 1),
            ]),
        Case(
            name: "a throttle after the cut cuts again",
            events: [
                .throttle(at: 1, sent: 1), .throttle(at: 1, sent: 1), .admits(0, thenWaits: .seconds(1 / 4.41), at: 1),
            ]),
        Case(
            name: "never below a tenth of the documented rate",
            events: (0..<20).map { _ in .throttle(at: 1, sent: 1) } + [.admits(0, thenWaits: .seconds(1), at: 1)]),
        Case(
            name: "a second gives a hundredth of the documented rate back",
            events: [
                .throttle(at: 0, sent: 0), .admits(0, thenWaits: .seconds(1 / 6.3), at: 0),
                // 6.3 tokens, and a rate of 6.4.
                .admits(6, thenWaits: .seconds(0.7 / 6.4), at: 1),
            ]),
        Case(
            name: "up to what it was at first",
            events: [
                .throttle(at: 0, sent: 0), .admits(18, thenWaits: .seconds(1.0 / 9), at: 1000),
                .admits(9, thenWaits: .seconds(1.0 / 9), at: 1001),
            ]),
        Case(
            name: "nobody goes before the service wants it",
            events: [
                .throttle(at: 0, sent: 0, retryAfter: .seconds(9)),
                .admits(0, thenWaits: .seconds(9) + .seconds(1 / 6.3), at: 0),
                .admits(0, thenWaits: .seconds(1) + .seconds(1 / 6.3), at: 8),
                .admits(6, thenWaits: .seconds(0.7 / 6.4), at: 10),
            ]),
        Case(
            name: "a late word of the service holds as well",
            events: [
                .throttle(at: 1, sent: 1), .throttle(at: 1, sent: 0.5, retryAfter: .seconds(3)),
                .admits(0, thenWaits: .seconds(3) + .seconds(1 / 6.3), at: 1),
            ]),
        Case(
            name: "no limit where the quota is not known", isKnown: false,
            events: [.isUnlimited(at: 0), .isUnlimited(at: 1)]),
        Case(
            name: "until a throttle shows that there is one", isKnown: false,
            events: [
                .isUnlimited(at: 0), .throttle(at: 1, sent: 0.5), .admits(0, thenWaits: .seconds(1.0 / 7), at: 1),
                .admits(7, thenWaits: .seconds(1 / 7.1), at: 2),
                .admits(18, thenWaits: .seconds(1.0 / 9), at: 1000),
            ]),
    ])
    func goesByTheTable(test: Case) {
        var bucket = AdaptiveTokenBucket(Self.tags, isKnown: test.isKnown, at: .zero)
        for event in test.events {
            switch event {
            case .admits(let count, let wait, let second):
                for call in 0..<count {
                    #expect(bucket.take(at: .seconds(second)) == nil, "call \(call) of \(count) at \(second)")
                }
                let next = bucket.take(at: .seconds(second)) ?? .zero
                #expect(abs((next - wait) / .seconds(1)) < 1e-6, "\(next), not \(wait), at \(second)")
            case .throttle(let second, let sent, let retryAfter):
                bucket.throttle(at: .seconds(second), sent: .seconds(sent), retryAfter: retryAfter)
            case .isUnlimited(let second):
                for _ in 0..<1000 { #expect(bucket.take(at: .seconds(second)) == nil) }
            }
        }
    }

    /// Whatever the throttles, nobody gets more than the bucket and the rate allow, and everyone gets through.
    @Test(arguments: 0..<50)
    func neverMoreThanTheQuota(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bucket = AdaptiveTokenBucket(Self.tags, isKnown: true, at: .zero)
        var now = Duration.zero
        var admitted = 0
        for _ in 0..<2000 {
            switch random.next() % 10 {
            case 0: bucket.throttle(at: now, sent: now - .milliseconds(random.next() % 500), retryAfter: nil)
            case 1: now += .milliseconds(random.next() % 2000)
            default:
                if let wait = bucket.take(at: now) {
                    #expect(wait > .zero && wait <= .seconds(1) + .nanoseconds(1))
                    now += wait
                    #expect(bucket.take(at: now) == nil)
                }
                admitted += 1
            }
            #expect(Double(admitted) <= 18 + 9 * (now / .seconds(1)) + 1e-6)
        }
    }
}

@Suite struct RequestQuotaTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let operation: String
        let service: AWSService
        let burst: Double
        let perSecond: Double

        var testDescription: String { "\(service):\(operation)" }
    }

    @Test(arguments: [
        Case(operation: "DeregisterTaskDefinition", service: .ecs, burst: 20, perSecond: 1),
        Case(operation: "ListTaskDefinitions", service: .ecs, burst: 50, perSecond: 20),
        Case(operation: "DescribeTasks", service: .ecs, burst: 100, perSecond: 20),
        Case(operation: "DescribeServices", service: .ecs, burst: 100, perSecond: 20),
        Case(operation: "DescribeServiceRevisions", service: .ecs, burst: 50, perSecond: 20),
        Case(operation: "ListTargetsByRule", service: .eventBridge, burst: 20, perSecond: 20),
        Case(operation: "GetSchedule", service: .scheduler, burst: 250, perSecond: 250),
        Case(operation: "DescribeStateMachine", service: .stepFunctions, burst: 200, perSecond: 20),
        Case(operation: "SomethingNew", service: .ecs, burst: 5, perSecond: 1),
    ])
    func hasTheQuota(test: Case) {
        let group = RequestQuota(of: test.operation, in: test.service)
        #expect(group.burst == test.burst)
        #expect(group.perSecond == test.perSecond)
        #expect(group.service == test.service)
    }

    @Test func registrationsAndDeregistrationsShareOne() {
        #expect(
            RequestQuota(of: "RegisterTaskDefinition", in: .ecs)
                == RequestQuota(of: "DeregisterTaskDefinition", in: .ecs))
        #expect(RequestQuota(of: "ListServices", in: .ecs) != RequestQuota(of: "ListTasks", in: .ecs))
        #expect(RequestQuota(of: "ListPipes", in: .pipes) != RequestQuota(of: "ListRules", in: .eventBridge))
    }
}
