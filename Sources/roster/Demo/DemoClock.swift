import AWSClient
import Foundation
import Planning
import SwiftExtensions
import Synchronization

/// The machine's clock with an offset: the demo's history takes weeks, and its waits take no time.
final class DemoClock: Sendable {
    static let week: TimeInterval = 7 * 86_400

    private let offset = Mutex<TimeInterval>(0)

    /// Moves the clock forward, or back by a negative number of seconds.
    func advance(_ seconds: TimeInterval) { offset.withLock { $0 += seconds } }

    var now: Date { Date().addingTimeInterval(offset.withLock { $0 }) }

    /// A time source whose sleep moves the clock instead of waiting.
    var time: TimeSource {
        TimeSource(
            now: { self.now },
            uptime: { .seconds(self.now.timeIntervalSince1970) },
            sleep: { self.advance($0.seconds) })
    }
}
