import Synchronization

/// How often the clients of a session called, by operation.
package struct CallCount: Equatable, Sendable {
    /// Calls by IAM action (`ecs:ListTasks`), whatever became of them.
    package fileprivate(set) var calls: [String: Int] = [:]
    /// Requests sent: a call and its retries.
    package fileprivate(set) var attempts: [String: Int] = [:]

    /// All calls together.
    package var total: Int { calls.values.reduce(0, +) }
}

/// Counts side by side.
final class CallCounter: Sendable {
    private let count = Mutex(CallCount())

    var current: CallCount { count.withLock { $0 } }

    func countCall(_ operation: String) {
        count.withLock { $0.calls[operation, default: 0] += 1 }
    }

    func countAttempt(_ operation: String) {
        count.withLock { $0.attempts[operation, default: 0] += 1 }
    }
}
