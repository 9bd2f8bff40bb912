import Foundation

/// Time and chance, handed in so that a test's hours pass in no time.
package struct Timing: Sendable {
    /// The time of day.
    package let now: @Sendable () -> Date
    /// Returns after a while; throws when cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void
    /// From 0 up to 1.
    package let random: @Sendable () -> Double

    /// Any time and chance.
    package init(
        now: @escaping @Sendable () -> Date, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// The machine's.
    package static let live = Timing(now: { Date() }, sleep: { try await Task.sleep(for: $0) })
}
