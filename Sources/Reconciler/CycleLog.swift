import Logging
import Planning
import TaskDefinitions

/// Says what a cycle did. What is withheld and what drifts is said when it is new, not every few minutes.
actor CycleLog {
    private let logger: Logger
    private var known: Set<String> = []

    init(_ logger: Logger) { self.logger = logger }

    /// One outcome, as it comes.
    nonisolated func note(_ outcome: RevisionOutcome) {
        let metadata: Logger.Metadata = ["revision": "\(outcome.id)", "outcome": "\(outcome.outcome.code)"]
        switch outcome.outcome {
        case .removed: logger.notice("removed: \(outcome.outcome.message)", metadata: metadata)
        case .withheld, .notAttempted: logger.info("kept: \(outcome.outcome.message)", metadata: metadata)
        case .failed, .unverified: logger.error("not removed: \(outcome.outcome.message)", metadata: metadata)
        }
    }

    /// A cycle that ended.
    func note(_ cycle: Cycle) {
        var metadata: Logger.Metadata = ["result": "\(cycle.result.code)"]
        if let version = cycle.version { metadata["version"] = "\(version)" }
        switch cycle.result {
        case .failed(let error):
            logger.error("cycle failed, nothing was removed: \(error)", metadata: metadata)
        case .applied(let report):
            for refusal in report.refusals { logger.error("plan refused: \(refusal.message)", metadata: metadata) }
            noteNews(in: report.plan)
            metadata["removed"] = "\(report.count(Outcome.removed.code))"
            logger.info("cycle done", metadata: metadata)
        case .reported(let plan, let refusals):
            for refusal in refusals { logger.error("plan would be refused: \(refusal.message)", metadata: metadata) }
            noteNews(in: plan)
            metadata["removals"] = "\(plan.removals.count)"
            logger.info("cycle done, report only", metadata: metadata)
        }
    }

    private func noteNews(in plan: Plan) {
        var seen: Set<String> = []
        for item in plan.withheld {
            for reason in item.reasons {
                say("withheld: \(reason.message)", of: item.id.description, code: reason.code, &seen)
            }
        }
        for item in plan.drift {
            say("drift: \(item.message)", of: "\(item.family):\(item.revisions)", code: item.reason.code, &seen)
        }
        known = seen
    }

    private func say(_ message: String, of revision: String, code: String, _ seen: inout Set<String>) {
        let key = "\(revision) \(code) \(message)"
        seen.insert(key)
        guard !known.contains(key) else { return }
        logger.info("\(message)", metadata: ["revision": "\(revision)", "reason": "\(code)"])
    }
}
