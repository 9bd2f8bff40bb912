import Synchronization

/// Lets so many in at one time; the others stand in line, and go in in the order in which they came.
final class Gate: Sendable {
    private struct State {
        var free: Int
        var line: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        var tickets: UInt64 = 0

        mutating func takesPlace() -> Bool {
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    private let state: Mutex<State>

    /// - Parameter width: at least 1.
    init(_ width: Int) { state = Mutex(State(free: width)) }

    /// Those who stand in line.
    var waiting: Int { state.withLock { $0.line.count } }

    /// Returns when the caller is in; it must ``leave()``.
    ///
    /// A caller that is cancelled while it stands in line gives its place there back.
    /// - Throws: when the task is cancelled, before or while it waits; the caller is not in then.
    func enter() async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let ticket = state.withLock { state -> UInt64? in
            guard !state.takesPlace() else { return nil }
            state.tickets += 1
            return state.tickets
        }
        guard let ticket else { return }
        guard await isLetIn(ticket) else { throw CancellationError() }
    }

    /// Lets the next one in.
    func leave() {
        state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if !state.line.isEmpty { return state.line.removeFirst().continuation }
            state.free += 1
            return nil
        }?.resume(returning: true)
    }

    private func isLetIn(_ ticket: UInt64) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isIn = state.withLock { state -> Bool? in
                    // The handler below may have run already, and found nobody.
                    if Task.isCancelled { return false }
                    if state.takesPlace() { return true }
                    state.line.append((ticket, continuation))
                    return nil
                }
                if let isIn { continuation.resume(returning: isIn) }
            }
        } onCancel: {
            state.withLock { state -> CheckedContinuation<Bool, Never>? in
                guard let place = state.line.firstIndex(where: { $0.ticket == ticket }) else { return nil }
                return state.line.remove(at: place).continuation
            }?.resume(returning: false)
        }
    }
}
