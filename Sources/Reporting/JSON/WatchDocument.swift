import Foundation
import Model
import Planning

/// A look in JSON; what it found is among the drift.
package struct WatchDocument: Encodable {
    /// Nil where the run was told to end before it could look.
    let readAt: String?
    let until: String
    let open: [String]
    let coverage: [ReadingDocument]

    /// The document of a look.
    package init(_ reading: WatchReading) {
        readAt = reading.readAt.iso8601
        until = reading.until.iso8601
        open = reading.open.map(\.description)
        coverage = reading.coverage.readings.map { ReadingDocument($0, withTime: true) }
    }

    /// The document of what was removed and never looked at; nil when there is none.
    init?(_ watch: RemovalWatch) {
        guard let until = watch.until else { return nil }
        readAt = nil
        self.until = until.iso8601
        open = watch.revisions.map(\.description)
        coverage = []
    }
}
