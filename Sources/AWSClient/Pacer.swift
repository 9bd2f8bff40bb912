/// A plain rate: callers leave one after the other, never closer together than the rate allows.
///
/// There is no burst: after a pause the next caller leaves at once and the one after it waits the whole interval.
/// Callers leave in the order in which they came.
package actor Pacer {
    private let interval: Duration
    private let time: TimeSource
    private var next: Duration?

    /// A rate in calls a second.
    ///
    /// Nil unless the rate is at least one call in eleven days (0.000001) and at most a million a second.
    package init?(perSecond rate: Double, time: TimeSource = .system) {
        guard rate >= 1e-6, rate <= 1e6 else { return nil }
        interval = .seconds(1 / rate)
        self.time = time
    }

    /// Returns when the caller may go.
    ///
    /// A caller that is cancelled while it waits uses up its turn: the rate is then lower, never higher.
    /// - Throws: when the task is cancelled, before or while it waits.
    package func take() async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let now = time.uptime()
        let turn = max(now, next ?? now)
        next = turn + interval
        guard turn > now else { return }
        do {
            try await time.sleep(turn - now)
        } catch {
            throw CancellationError()
        }
    }
}
