import Foundation
import Planning

/// The controller's status.
package struct ControllerStatus: Sendable {
    /// `metadata.name` of the configuration.
    package let name: String
    /// Whether it only reports and removes nothing.
    package let reportOnly: Bool
    /// When it started.
    package let startedAt: Date
    /// The last finished cycle, however it ended.
    package private(set) var lastCycle: Cycle?
    /// The last cycle that made a plan.
    package private(set) var lastPlanned: Cycle?
    /// The number of consecutive cycles that need a retry.
    package private(set) var consecutiveFailures = 0
    /// Cycles so far, by ``Cycle/Result/code``.
    package private(set) var cycles: [Cycle.Result.Code: Int] = [:]
    /// Outcomes so far, by ``Outcome/code``.
    package private(set) var outcomes: [Outcome.Code: Int] = [:]
    /// The last check of what was removed; nil if nothing was removed yet.
    package private(set) var watch: WatchReading?

    package init(name: String, reportOnly: Bool, startedAt: Date) {
        self.name = name
        self.reportOnly = reportOnly
        self.startedAt = startedAt
    }

    /// Records a finished cycle.
    package mutating func record(_ cycle: Cycle) {
        lastCycle = cycle
        if cycle.plan != nil { lastPlanned = cycle }
        consecutiveFailures = cycle.result.callsForRetry ? consecutiveFailures + 1 : 0
        cycles[cycle.result.code, default: 0] += 1
        for outcome in cycle.outcomes { outcomes[outcome.outcome.code, default: 0] += 1 }
        if case .applied(let report) = cycle.result, let watch = report.watch { record(watch) }
    }

    /// Records a check of what was removed.
    package mutating func record(_ reading: WatchReading) { watch = reading }
}
