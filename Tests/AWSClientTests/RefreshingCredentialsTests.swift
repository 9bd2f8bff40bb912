import Foundation
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

/// What a source gives, one after the other; each call can be held up.
private actor Script {
    private var turns: [Result<TemporaryCredentials, CredentialsError>]
    private(set) var calls = 0
    private var held: [CheckedContinuation<Void, Never>] = []
    private let isHeld: Bool

    init(_ turns: [Result<TemporaryCredentials, CredentialsError>], isHeld: Bool = false) {
        self.turns = turns
        self.isHeld = isHeld
    }

    func load() async throws(CredentialsError) -> TemporaryCredentials {
        calls += 1
        if isHeld { await withCheckedContinuation { held.append($0) } }
        guard !Task.isCancelled else { throw CredentialsError("cancelled") }
        guard !turns.isEmpty else { throw CredentialsError("the script is at its end") }
        return try turns.removeFirst().get()
    }

    /// Returns when a call is held up.
    func holds() async {
        while held.isEmpty { await Task.yield() }
    }

    func release() {
        for continuation in held { continuation.resume() }
        held = []
    }
}

extension ManualTime {
    fileprivate func pass(_ duration: Duration) async throws { try await source.sleep(duration) }

    fileprivate func credentials(_ key: String, minutes: Double?) throws -> TemporaryCredentials {
        let end = minutes.map { source.now().addingTimeInterval($0 * 60).formatted(.iso8601) }
        return try TemporaryCredentials(
            key: SourcedText(key, "k"), secret: SourcedText("s3cret", "s"), token: nil,
            expiration: SourcedText(end, "e"))
    }
}

@Suite struct RefreshingCredentialsTests {
    private let time = ManualTime()

    private func make(_ script: Script) -> RefreshingCredentials {
        RefreshingCredentials("the source", time: time.source, logger: nil) { () async throws(CredentialsError) in
            try await script.load()
        }
    }

    private func outcome(_ provider: RefreshingCredentials) async -> String {
        do {
            return try await provider.credentials().accessKeyID
        } catch {
            return "\(error)"
        }
    }

    private let down = Result<TemporaryCredentials, CredentialsError>.failure(CredentialsError("down"))

    @Test func renewsQuarterOfAnHourBeforeTheEnd() async throws {
        let script = Script([.success(try time.credentials("A", minutes: 60))])
        let provider = make(script)
        #expect(await outcome(provider) == "A")
        try await time.pass(.seconds(45 * 60 - 1))
        #expect(await outcome(provider) == "A")
        #expect(await script.calls == 1)
        try await time.pass(.seconds(1))
        #expect(await outcome(provider) == "A")
        #expect(await script.calls == 2)
    }

    @Test func takesTheNewOnes() async throws {
        let first = try time.credentials("A", minutes: 60)
        let second = try time.credentials("B", minutes: 120)
        let provider = make(Script([.success(first), .success(second)]))
        #expect(await outcome(provider) == "A")
        try await time.pass(.seconds(50 * 60))
        #expect(await outcome(provider) == "B")
    }

    @Test func usesTheOldOnesUntilTenMinutesAreLeftAndAsksOnceAMinute() async throws {
        let first = try time.credentials("A", minutes: 60)
        let last = try time.credentials("B", minutes: 120)
        let script = Script([.success(first)] + Array(repeating: down, count: 6) + [.success(last)])
        let provider = make(script)
        #expect(await outcome(provider) == "A")
        try await time.pass(.seconds(45 * 60))
        // Five tries within five minutes, however often it is asked.
        for _ in 0..<30 {
            #expect(await outcome(provider) == "A")
            try await time.pass(.seconds(10))
        }
        #expect(await script.calls == 6)
        #expect(await outcome(provider) == "down")
        #expect(await outcome(provider) == "B")
    }

    @Test func usesShortOnesToTheirEnd() async throws {
        let script = Script([.success(try time.credentials("A", minutes: 5)), down, down, down, down, down, down])
        let provider = make(script)
        for minute in 0..<5 {
            #expect(await outcome(provider) == "A", "minute \(minute)")
            try await time.pass(.seconds(60))
        }
        #expect(await outcome(provider) == "down")
    }

