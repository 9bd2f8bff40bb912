import Foundation

/// Time as the client sees it, handed in so that minutes can pass in a test in no time.
package struct TimeSource: Sendable {
    /// The wall clock: what a signature is dated with.
    package let now: @Sendable () -> Date
    /// Time since some fixed moment, never set back: what a rate is measured with.
    package let uptime: @Sendable () -> Duration
    /// Waits; throws when the task is cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void

    /// Time of your own.
    package init(
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
    }

    /// The machine's clocks.
    package static let system: TimeSource = {
        let start = ContinuousClock.now
        return TimeSource(
            now: { Date() },
            uptime: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) })
    }()
}
