import Model
import Synchronization

/// Counts calls from concurrent tasks.
final class CallCounter: Sendable {
    private let count = Mutex(CallCount())

    var current: CallCount { count.withLock { $0 } }

    func countCall(_ action: String) { count.withLock { $0.add(action) } }
}
