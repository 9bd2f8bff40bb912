import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite struct PacerTests {
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
        let pacer = try #require(Pacer(perSecond: test.rate, time: time.source))
        for _ in 0..<test.takes { try await pacer.take() }
        #expect(time.sleeps == test.sleeps)
    }

    @Test func aPauseEarnsNoBurst() async throws {
        let time = ManualTime()
        let pacer = try #require(Pacer(perSecond: 1, time: time.source))
        try await pacer.take()
        try await time.source.sleep(.seconds(60))
        try await pacer.take()
        try await pacer.take()
        #expect(time.sleeps == [.seconds(60), .seconds(1)])
    }

    @Test func callersSideBySideGetTurnsOfTheirOwn() async throws {
        // Time stands still: each caller must be told its own wait.
        let waits = Mutex<[Duration]>([])
        let time = TimeSource(
            now: { .distantPast }, uptime: { .zero }, sleep: { wait in waits.withLock { $0.append(wait) } })
        let pacer = try #require(Pacer(perSecond: 2, time: time))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { try await pacer.take() } }
            try await group.waitForAll()
        }
        #expect(waits.withLock { $0.sorted() } == (1...4).map { .milliseconds(500 * $0) })
    }

    @Test func aCancelledCallerDoesNotGo() async throws {
        let pacer = try #require(Pacer(perSecond: 1, time: ManualTime(onSleep: { throw CancellationError() }).source))
        try await pacer.take()
        #expect(await failure(CancellationError.self) { try await pacer.take() } != nil)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await pacer.take()
        }
        #expect(await failure(CancellationError.self) { try await task.value } != nil)
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e-7, 1e7])
    func refuses(rate: Double) {
        #expect(Pacer(perSecond: rate) == nil)
    }
}
