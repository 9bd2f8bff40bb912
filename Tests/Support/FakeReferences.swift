import Foundation
import Model
import Planning
import Reconciler

/// Scripted references, one reading after the other; the last one repeats. Each reference began when it was read.
package actor FakeReferences: ReferenceReader {
    private var script: [[String]?]
    private let clock: SettableClock
    private var took: Double = 0
    package private(set) var readings = 0
    package nonisolated let sources: Set<ReferenceSource>

    /// - Parameter script: what services use in each reading, such as `web:1`; nil for one that fails.
    package init(_ clock: SettableClock, _ script: [String]?..., sources: Set<ReferenceSource> = [.services, .tasks]) {
        self.sources = sources
        self.clock = clock
        self.script = script.isEmpty ? [[]] : script
    }

    /// Sets what services use from now on; nil makes readings fail.
    package func set(_ targets: [String]?) { script = [targets] }

    /// Sets what services use in each reading from now on; the last one repeats.
    package func set(script: [[String]?]) { self.script = script }

    /// Sets how many seconds each reading takes from now on.
    package func setReadDuration(_ seconds: Double) { took = seconds }

    package func read(of families: Set<Family>?) -> ReferenceReading {
        readings += 1
        let targets = script.count > 1 ? script.removeFirst() : script[0]
        let readAt = clock.now
        clock.advance(took)
        let tasks = SourceReading(.tasks, .complete(readAt: readAt, references: 0))
        guard let targets else {
            return ReferenceReading(
                references: [], coverage: Coverage([SourceReading(.services, .failed(.call("denied"))), tasks]))
        }
        return ReferenceReading(
            references: targets.map {
                Reference(.service, "api", uses: name($0), since: readAt, readAt: readAt)
            },
            coverage: Coverage([
                SourceReading(
                    .services, .complete(readAt: readAt, took: .seconds(took), references: targets.count)), tasks,
            ]))
    }
}
