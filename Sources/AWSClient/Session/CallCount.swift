import Synchronization

/// How often the clients of a session called, by operation.
package struct CallCount: Equatable, Sendable {
    /// Calls by IAM action (`ecs:ListTasks`), whatever their outcome; retries do not count.
    package fileprivate(set) var calls: [String: Int] = [:]
}

/// Counts calls from concurrent tasks.
final class CallCounter: Sendable {
    private let count = Mutex(CallCount())

    var current: CallCount { count.withLock { $0 } }

    func countCall(_ operation: String) {
        count.withLock { $0.calls[operation, default: 0] += 1 }
    }
}
