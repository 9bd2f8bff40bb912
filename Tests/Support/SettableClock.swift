import Foundation
import SwiftExtensions
import Synchronization

/// A clock that moves only when it is told to, or when something waits.
package final class SettableClock: Sendable {
    /// Where a clock starts if nothing else is said.
    package static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let start: Date
    private let passed = Mutex(0.0)

    /// A clock at its start.
    package init(at start: Date = SettableClock.start) { self.start = start }

    /// The time that it shows.
    package var now: Date { start.addingTimeInterval(passed.withLock { $0 }) }

    /// Moves it, forward or back.
    package func advance(_ seconds: Double) { passed.withLock { $0 += seconds } }

    /// Time that passes only while something waits; the same chance every time.
    package var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .milliseconds(Int(self.passed.withLock { $0 } * 1000)) },
            sleep: { self.advance($0 / .seconds(1)) }, random: { 0.5 })
    }
}

extension TimeSource {
    /// The machine's time of day, in which nothing waits.
    package static let withoutWaits = TimeSource(now: { Date() }, uptime: { .zero }, sleep: { _ in })
}
