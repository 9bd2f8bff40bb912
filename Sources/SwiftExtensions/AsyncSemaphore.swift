import Synchronization

/// A counting semaphore for tasks: admits a fixed number at a time, first come, first served.
package final class AsyncSemaphore: Sendable {
    private struct State {
        var free: Int
        var waiters: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var tickets: UInt64 = 0

        mutating func takeSlot() -> Bool {
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    private let state: Mutex<State>

    /// - Parameter width: how many tasks may hold a slot at a time; at least 1.
    package init(_ width: Int) { state = Mutex(State(free: width)) }

    /// The number of waiting tasks.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Returns once the caller holds a slot, which it must release with ``signal()``.
    ///
    /// - Throws: if the task is cancelled before or while it waits; it then holds no slot.
    package func wait() async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let ticket = state.withLock { state -> UInt64? in
            guard !state.takeSlot() else { return nil }
            state.tickets += 1
            return state.tickets
        }
        guard let ticket else { return }
        guard await isAdmitted(ticket) else { throw CancellationError() }
    }

    /// Releases a slot, to the first waiter if there is one.
    package func signal() {
        state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if !state.waiters.isEmpty { return state.waiters.removeFirst().continuation }
            state.free += 1
            return nil
        }?.resume(returning: true)
    }

    private func isAdmitted(_ ticket: UInt64) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAdmitted = state.withLock { state -> Bool? in
                    // The handler below may have run already and found no waiter.
                    if Task.isCancelled { return false }
                    if state.takeSlot() { return true }
                    state.waiters.append((ticket, continuation))
                    return nil
                }
                if let isAdmitted { continuation.resume(returning: isAdmitted) }
            }
        } onCancel: {
            state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let index = state.waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
                return state.waiters.remove(at: index).continuation
            }?.resume(returning: false)
        }
    }
}
