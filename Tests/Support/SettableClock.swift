import Foundation
import SwiftExtensions
import Synchronization

/// A clock that moves only when it is advanced, or when something sleeps.
package final class SettableClock: Sendable {
    /// Where a clock starts if nothing else is said.
    package static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let start: Date
    private let passed = Mutex(0.0)
    private let shift = Mutex(0.0)

    /// A clock at its start.
    package init(at start: Date = SettableClock.start) { self.start = start }

    /// The time that it shows.
    package var now: Date { start.addingTimeInterval(passed.withLock { $0 } + shift.withLock { $0 }) }

    /// Lets time pass. In seconds.
    package func advance(_ seconds: Double) { passed.withLock { $0 += seconds } }

    /// Sets the time of day forward or, if negative, back, without any time passing. In seconds.
    package func set(by seconds: Double) { shift.withLock { $0 += seconds } }

    /// A time source on this clock: sleeping lets time pass at once, and randomness is always 0.5.
    package var time: TimeSource {
        TimeSource(
            now: { self.now }, uptime: { .milliseconds(Int(self.passed.withLock { $0 } * 1000)) },
            sleep: { self.advance($0 / .seconds(1)) }, random: { 0.5 })
    }
}

extension TimeSource {
    /// A clock that always shows this time, at the start of its uptime.
    package static func stopped(at date: Date) -> TimeSource {
        TimeSource(now: { date }, uptime: { .zero }, sleep: { _ in })
    }

    /// The machine's time of day, in which nothing waits.
    package static let withoutWaits = TimeSource(now: { Date() }, uptime: { .zero }, sleep: { _ in })
}
