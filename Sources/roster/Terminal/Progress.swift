import Foundation
import Model
import Planning
import Synchronization

/// A line on standard error for each outcome, where the work takes over two seconds: how far it is, and how
/// long it will take.
final class Progress: Sendable {
    private let total: Int
    private let perSecond: Double
    private let done = Mutex(0)

    /// - Parameter perSecond: the rate of deregistrations, which is what takes the time.
    init(_ total: Int, perSecond: Double) {
        self.total = total
        self.perSecond = perSecond
    }

    /// One more is done; what never had its turn is for the report alone.
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
