import Foundation
import Model
import Planning
import Reconciler
import Reporting
import TestSupport
import Testing

@Test("every series exists before the first cycle, and has its help and type once")
func isCompleteFromTheStart() {
    let text = Metrics(
        ControllerStatus(name: "test", reportOnly: true, startedAt: Date(timeIntervalSince1970: 0))
    ).text
    let lines = text.split(separator: "\n")
    #expect(lines.contains("roster_cycles_total{result=\"failed\"} 0"))
    #expect(lines.contains("roster_outcomes_total{outcome=\"removed\"} 0"))
    #expect(lines.contains("roster_withheld_revisions{reason=\"inUse\"} 0"))
    #expect(lines.contains("roster_drift_revisions{reason=\"undeclared\"} 0"))
    #expect(lines.contains("roster_coverage_complete 0"))
    #expect(lines.contains("roster_left_removals 0"))
    #expect(lines.contains("roster_outcomes_total{outcome=\"removedInUse\"} 0"))
    #expect(lines.contains("roster_removed_in_use_revisions 0"))
    let typed = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(typed.count == Set(typed).count)
    for line in lines where !line.hasPrefix("#") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(typed.contains(name), "\(line) has no type")
    }
}

@Test("a cycle's findings and removals are counted, without the drift that it ended")
func countsACycle() throws {
    let web = try Family("web")
    let place = Model.SourceLocation(file: "web.yaml")
    let desired = DesiredState([DesiredFamily(web, active: [ActiveEntry(.latest(1), at: place)], location: place)])
    var policy = GuardrailPolicy()
    policy.minimumAge = .zero
    let coverage = Coverage([
        SourceReading(.services, .complete(readAt: noon, references: 1)),
        SourceReading(.tasks, .complete(readAt: noon, references: 0)),
    ])
    let service = Reference(.service, "api", uses: .pinned(RevisionID(web, 2), scope: nil), readAt: noon)
    var registrations = Registrations()
    registrations.record(RevisionID(web, 1), by: .other)
    let snapshot = Snapshot(
        active: [web: [1, 2, 3]], registrations: registrations, references: [service], coverage: coverage)
    let plan = plan(desired, against: snapshot, under: policy, at: noon)
    let report = Report(plan: plan, outcomes: [RevisionOutcome(RevisionID(web, 1), .removed, on: coverage)])
    var status = ControllerStatus(name: "test", reportOnly: false, startedAt: noon)
    status.record(Cycle(startedAt: noon, finishedAt: noon, version: nil, result: .applied(report), calls: CallCount()))
    let lines = Metrics(status).text.split(separator: "\n")
    for line in [
        "roster_cycles_total{result=\"applied\"} 1", "roster_outcomes_total{outcome=\"removed\"} 1",
        "roster_withheld_revisions{reason=\"inUse\"} 1", "roster_drift_revisions{reason=\"undeclared\"} 1",
        "roster_planned_removals 1", "roster_coverage_complete 1", "roster_consecutive_failures 0",
        "roster_last_cycle_timestamp_seconds 1800000000",
    ] {
        #expect(lines.contains(Substring(line)), "\(line)")
    }
}
