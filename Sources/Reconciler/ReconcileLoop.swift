import Foundation
import Logging
import Manifests
import Planning
import ServiceLifecycle

/// The controller: one cycle after the other, never two at a time, until it is told to end.
///
/// A cycle starts when the interval has passed or the source has a new version. After one that failed the next
/// comes after ten seconds, then twice that and so on, up to the interval. Nothing that goes wrong ends the loop.
package struct ReconcileLoop: Service {
    private let reconciler: Reconciler
    private let interval: Duration
    private let reportOnly: Bool
    private let board: StatusBoard
    private let log: CycleLog
    private let timing: Timing
    private let start: AsyncStream<Void>?

    /// A loop that has not started.
    ///
    /// - Parameter start: the first cycle begins when this ends; nil for at once.
    package init(
        _ reconciler: Reconciler, every interval: Duration, reportOnly: Bool, board: StatusBoard, logger: Logger,
        after start: AsyncStream<Void>? = nil, timing: Timing = .live
    ) {
        self.start = start
        self.reconciler = reconciler
        self.interval = interval
        self.reportOnly = reportOnly
        self.board = board
        log = CycleLog(logger)
        self.timing = timing
    }

    /// Runs until graceful shutdown or cancellation; a step in hand is finished first.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown { try await cycles() }
    }

    private func cycles() async throws {
        if let start { for await _ in start {} }
        var seen: String?
        while !Task.isCancelled {
            let cycle = await cycle()
            seen = cycle.version ?? seen
            let status = await board.note(cycle)
            await log.note(cycle)
            try await wait(failures: status.consecutiveFailures, seen: &seen)
        }
    }

    /// One round. It never throws: how it ended is in the result.
    private func cycle() async -> Cycle {
        let startedAt = timing.now()
        do {
            let planned = try await reconciler.plan()
            let result: Cycle.Result =
                reportOnly
                ? .reported(planned.plan, planned.refusals)
                : .applied(try await reconciler.apply(planned, progress: log.note))
            return Cycle(
                startedAt: startedAt, finishedAt: timing.now(), version: planned.version, result: result)
        } catch {
            return Cycle(
                startedAt: startedAt, finishedAt: timing.now(), version: error.version, result: .failed(error))
        }
    }

    /// Returns when the next cycle is due; throws when the loop is to end.
    ///
    /// - Parameter seen: the version that was looked at last, even where its manifests could not be read: it alone
    ///   is no reason to look again.
    private func wait(failures: Int, seen: inout String?) async throws {
        var left = delay(afterFailures: failures)
        while left > .zero {
            let nap = min(reconciler.pollInterval ?? left, left)
            try await timing.sleep(nap)
            left -= nap
            guard left > .zero, reconciler.pollInterval != nil else { continue }
            // A remote that cannot be reached now is the next cycle's to report.
            guard let version = try? await reconciler.currentVersion(), version != seen else { continue }
            seen = version
            return
        }
    }

    private func delay(afterFailures failures: Int) -> Duration {
        guard failures > 0 else { return jittered(interval) }
        let doublings = min(failures - 1, 16)
        return jittered(min(interval, .seconds(10) * (1 << doublings)))
    }

    /// Up to a tenth more or less, so that many controllers do not call in step.
    private func jittered(_ duration: Duration) -> Duration {
        duration * (0.9 + 0.2 * timing.random())
    }
}
