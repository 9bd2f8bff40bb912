import Foundation
import Synchronization

/// A clock that tests can move forward, never back: times that the registry has returned must not come again.
final class AdminClock: Sendable {
    private let clock: @Sendable () -> Date
    private let offset = Mutex<TimeInterval>(0)

    /// Follows `clock` until it is moved.
    init(_ clock: @escaping @Sendable () -> Date) { self.clock = clock }

    /// How far the clock is ahead, in seconds.
    var secondsAhead: TimeInterval { offset.withLock { $0 } }

    /// Restores the lead of an earlier run.
    func restore(_ seconds: TimeInterval) { offset.withLock { $0 = max($0, seconds) } }

    /// The underlying clock's time plus the lead.
    var now: Date { clock() + offset.withLock { $0 } }

    /// Moves the clock forward, unless its lead would then exceed the limit.
    ///
    /// - Parameter seconds: not negative.
    /// - Returns: whether the clock was moved.
    func advance(by seconds: TimeInterval, upTo limit: TimeInterval) -> Bool {
        offset.withLock { offset in
            guard offset + seconds <= limit else { return false }
            offset += seconds
            return true
        }
    }
}
