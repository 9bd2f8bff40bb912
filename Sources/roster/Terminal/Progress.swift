import Foundation
import Model
import Planning
import Synchronization

/// Logs progress to standard error if the work takes over two seconds: one line per outcome, with the estimated time
/// left.
final class Progress: Sendable {
    private let total: Int
    private let perSecond: Double
    private let done = Mutex(0)

    /// - Parameter perSecond: the rate of deregistrations, which determines the duration.
    init(_ total: Int, perSecond: Double) {
        self.total = total
        self.perSecond = perSecond
    }

    /// Counts and logs an outcome; those not attempted appear only in the report.
    func log(_ outcome: RevisionOutcome) {
        if case .notAttempted = outcome.outcome { return }
        let done = done.withLock { done in
            done += 1
            return done
        }
        guard Double(total) / perSecond > 2 else { return }
        let left = Duration.seconds(Int((Double(total - done) / perSecond).rounded(.up)))
        let estimate = done < total ? ", about \(left.text) left" : ""
        Terminal.log("\(done) of \(total): \(outcome.id) \(outcome.outcome.code.rawValue)\(estimate)")
    }
}
