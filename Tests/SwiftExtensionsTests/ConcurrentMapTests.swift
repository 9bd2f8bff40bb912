import SwiftExtensions
import Synchronization
import Testing

@Suite struct ConcurrentMapTests {
    private struct Failure: Error, Equatable {
        let reason: String
    }

    /// How many work at once, now and at most, and which inputs were started.
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

        var now: Int { state.withLock { $0.now } }
        var most: Int { state.withLock { $0.most } }
        var started: [Int] { state.withLock { $0.started.sorted() } }
    }

    @Test("results are in the order of the inputs, and at most the width run at once", arguments: [1, 3, 16, 200])
    func ordered(width: Int) async throws {
        let gauge = Gauge()
        let outputs = try await concurrentMap(Array(0..<100), width: width) { input throws(Failure) in
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

    @Test("no inputs give no outputs")
    func empty() async throws {
        let outputs = try await concurrentMap([Int]()) { input throws(Failure) in input }
        #expect(outputs.isEmpty)
    }

    @Test("after a failure no further work starts")
    func startsNoMore() async throws {
        let gauge = Gauge()
        await #expect(throws: Failure(reason: "the third")) {
            try await concurrentMap(Array(0..<100), width: 1) { input throws(Failure) in
                gauge.enter(input)
                guard input != 2 else { throw Failure(reason: "the third") }
            }
        }
        #expect(gauge.started == [0, 1, 2])
    }

    @Test("work in progress at a failure is awaited")
    func waitsForTheOthers() async throws {
        let gauge = Gauge()
        await #expect(throws: Failure(reason: "the third")) {
            try await concurrentMap(Array(0..<4)) { input throws(Failure) in
                gauge.enter(input)
                guard input != 2 else { throw Failure(reason: "the third") }
                // The others continue after it has started.
                while !gauge.started.contains(2) { await Task.yield() }
                for _ in 0..<50 { await Task.yield() }
                gauge.leave()
            }
        }
        #expect(gauge.now == 1, "the one that failed, and no other, never left")
    }

    @Test("the error is that of the first failing input, whichever fails first")
    func throwsTheFirstInputsError() async throws {
        let gauge = Gauge()
        await #expect(throws: Failure(reason: "1")) {
            try await concurrentMap(Array(0..<8)) { input throws(Failure) in
                gauge.enter(input)
                guard [1, 5].contains(input) else { return }
                if input == 1 { while !gauge.started.contains(5) { await Task.yield() } }
                throw Failure(reason: "\(input)")
            }
        }
    }

    @Test("cancellation from outside ends the work")
    func cancelled() async throws {
        let work = Task {
            try await concurrentMap(Array(0..<8)) { _ throws(Failure) in
                while !Task.isCancelled { await Task.yield() }
                throw Failure(reason: "cancelled")
            }
        }
        work.cancel()
        await #expect(throws: Failure(reason: "cancelled")) { try await work.value }
    }
}
