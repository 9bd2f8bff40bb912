import Planning
import Reconciler

/// The status as the loop writes it and the HTTP server reads it.
package actor StatusBoard {
    /// The newest status.
    package private(set) var status: ControllerStatus

    /// A board that starts with a status.
    package init(_ status: ControllerStatus) { self.status = status }

    /// Takes in a cycle that ended.
    func record(_ cycle: Cycle) -> ControllerStatus {
        status.record(cycle)
        return status
    }

    /// Takes in a look at what was removed.
    func record(_ reading: WatchReading) { status.record(reading) }
}
