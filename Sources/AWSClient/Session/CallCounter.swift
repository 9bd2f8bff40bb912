import Model
import Synchronization

/// Counts calls from concurrent tasks, for itself and for the counter that it is a part of.
final class CallCounter: Sendable {
    private let count = Mutex(CallCount())
    private let whole: CallCounter?

    init(partOf whole: CallCounter? = nil) { self.whole = whole }

    var current: CallCount { count.withLock { $0 } }

    func countCall(_ action: String) {
        count.withLock { $0.add(action) }
        whole?.countCall(action)
    }
}
