import Foundation
import Synchronization

/// A clock that can be moved forward, never back: numbers and times that were given must not come again.
final class AdminClock: Sendable {
    private let clock: @Sendable () -> Date
    private let offset = Mutex<TimeInterval>(0)

    /// Goes with that clock until it is moved.
    init(_ clock: @escaping @Sendable () -> Date) { self.clock = clock }

    /// How far it is ahead, in seconds.
    var secondsAhead: TimeInterval { offset.withLock { $0 } }

    /// Goes on where it was when the registry ended.
    func restore(_ seconds: TimeInterval) { offset.withLock { $0 = max($0, seconds) } }

    /// The clock's time and what was added to it.
    var now: Date { clock() + offset.withLock { $0 } }

    /// Moves it forward, unless it would then be further ahead than the limit.
    ///
    /// - Parameter seconds: not negative.
    /// - Returns: whether it was moved.
    func advance(by seconds: TimeInterval, upTo limit: TimeInterval) -> Bool {
        offset.withLock { offset in
            guard offset + seconds <= limit else { return false }
            offset += seconds
            return true
        }
    }
}
