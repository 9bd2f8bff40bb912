import Foundation
import Model
import Planning
import Synchronization

/// Logs progress to standard error once the work has taken over two seconds: one line per outcome, with the estimated
/// time left.
final class Progress: Sendable {
    private let total: Int
    private let began = ContinuousClock.now
    private let done = Mutex(0)

    init(_ total: Int) { self.total = total }

    /// Counts and logs an outcome; those not attempted appear only in the report.
    func log(_ outcome: RevisionOutcome) {
        if case .notAttempted = outcome.outcome { return }
        let done = done.withLock { done in
            done += 1
            return done
        }
        let elapsed = ContinuousClock.now - began
        guard elapsed > .seconds(2) else { return }
        let left = (elapsed * (total - done) / done).roundedUp(to: 1)
        let estimate = done < total ? ", about \(left.text) left" : ""
        Terminal.log("\(done) of \(total): \(outcome.id) \(outcome.outcome.code.rawValue)\(estimate)")
    }
}
