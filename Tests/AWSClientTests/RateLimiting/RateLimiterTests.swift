import AWSWire
import Foundation
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

@Suite struct RateLimiterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let rate: Double
        let takes: Int
        let sleeps: [Duration]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "the first goes at once", rate: 0.5, takes: 1, sleeps: []),
        Case(name: "one every two seconds", rate: 0.5, takes: 3, sleeps: [.seconds(2), .seconds(2)]),
        Case(name: "four a second", rate: 4, takes: 2, sleeps: [.milliseconds(250)]),
    ])
    func spaces(test: Case) async throws {
        let time = ManualTime()
        let limiter = try #require(RateLimiter(perSecond: test.rate, time: time.source))
        for _ in 0..<test.takes { try await limiter.take() }
        #expect(time.sleeps == test.sleeps)
    }

    @Test func aPauseEarnsNoBurst() async throws {
        let time = ManualTime()
        let limiter = try #require(RateLimiter(perSecond: 1, time: time.source))
        try await limiter.take()
        try await time.source.sleep(.seconds(60))
        try await limiter.take()
        try await limiter.take()
        #expect(time.sleeps == [.seconds(60), .seconds(1)])
    }

    @Test func callersSideBySideGetTurnsOfTheirOwn() async throws {
        let time = ManualTime()
        let limiter = try #require(RateLimiter(perSecond: 2, time: time.source))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { try await limiter.take() } }
            try await group.waitForAll()
        }
        #expect(time.sleeps == Array(repeating: .milliseconds(500), count: 4))
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
        let limiter = try #require(RateLimiter(perSecond: 1, time: time.source))
        try await limiter.take()
        #expect(await failure(CancellationError.self) { try await limiter.take() } != nil)
        // The second that it slept through was enough for the next one.
        try await limiter.take()
        #expect(time.sleeps == [.seconds(1)])
    }

    @Test func aTurnThatComesTooLateIsNotTaken() async throws {
        let time = ManualTime()
        let limiter = try #require(RateLimiter(perSecond: 0.5, time: time.source))
        #expect(try await limiter.take(within: .seconds(1)) == .zero)
        #expect(try await limiter.take(within: .milliseconds(1999)) == nil)
        #expect(time.sleeps == [])
        #expect(try await limiter.take(within: .seconds(2)) == .seconds(2))
    }

    @Test func aCancelledCallerDoesNotGo() async throws {
        let limiter = try #require(
            RateLimiter(perSecond: 1, time: ManualTime(onSleep: { throw CancellationError() }).source))
        try await limiter.take()
        #expect(await failure(CancellationError.self) { try await limiter.take() } != nil)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await limiter.take()
        }
        #expect(await failure(CancellationError.self) { try await task.value } != nil)
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e-7, 1e7])
    func refuses(rate: Double) {
        #expect(RateLimiter(perSecond: rate) == nil)
    }
}
