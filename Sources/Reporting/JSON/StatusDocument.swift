import Foundation
import Model
import Planning
import Reconciler

/// `GET /api/v1/status`: the last cycle, and the plan or report as the commands print it.
package struct StatusDocument: Encodable {
    let formatVersion = 1
    let name: String
    let mode: String
    let startedAt: String
    let consecutiveFailures: Int
    let lastCycle: CycleDocument?
    /// The last plan that was reported and not carried out; with `--report-only`.
    let plan: PlanDocument?
    /// The last plan that was carried out or refused.
    let report: ReportDocument?
    /// The last check of what was removed.
    let watch: WatchDocument?
    /// What that check found in use again.
    let takenUpAgain: [DriftDocument]
    /// What that check found to have been in use when it was removed.
    let removedInUse: [DriftDocument]

    /// A status as JSON.
    package init(_ status: ControllerStatus) {
        name = status.name
        mode = status.reportOnly ? "report-only" : "apply"
        startedAt = status.startedAt.iso8601
        consecutiveFailures = status.consecutiveFailures
        watch = status.watch.map(WatchDocument.init)
        takenUpAgain = (status.watch?.takenUp ?? []).map(DriftDocument.init)
        removedInUse = (status.watch?.removedInUse ?? []).map(DriftDocument.init)
        lastCycle = status.lastCycle.map(CycleDocument.init)
        switch status.lastPlanned?.result {
        case .reported(let plan, let refusals): (self.plan, report) = (PlanDocument(plan, refusals: refusals), nil)
        case .applied(let report): (plan, self.report) = (nil, ReportDocument(report))
        case .failed, nil: (plan, report) = (nil, nil)
        }
    }
}

/// One cycle: when, on which commit, how it ended, and what was wrong.
struct CycleDocument: Encodable {
    let startedAt: String
    let finishedAt: String
    let version: String?
    let result: String
    let error: ErrorDocument?
    let calls: CallsDocument

    init(_ cycle: Cycle) {
        calls = CallsDocument(cycle.calls)
        startedAt = cycle.startedAt.iso8601
        finishedAt = cycle.finishedAt.iso8601
        version = cycle.version
        result = cycle.result.code.rawValue
        if case .failed(let failure) = cycle.result { error = ErrorDocument(failure) } else { error = nil }
    }
}

/// Why a cycle failed: one message for each mistake in the manifests, otherwise one.
struct ErrorDocument: Encodable {
    let code: String
    let messages: [String]

    init(_ error: ReconcileError) {
        code = error.code
        if case .manifests(let diagnostics) = error.cause {
            messages = diagnostics.all.map(\.description)
        } else {
            messages = [error.description]
        }
    }
}
