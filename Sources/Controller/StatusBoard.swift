import Planning
import Reconciler

/// The status that the loop writes and the HTTP server reads.
package actor StatusBoard {
    /// The latest status.
    package private(set) var status: ControllerStatus

    package init(_ status: ControllerStatus) { self.status = status }

    /// Records a finished cycle.
    func record(_ cycle: Cycle) -> ControllerStatus {
        status.record(cycle)
        return status
    }

    /// Records a check of what was removed.
    func record(_ reading: WatchReading) { status.record(reading) }
}
