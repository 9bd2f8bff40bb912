import Model
import SwiftExtensions

extension TimeSource {
    /// Now, by both clocks.
    package var moment: Moment { Moment(date: now(), uptime: uptime()) }
}
