import Foundation

/// A point in time by two clocks: the time of day, which is shown and compared with AWS's times, and the uptime, by
/// which ages are measured: it counts sleep, and setting the clock does not change it.
package struct Moment: Hashable, Sendable {
    /// The time of day.
    package let date: Date
    /// Time since a fixed moment of the process.
    package let uptime: Duration

    package init(date: Date, uptime: Duration) {
        self.date = date
        self.uptime = uptime
    }

    /// The time that has passed since.
    package func age(at now: Moment) -> Duration { now.uptime - uptime }
}
