import Foundation
import SwiftExtensions
import Synchronization

/// A clock that moves only when it is told to, or when something waits.
package final class SettableClock: Sendable {
    /// Where every clock starts.
    package static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let passed = Mutex(0.0)

    /// A clock at its start.
    package init() {}

    /// The time that it shows.
    package var now: Date { Self.start.addingTimeInterval(passed.withLock { $0 }) }

    /// Moves it, forward or back.
    package func advance(_ seconds: Double) { passed.withLock { $0 += seconds } }

    /// Time that passes only while something waits; the same chance every time.
    package var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .milliseconds(Int(self.passed.withLock { $0 } * 1000)) },
            sleep: { self.advance($0 / .seconds(1)) }, random: { 0.5 })
    }
}
