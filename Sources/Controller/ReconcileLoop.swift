import Foundation
import Logging
import Model
import Planning
import Reconciler
import Reporting
import ServiceLifecycle
import SwiftExtensions

/// The controller: one cycle after the other, never two at a time, until shutdown.
///
/// A cycle starts when the interval has passed or the source has a new version. After a failure the next comes after
/// ten seconds, then after twice that and so on, up to the interval. No failure ends the loop. Between cycles, removed
/// revisions are checked once a minute until ten minutes after their removal.
package struct ReconcileLoop: Service {
    private let reconciler: Reconciler
    private let interval: Duration
    private let reportOnly: Bool
    private let board: StatusBoard
    private let log: CycleLog
    private let time: TimeSource
    private let start: AsyncStream<Void>?

    /// A loop that has not started.
    ///
    /// - Parameter start: the first cycle begins when this stream ends; nil to begin at once.
    package init(
        _ reconciler: Reconciler, every interval: Duration, reportOnly: Bool, board: StatusBoard, logger: Logger,
        after start: AsyncStream<Void>? = nil, time: TimeSource = .system
    ) {
        self.start = start
        self.reconciler = reconciler
        self.interval = interval
        self.reportOnly = reportOnly
        self.board = board
        log = CycleLog(logger)
        self.time = time
    }

    /// Runs until graceful shutdown or cancellation; a step in progress is finished first.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown { try await cycles() }
    }

    private func cycles() async throws {
        if let start { for await _ in start {} }
        var state = LoopState()
        while !Task.isCancelled {
            let cycle = await cycle(&state)
            if case .applied(let report) = cycle.result { state.watch.record(report) }
            let status = await board.record(cycle)
            await log.log(cycle)
            try await wait(failures: status.consecutiveFailures, &state)
        }
    }

    /// What the loop keeps from one cycle to the next.
    private struct LoopState {
        /// The version that was read last, even if its manifests could not be: that version alone is no reason for
        /// another cycle.
        var lastVersion: String?
        /// The manifests of the last plan: a commit that leaves them as they are is no reason for another cycle either.
        var lastManifests: ManifestSet?
        /// Removed revisions that may still be picked up.
        var watch = RemovalWatch()
        /// The time until they are checked next.
        var untilCheck = RemovalWatch.interval
    }

    /// Runs one cycle. Never throws: the result says how it ended.
    private func cycle(_ state: inout LoopState) async -> Cycle {
        let (startedAt, calls) = (time.now(), reconciler.calls)
        let end = { (version: String?, result: Cycle.Result) in
            Cycle(
                startedAt: startedAt, finishedAt: time.now(), version: version, result: result,
                calls: reconciler.calls.since(calls))
        }
        do {
            let planned = try await reconciler.plan()
            (state.lastVersion, state.lastManifests) = (planned.version, planned.manifests)
            await log.log(planned.slowEvidence)
            let result: Cycle.Result =
                reportOnly
                ? .reported(planned.plan, planned.refusals)
                : .applied(await reconciler.apply(planned, progress: { log.log($0) }))
            return end(planned.version, result)
        } catch {
            (state.lastVersion, state.lastManifests) = (error.version ?? state.lastVersion, nil)
            return end(error.version, .failed(error))
        }
    }

    /// Returns when the next cycle is due; throws when the loop is to end.
    private func wait(failures: Int, _ state: inout LoopState) async throws {
        var left = delay(afterFailures: failures)
        while left > .zero {
            let pause = min(reconciler.pollInterval ?? left, left, state.watch.isEmpty ? left : state.untilCheck)
            try await time.sleep(pause)
            left -= pause
            await watch(after: pause, &state)
            guard left > .zero, reconciler.pollInterval != nil else { continue }
            if await hasNewManifests(&state) { return }
        }
    }

    /// Whether the branch has other manifests than the last cycle's. If the remote is unreachable now, the next cycle
    /// reports it; a new version that cannot be read is reported at once.
    private func hasNewManifests(_ state: inout LoopState) async -> Bool {
        guard let version = try? await reconciler.currentVersion(), version != state.lastVersion else { return false }
        state.lastVersion = version
        guard let last = state.lastManifests, let now = try? await reconciler.readManifests() else { return true }
        return now.files != last.files
    }

    /// Checks what was removed, if that is due.
    private func watch(after pause: Duration, _ state: inout LoopState) async {
        guard !state.watch.isEmpty else { return state.untilCheck = RemovalWatch.interval }
        state.untilCheck -= pause
        guard state.untilCheck <= .zero else { return }
        state.untilCheck = RemovalWatch.interval
        guard let reading = await reconciler.check(&state.watch) else { return }
        await board.record(reading)
        await log.log(reading)
    }

    private func delay(afterFailures failures: Int) -> Duration {
        guard failures > 0 else { return jittered(interval) }
        let doublings = min(failures - 1, 16)
        return jittered(min(interval, .seconds(10) * (1 << doublings)))
    }

    /// Varies a duration by up to a tenth, so that many controllers do not call in step.
    private func jittered(_ duration: Duration) -> Duration {
        duration * (0.9 + 0.2 * time.random())
    }
}
