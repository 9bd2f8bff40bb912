import Logging
import Model
import Planning
import Reconciler
import Reporting

/// Logs what a cycle did. Withheld revisions and drift are logged when they are new, not in every cycle.
actor CycleLog {
    private let logger: Logger
    private var known: Set<String> = []
    private var hasWarned = false

    init(_ logger: Logger) { self.logger = logger }

    /// Logs one outcome as it comes.
    nonisolated func log(_ outcome: RevisionOutcome) {
        let metadata: Logger.Metadata = ["revision": "\(outcome.id)", "outcome": "\(outcome.outcome.code.rawValue)"]
        switch outcome.outcome {
        case .removed: logger.notice("removed: \(outcome.outcome.message)", metadata: metadata)
        case .removedInUse: logger.critical("removed in use: \(outcome.outcome.message)", metadata: metadata)
        case .alreadyDeregistered: logger.info("not removed: \(outcome.outcome.message)", metadata: metadata)
        case .withheld, .notAttempted:
            logger.info("kept: \(outcome.outcome.message)", metadata: metadata)
        case .failed: logger.error("not removed: \(outcome.outcome.message)", metadata: metadata)
        case .unverified: logger.error("not known to be removed: \(outcome.outcome.message)", metadata: metadata)
        }
    }

    /// Logs a finished cycle.
    func log(_ cycle: Cycle) {
        var metadata: Logger.Metadata = ["result": "\(cycle.result.code.rawValue)"]
        if let version = cycle.version { metadata["version"] = "\(version)" }
        switch cycle.result {
        case .failed(let error) where error.cause == .cancelled:
            logger.notice("cycle ended by the shutdown, nothing was removed", metadata: metadata)
        case .failed(let error):
            for line in error.lines { logger.error("cycle failed, nothing was removed: \(line)", metadata: metadata) }
        case .applied(let report):
            for refusal in report.refusals { logger.error("plan refused: \(refusal.message)", metadata: metadata) }
            logChanges(withheld: report.plan.withheld, drift: report.drift)
            metadata["removed"] = "\(report.count(.removed))"
            metadata["left"] = "\(report.plan.left)"
            logger.log(level: report.hasErrors ? .error : .info, "cycle done", metadata: metadata)
        case .reported(let plan, let refusals):
            for refusal in refusals { logger.error("plan would be refused: \(refusal.message)", metadata: metadata) }
            logChanges(removals: plan.removals, withheld: plan.withheld, drift: plan.drift)
            metadata["removals"] = "\(plan.removals.count)"
            metadata["left"] = "\(plan.left)"
            logger.info("cycle done, report only", metadata: metadata)
        }
    }

    /// Warns once that a source takes longer to read than its reading may be old; nil if none does.
    func log(_ slowEvidence: SlowEvidence?) {
        if let slowEvidence, !hasWarned { logger.warning("\(slowEvidence.message)") }
        hasWarned = slowEvidence != nil
    }

    /// Logs a check of what was removed.
    func log(_ reading: WatchReading) {
        var seen: Set<String> = []
        logDrift(reading.found, &seen)
        known.formUnion(seen)
        if !reading.coverage.isComplete, let message = reading.message { logger.error("\(message)") }
    }

    /// - Parameter removals: removals that are only reported, not carried out.
    private func logChanges(removals: [Removal] = [], withheld: [Withheld], drift: [Drift]) {
        var seen: Set<String> = []
        for item in removals {
            logOnce(
                "would be removed: not declared, not in use", of: item.id.description, code: item.reason.rawValue, &seen
            )
        }
        for item in withheld {
            for reason in item.reasons {
                logOnce("withheld: \(reason.message)", of: item.id.description, code: reason.code.rawValue, &seen)
            }
        }
        logDrift(drift, &seen)
        known = seen
    }

    private func logDrift(_ drift: [Drift], _ seen: inout Set<String>) {
        for item in drift {
            logOnce(
                "drift: \(item.message)", of: "\(item.family):\(item.revisions)", code: item.reason.code.rawValue,
                &seen, at: item.reason.code.logLevel)
        }
    }

    private func logOnce(
        _ message: String, of revision: String, code: String, _ seen: inout Set<String>, at level: Logger.Level = .info
    ) {
        let key = "\(revision) \(code) \(message)"
        seen.insert(key)
        guard !known.contains(key) else { return }
        logger.log(level: level, "\(message)", metadata: ["revision": "\(revision)", "reason": "\(code)"])
    }
}

extension DriftReason.Code {
    /// How urgent it is.
    fileprivate var logLevel: Logger.Level {
        switch self {
        case .removedInUse: .critical
        case .takenUpAgain: .error
        case .undeclared, .declaredInactive, .declaredMissing, .declaredDeleting, .inactiveInUse, .unmanagedFamily:
            .info
        }
    }
}
