import Foundation
import Model
import Planning

/// A check of what was removed; what it found is part of the drift.
package struct WatchDocument: Encodable {
    /// Absent if it was not checked: the run was interrupted before it could.
    let readAt: String?
    let until: String
    let open: [String]
    let coverage: [ReadingDocument]

    /// A check as JSON.
    package init(_ reading: WatchReading) {
        readAt = reading.readAt.iso8601
        until = reading.until.iso8601
        open = reading.open.map(\.description)
        coverage = reading.coverage.readings.map { ReadingDocument($0, withTime: true) }
    }

    /// What was removed and not checked since; nil if there is nothing.
    init?(_ watch: RemovalWatch) {
        guard let until = watch.until else { return nil }
        readAt = nil
        self.until = until.iso8601
        open = watch.revisions.map(\.description)
        coverage = []
    }
}
