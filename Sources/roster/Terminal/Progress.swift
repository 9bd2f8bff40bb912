import Foundation
import Model
import Planning
import Reconciler
import Synchronization

/// Logs progress to standard error if the work takes over two seconds, or will: one line per outcome, with the
/// estimated time left.
final class Progress: Sendable {
    private let total: Int
    private let pacing: Pacing
    private let began = ContinuousClock.now
    private let done = Mutex(0)

    /// - Parameter pacing: how fast removals are sent.
    init(_ total: Int, _ pacing: Pacing) {
        self.total = total
        self.pacing = pacing
    }

    /// Counts and logs an outcome; those not attempted appear only in the report.
    func log(_ outcome: RevisionOutcome) {
        if case .notAttempted = outcome.outcome { return }
        let done = done.withLock { done in
            done += 1
            return done
        }
        let elapsed = ContinuousClock.now - began
        guard max(elapsed, paced(total - pacing.burst)) > .seconds(2) else { return }
        // The outcomes of a burst come together.
        let bursts = (done + pacing.burst - 1) / pacing.burst
        let left = total - bursts * pacing.burst
        let time = max(paced(left), elapsed / bursts * ((left + pacing.burst - 1) / pacing.burst)).roundedUp(to: 1)
        let estimate = left > 0 ? ", about \(time.text) left" : ""
        Terminal.log("\(done) of \(total): \(outcome.id) \(outcome.outcome.code.rawValue)\(estimate)")
    }

    /// How long the rate makes so many removals take.
    private func paced(_ count: Int) -> Duration {
        pacing.perSecond.map { .seconds(Double(max(0, count)) / $0) } ?? .zero
    }
}
