import Foundation
import Model
import Planning

/// One finished cycle of the controller.
package struct Cycle: Sendable {
    /// When it began.
    package let startedAt: Date
    /// When it ended.
    package let finishedAt: Date
    /// The commit that it worked on, if any.
    package let version: String?
    /// How it ended.
    package let result: Result
    /// The calls that it made.
    package let calls: CallCount

    package init(startedAt: Date, finishedAt: Date, version: String?, result: Result, calls: CallCount) {
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.version = version
        self.result = result
        self.calls = calls
    }

    /// The ways a cycle can end.
    package enum Result: Sendable {
        /// Planned, not carried out: `--report-only`; and why the plan would be refused.
        case reported(Plan, [Refusal])
        /// Planned and carried out, or refused.
        case applied(Report)
        /// Ended before anything was removed.
        case failed(ReconcileError)

        /// The word for it in JSON and metrics.
        package enum Code: String, CaseIterable, Sendable {
            case applied, failed, incomplete, refused, reported
        }

        /// The word for it in JSON and metrics.
        package var code: Code {
            switch self {
            case .reported: .reported
            case .applied(let report) where !report.refusals.isEmpty: .refused
            case .applied(let report) where report.hasErrors: .incomplete
            case .applied: .applied
            case .failed: .failed
            }
        }

        /// Whether the next cycle should come sooner than the interval, backing off each time.
        package var callsForRetry: Bool {
            switch self {
            case .reported(let plan, _): !plan.coverage.isComplete
            case .applied(let report):
                report.hasErrors || !report.coverage.isComplete || report.refusals.contains(where: \.isRetryable)
            case .failed: true
            }
        }
    }

    /// Its plan; nil if it failed before that.
    package var plan: Plan? {
        switch result {
        case .reported(let plan, _): plan
        case .applied(let report): report.plan
        case .failed: nil
        }
    }

    /// How the references were last read; nil if it failed before that.
    package var coverage: Coverage? {
        switch result {
        case .reported(let plan, _): plan.coverage
        case .applied(let report): report.coverage
        case .failed: nil
        }
    }

    /// The drift at its end.
    package var drift: [Drift] {
        switch result {
        case .reported(let plan, _): plan.drift
        case .applied(let report): report.drift
        case .failed: []
        }
    }

    /// The outcomes of the removals; empty if nothing was carried out.
    package var outcomes: [RevisionOutcome] {
        if case .applied(let report) = result { report.outcomes } else { [] }
    }
}
