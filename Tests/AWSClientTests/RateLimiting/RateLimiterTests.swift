import AWSWire
import Foundation
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite struct RateLimiterTests {
    /// A limiter of a quota that admits 1 at once, and then nine tenths of the rate.
    private func limiter(_ time: ManualTime, perSecond rate: Double) -> RateLimiter {
        let quota = RequestQuota(.ecs, "test", burst: 1, perSecond: rate / 0.9)
        return RateLimiter(AdaptiveTokenBucket(quota, isKnown: true, at: time.uptime), time: time.source)
    }

    @Test func callersSideBySideGetTokensOneByOne() async throws {
        let time = ManualTime()
        let limiter = limiter(time, perSecond: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { _ = try await limiter.take() } }
            try await group.waitForAll()
        }
        #expect(time.sleeps.count == 4)
        #expect(time.sleeps.allSatisfy { abs($0 / .seconds(1) - 0.5) < 1e-6 })
    }

    @Test func aCallerThatIsCancelledWhileItWaitsTakesNothing() async throws {
        let sleeps = Mutex(0)
        let time = ManualTime(onSleep: {
            if sleeps.withLock({
                $0 += 1; return $0
            }) == 1 {
                throw CancellationError()
            }
        })
        let limiter = limiter(time, perSecond: 1)
        _ = try await limiter.take()
        #expect(await failure(CancellationError.self) { try await limiter.take() } != nil)
        // The second that it slept through was enough for the next one.
        _ = try await limiter.take()
        #expect(time.sleeps.count == 1)
    }

    @Test func aCancelledCallerTakesNothing() async throws {
        let limiter = limiter(ManualTime(onSleep: { throw CancellationError() }), perSecond: 1)
        _ = try await limiter.take()
        #expect(await failure(CancellationError.self) { try await limiter.take() } != nil)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await limiter.take()
        }
        #expect(await failure(CancellationError.self) { try await task.value } != nil)
    }

    @Test func whoGetsNoTokenInTimeDoesNotWaitForIt() async throws {
        let time = ManualTime()
        let limiter = limiter(time, perSecond: 0.5)
        #expect(try await limiter.take(by: .zero) == .zero)
        #expect(try await limiter.take(by: .seconds(1)) == nil)
        #expect(time.sleeps == [])
        #expect(try await limiter.take(by: .seconds(3)) != nil)
        try await time.source.sleep(.seconds(5))
        #expect(try await limiter.take(by: .seconds(3)) == nil, "it is too late")
        #expect(try await limiter.take() != nil, "and nothing was taken")
    }

    @Test func whoWantsATokenAtOnceNeverWaits() async throws {
        let time = ManualTime()
        let limiter = limiter(time, perSecond: 0.5)
        #expect(limiter.takeAtOnce() == .zero)
        #expect(limiter.takeAtOnce() == nil)
        try await time.source.sleep(.seconds(2.1))
        #expect(limiter.takeAtOnce() == .seconds(2.1))
        #expect(time.sleeps == [.seconds(2.1)])
    }
}
