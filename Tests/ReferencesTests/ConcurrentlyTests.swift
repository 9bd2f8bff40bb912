import Synchronization
import Testing

@testable import References

@Suite struct ConcurrentlyTests {
    /// How many are at work at once, now and at most, and what was started.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0, started: [Int]()))

        func enter(_ input: Int) {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
                state.started.append(input)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }

        var most: Int { state.withLock { $0.most } }
        var started: [Int] { state.withLock { $0.started.sorted() } }
    }

    @Test("results are in the order of the inputs, and no more than the width are at work", arguments: [1, 3, 16, 200])
    func ordered(width: Int) async throws {
        let gauge = Gauge()
        let outputs = try await concurrently(Array(0..<100), width: width) { input throws(ReferenceFailure) in
            gauge.enter(input)
            // Later ones overtake earlier ones.
            for _ in 0..<(input % 7) { await Task.yield() }
            gauge.leave()
            return "\(input)"
        }
        #expect(outputs == (0..<100).map { "\($0)" })
        #expect(gauge.most <= width)
        #expect(gauge.started == Array(0..<100))
    }

    @Test("nothing to do is nothing")
    func empty() async throws {
        let outputs = try await concurrently([Int]()) { input throws(ReferenceFailure) in input }
        #expect(outputs.isEmpty)
    }

    @Test("a failure ends it: what is under way is cancelled, what waits is never started")
    func failsFast() async throws {
        let gauge = Gauge()
        await #expect(throws: ReferenceFailure.self) {
            try await concurrently(Array(0..<100), width: 4) { input throws(ReferenceFailure) in
                gauge.enter(input)
                guard input != 2 else { throw ReferenceFailure("the third") }
                // Those beside it end only because they are cancelled.
                while !Task.isCancelled { await Task.yield() }
                throw ReferenceFailure("cancelled")
            }
        }
        #expect(gauge.started == [0, 1, 2, 3])
    }

    @Test("the failure is the one that came first, not what cancelling made of the others")
    func saysWhy() async throws {
        do {
            _ = try await concurrently(Array(0..<8)) { input throws(ReferenceFailure) in
                guard input != 5 else { throw ReferenceFailure("the sixth") }
                while !Task.isCancelled { await Task.yield() }
                throw ReferenceFailure("cancelled")
            }
            Issue.record("it must fail")
        } catch {
            #expect(error.description == "the sixth")
        }
    }
}
