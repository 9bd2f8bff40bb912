import Console
import Foundation
import Reconciler
import Testing

@Test("every series is there before anything happened, and each has its help and its type once")
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
    let typed = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
    #expect(typed.count == Set(typed).count)
    for line in lines where !line.hasPrefix("#") {
        let name = line.prefix { $0 != "{" && $0 != " " }
        #expect(typed.contains(name), "\(line) has no type")
    }
}
