import SwiftExtensions
import Synchronization

/// Waits for the tokens of the bursts. Shared by all runs of a process: they share the account's rate.
package final class BurstPacer: Sendable {
    private let bucket: Mutex<BurstBucket>
    private let time: TimeSource

    package init(_ pacing: Pacing, time: TimeSource) {
        bucket = Mutex(BurstBucket(pacing, at: time.uptime()))
        self.time = time
    }

    /// Takes the tokens of the next burst, waiting for them if necessary, and returns how many there are.
    ///
    /// - Parameter count: how many removals there are.
    /// - Throws: if the task is cancelled; no token is taken then.
    func take(upTo count: Int) async throws(CancellationError) -> Int {
        while true {
            guard !Task.isCancelled else { throw CancellationError() }
            switch bucket.withLock({ $0.take(upTo: count, at: time.uptime()) }) {
            case .tokens(let count): return count
            case .after(let wait):
                do {
                    try await time.sleep(wait)
                } catch {
                    throw CancellationError()
                }
            }
        }
    }

    /// Records how a burst ended.
    ///
    /// - Parameters:
    ///   - size: how many tokens it took.
    ///   - unsent: how many of its removals were not sent.
    ///   - wasThrottled: whether a call was throttled, or the client's own rate limit admitted none of them.
    func record(size: Int, unsent: Int, wasThrottled: Bool) {
        let now = time.uptime()
        bucket.withLock { bucket in
            bucket.giveBack(unsent)
            if wasThrottled { bucket.slowDown(at: now) } else if unsent < size { bucket.speedUp() }
        }
    }
}