    @Test func refusesThoseThatHaveEnded() async throws {
        let provider = make(Script([.success(try time.credentials("A", minutes: 0))]))
        #expect(await outcome(provider).hasPrefix("the source returned expired credentials"))
    }

    @Test func keepsThoseThatLast() async throws {
        let script = Script([.success(try time.credentials("A", minutes: nil))])
        let provider = make(script)
        #expect(await outcome(provider) == "A")
        try await time.pass(.seconds(400 * 86400))
        #expect(await outcome(provider) == "A")
        #expect(await script.calls == 1)
    }

    @Test func aFailureIsNotKept() async throws {
        let provider = make(Script([down, .success(try time.credentials("A", minutes: 60))]))
        #expect(await outcome(provider) == "down")
        #expect(await outcome(provider) == "A")
    }

    @Test(arguments: [true, false])
    func oneRenewalIsSharedByAll(succeeds: Bool) async throws {
        let turn = succeeds ? Result.success(try time.credentials("A", minutes: 60)) : down
        let script = Script([turn], isHeld: true)
        let provider = make(script)
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { await outcome(provider) } }
            await provider.waiters(19)
            await script.holds()
            await script.release()
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: succeeds ? "A" : "down", count: 20))
        #expect(await script.calls == 1)
    }

    @Test func nobodyWaitsForARenewalThatIsNotNeededYet() async throws {
        let first = try time.credentials("A", minutes: 60)
        let script = Script([.success(first), .success(try time.credentials("B", minutes: 120))], isHeld: true)
        let provider = make(script)
        async let before = outcome(provider)
        await script.holds()
        await script.release()
        #expect(await before == "A")
        try await time.pass(.seconds(46 * 60))
        async let renewing = outcome(provider)
        await script.holds()
        #expect(await outcome(provider) == "A")
        await script.release()
        #expect(await renewing == "B")
    }

    @Test func aCancelledRenewalIsTakenOverByAWaiter() async throws {
        let script = Script([.success(try time.credentials("A", minutes: 60))], isHeld: true)
        let provider = make(script)
        let leader = Task { await outcome(provider) }
        await script.holds()
        async let waiter = outcome(provider)
        await provider.waiters(1)
        leader.cancel()
        await script.release()
        #expect(await leader.value == "the source: cancelled")
        await script.holds()
        await script.release()
        #expect(await waiter == "A")
    }

    @Test func replacesThoseThatTheServiceCallsExpired() async throws {
        let first = try time.credentials("A", minutes: 60)
        let second = try time.credentials("B", minutes: 60)
        let script = Script([.success(first), .success(second), .success(second), down])
        let provider = make(script)
        #expect(await outcome(provider) == "A")
        #expect(try await provider.replacement(for: first.credentials)?.accessKeyID == "B")
        // Those are others already.
        #expect(try await provider.replacement(for: first.credentials)?.accessKeyID == "B")
        #expect(await script.calls == 2)
        // The source has no others.
        #expect(try await provider.replacement(for: second.credentials) == nil)
        await #expect(throws: CredentialsError.self) { try await provider.replacement(for: second.credentials) }
    }

    @Test func aWaiterThatIsCancelledDoesNotWaitOn() async throws {
        let script = Script([.success(try time.credentials("A", minutes: 60))], isHeld: true)
        let provider = make(script)
        async let renewer = outcome(provider)
        await script.holds()
        let waiter = Task { await outcome(provider) }
        await provider.waiters(1)
        waiter.cancel()
        #expect(await waiter.value.contains("cancelled"))
        await script.release()
        #expect(await renewer == "A")
    }

    @Test func nothingThatPrintsShowsThem() async throws {
        let provider = make(Script([.success(try time.credentials("A", minutes: 60))]))
        #expect(await outcome(provider) == "A")
        var dumped = ""
        dump(provider, to: &dumped)
        for text in ["\(provider)", String(reflecting: provider), dumped] { #expect(!text.contains("s3cret")) }
    }
}

extension RefreshingCredentials {
    /// Returns when so many wait for a renewal.
    fileprivate func waiters(_ count: Int) async {
        while waiting.count < count { await Task.yield() }
    }
}
