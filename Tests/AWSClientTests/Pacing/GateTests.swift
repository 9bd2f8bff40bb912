import Synchronization
import Testing

@testable import AWSClient

@Suite struct GateTests {
    private final class Shared<Value: Sendable>: Sendable {
        let value: Mutex<Value>

        init(_ value: Value) { self.value = Mutex(value) }
    }

    private struct Count {
        var now = 0
        var most = 0
        var ever = 0

        mutating func enter() {
            now += 1
            most = max(most, now)
            ever += 1
        }
    }

    /// Returns when so many stand in line.
    private func until(_ gate: Gate, hasWaiting count: Int) async {
        while gate.waiting != count { await Task.yield() }
    }

    @Test func letsInByTheOrderOfTheLine() async throws {
        let gate = Gate(1)
        let order = Shared<[Int]>([])
        try await gate.enter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await gate.enter()
                    order.value.withLock { $0.append(number) }
                    gate.leave()
                }
                await until(gate, hasWaiting: number + 1)
            }
            gate.leave()
            try await group.waitForAll()
        }
        #expect(order.value.withLock { $0 } == Array(0..<20))
    }

    @Test func oneWhoIsCancelledGivesThePlaceBack() async throws {
        let gate = Gate(1)
        try await gate.enter()
        let first = Task { try await gate.enter() }
        await until(gate, hasWaiting: 1)
        let second = Task { try await gate.enter() }
        await until(gate, hasWaiting: 2)
        first.cancel()
        #expect(await failure(CancellationError.self) { try await first.value } != nil)
        #expect(gate.waiting == 1)
        gate.leave()
        try await second.value
    }

    @Test func neverMoreThanItsWidthAndNobodyIsForgotten() async throws {
        let gate = Gate(3)
        let inside = Shared(Count())
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                let task = Task {
                    try await gate.enter()
                    defer { gate.leave() }
                    inside.value.withLock { $0.enter() }
                    await Task.yield()
                    inside.value.withLock { $0.now -= 1 }
                }
                if number.isMultiple(of: 3) { group.addTask { task.cancel() } }
                group.addTask { _ = await task.result }
            }
        }
        let counts = inside.value.withLock { $0 }
        #expect(counts.now == 0 && counts.most <= 3 && counts.ever >= 333)
        // All three places are there again.
        for _ in 0..<3 { try await gate.enter() }
        #expect(gate.waiting == 0)
    }
}
