import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@Suite struct AsyncSemaphoreTests {
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

    /// Returns once that many tasks are waiting.
    private func until(_ semaphore: AsyncSemaphore, hasWaiting count: Int) async {
        while semaphore.waiting != count { await Task.yield() }
    }

    @Test func admitsInOrderOfArrival() async throws {
        let semaphore = AsyncSemaphore(1)
        let order = Shared<[Int]>([])
        try await semaphore.wait()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await semaphore.wait()
                    order.value.withLock { $0.append(number) }
                    semaphore.signal()
                }
                await until(semaphore, hasWaiting: number + 1)
            }
            semaphore.signal()
            try await group.waitForAll()
        }
        #expect(order.value.withLock { $0 } == Array(0..<20))
    }

    @Test func aCancelledWaiterLeavesTheQueue() async throws {
        let semaphore = AsyncSemaphore(1)
        try await semaphore.wait()
        let first = Task { try await semaphore.wait() }
        await until(semaphore, hasWaiting: 1)
        let second = Task { try await semaphore.wait() }
        await until(semaphore, hasWaiting: 2)
        first.cancel()
        #expect(await failure(CancellationError.self) { try await first.value } != nil)
        #expect(semaphore.waiting == 1)
        semaphore.signal()
        try await second.value
    }

    @Test func admitsAtMostItsWidthAndForgetsNoWaiter() async throws {
        let semaphore = AsyncSemaphore(3)
        let inside = Shared(Count())
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<500 {
                let task = Task {
                    try await semaphore.wait()
                    defer { semaphore.signal() }
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
        // All three slots are free again.
        for _ in 0..<3 { try await semaphore.wait() }
        #expect(semaphore.waiting == 0)
    }
}
