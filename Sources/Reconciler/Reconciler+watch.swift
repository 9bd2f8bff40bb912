import Foundation
import Planning
import SwiftExtensions

extension Reconciler {
    /// Stays until the window of the last removal has closed, and looks at what was removed once a minute.
    ///
    /// It ends early when it is cancelled: what was seen until then is in the report.
    /// - Parameter note: told about each look as it comes.
    package func watch(
        _ report: Report, note: @Sendable (WatchReading) -> Void = { _ in }
    ) async -> Report {
        var (report, watch) = (report, RemovalWatch())
        watch.note(report)
        guard let until = watch.until else { return report }
        while true {
            let left = Duration.seconds(until.timeIntervalSince(time.now()))
            guard (try? await time.sleep(min(RemovalWatch.interval, max(left, .zero)))) != nil else { return report }
            let reading = await look(at: &watch)
            note(reading)
            report = report.with(reading)
            if reading.isLast { return report }
        }
    }

    /// One look at what was removed: the references alone are read.
    func look(at watch: inout RemovalWatch) async -> WatchReading { await observer.look(at: &watch) }
}
