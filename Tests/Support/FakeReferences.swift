import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// Scripted references, one reading after the other; the last one repeats.
package actor FakeReferences: ReferenceReader {
    private var script: [[String]?]
    private var later: [ReferenceSource: [String]?] = [:]
    private var underWay: [String]? = []
    private let clock: SettableClock
    private var took: [ReferenceSource: Double] = [:]
    private var earlier: [ReferenceSource: Double] = [:]
    private var lookTook: Double?
    private var began = Beginning.whenRead
    /// How often ECS's own sources were read.
    package private(set) var readings = 0
    /// How often each of the other sources was read.
    package private(set) var laterReadings: [ReferenceSource: Int] = [:]
    package private(set) var looksUnderWay = 0
    private let unread: Set<ReferenceSource>
    package nonisolated let sources: Set<ReferenceSource>

    /// - Parameter script: what services use in each reading, such as `web:1`; nil for one that fails.
    package init(
        _ clock: SettableClock, _ script: [String]?..., sources: Set<ReferenceSource> = [.services, .tasks],
        unread: Set<ReferenceSource> = []
    ) {
        self.unread = unread
        self.sources = sources
        self.clock = clock
        self.script = script.isEmpty ? [[]] : script
    }

    /// When uses began, as their owners say.
    package enum Beginning: Sendable {
        /// When they were read.
        case whenRead
        case at(Date)
        /// They do not say.
        case unknown
    }

    /// Sets what services use from now on; nil makes readings fail.
    package func set(_ targets: [String]?, since beginning: Beginning = .whenRead) {
        script = [targets]
        began = beginning
    }

    /// Sets what services use in each reading from now on; the last one repeats.
    package func set(script: [[String]?]) { self.script = script }

    /// Sets what another source refers to from now on; nil makes its readings fail.
    package func set(_ source: ReferenceSource, _ targets: [String]?) { later[source] = .some(targets) }

    /// Sets what CodeDeploy has under way from now on; nil makes that reading fail.
    package func set(underWay targets: [String]?) { underWay = targets }

    /// Sets how many seconds each reading of a source takes from now on.
    package func setReadDuration(_ seconds: Double, of source: ReferenceSource = .services) { took[source] = seconds }

    /// Sets how many seconds before the others a source's reading begins, from now on.
    package func begin(_ source: ReferenceSource, earlier seconds: Double) { earlier[source] = seconds }

    /// Sets how many seconds each look at what is under way takes from now on.
    package func setLookDuration(_ seconds: Double) { lookTook = seconds }

    package func read(_ sources: Set<ReferenceSource>, of families: Set<Family>?) -> ReferenceReading {
        let wanted = self.sources.subtracting(unread).intersection(sources).sorted()
        if wanted.contains(where: \.belongsToECS) { readings += 1 }
        let targets = script.count > 1 && wanted.contains(.services) ? script.removeFirst() : script[0]
        let readAt = Moment(date: clock.now, uptime: clock.time.uptime())
        clock.advance(wanted.compactMap { took[$0] }.max() ?? 0)
        return ReferenceReading(
            wanted.map { source in
                if !source.belongsToECS { laterReadings[source, default: 0] += 1 }
                switch source {
                case .services: return reading(source, .service, targets, readAt)
                case .codeDeploy: return reading(source, .codeDeploy, later[source] ?? [], readAt)
                case .eventBridge: return reading(source, .rule, later[source] ?? [], readAt)
                default: return reading(source, .task, later[source] ?? [], readAt)
                }
            })
    }

    package func readUnderWay() async -> ReferenceReading {
        guard sources.contains(.codeDeploy) else { return ReferenceReading([]) }
        let readAt = Moment(date: clock.now, uptime: clock.time.uptime())
        if let lookTook {
            // The burst's reading of ECS's own sources, which follows the plan's, begins at the same time.
            while readings < looksUnderWay + 2 { await Task.yield() }
            clock.advance(lookTook)
        }
        looksUnderWay += 1
        return reading(.codeDeploy, .codeDeploy, underWay, readAt, took: lookTook ?? took[.codeDeploy])
    }

    private func reading(
        _ source: ReferenceSource, _ kind: ReferenceKind, _ targets: [String]?, _ began: Moment,
        took duration: Double? = nil
    ) -> ReferenceReading {
        let earlier = earlier[source] ?? 0
        let readAt = Moment(
            date: began.date.addingTimeInterval(-earlier), uptime: began.uptime - .seconds(earlier))
        guard let targets else {
            return ReferenceReading(
                references: [], coverage: Coverage([SourceReading(source, .failed(.call("denied")))]))
        }
        let took = Duration.seconds(duration ?? took[source] ?? 0)
        let since: Date? =
            switch self.began {
            case .whenRead: readAt.date
            case .at(let date): date
            case .unknown: nil
            }
        return ReferenceReading(
            references: targets.map {
                Reference(kind, "api", uses: name($0), since: since, readAt: readAt.date)
            },
            coverage: Coverage([
                SourceReading(
                    source, .complete(readAt: readAt, took: took, again: took, references: targets.count))
            ]))
    }
}
