import Foundation
import Model
import Planning

/// Times `plan()` over 10,000 families of 100 ACTIVE revisions each, and prints seconds and the process's peak
/// memory: once with a handful to remove in each family, once with nearly everything.
@main
struct PlanBenchmark {
    static func main() throws {
        let families = try (0..<10_000).map { try Family("family-\($0)") }
        for (name, latest) in [("95 of 100 to remove", 5), ("5 of 100 to remove", 95)] {
            let (desired, snapshot) = try world(families, latest: latest)
            let clock = ContinuousClock()
            var removals = 0
            let times = (0..<5).map { _ in
                clock.measure {
                    removals = plan(desired, against: snapshot, under: GuardrailPolicy(), at: now).removals.count
                }
            }
            let best = (times.min() ?? .zero).seconds.formatted(.number.precision(.fractionLength(3)))
            print("plan() over 1,000,000 revisions, \(name): \(best) s, \(removals) removals, peak \(peakMiB()) MiB")
        }
    }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Every family is managed and dated; every tenth has a service on its oldest revision.
    private static func world(_ families: [Family], latest: Int) throws -> (DesiredState, Snapshot) {
        var dates = Registrations()
        var references: [Reference] = []
        for (index, family) in families.enumerated() {
            dates.record(
                RevisionDescription(.active, registeredAt: now.addingTimeInterval(-7200)), of: RevisionID(family, 99))
            guard index % 10 == 0 else { continue }
            references.append(
                Reference(
                    .service, "service-\(index)", uses: .pinned(RevisionID(family, 1), scope: nil), readAt: now))
        }
        let desired = DesiredState(
            families.map { family in
                let place = Model.SourceLocation(file: "\(family).yaml")
                return DesiredFamily(family, active: [ActiveEntry(.latest(latest), at: place)], location: place)
            })
        let coverage = Coverage(
            [.services, .tasks].map {
                SourceReading($0, .complete(readAt: Moment(date: now, uptime: .zero), references: references.count))
            })
        let snapshot = Snapshot(
            active: Dictionary(uniqueKeysWithValues: families.map { ($0, RevisionSet(1...100)) }),
            registrations: dates, references: references, coverage: coverage)
        return (desired, snapshot)
    }

    /// The most memory that the process ever held, as Linux counts it; 0 elsewhere.
    private static func peakMiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }
}
