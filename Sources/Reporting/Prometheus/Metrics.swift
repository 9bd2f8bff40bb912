import Foundation
import Model
import Planning
import Reconciler

/// A status in Prometheus' text format. Every series is there from the start, at 0 until something happens.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
package struct Metrics {
    /// The families one after the other, each with its HELP and TYPE.
    package let text: String

    /// The metrics of a status.
    package init(_ status: ControllerStatus) {
        let families =
            Self.totals(status) + Self.plan(of: status.lastPlanned) + Self.removed(status.watch) + Self.cycles(status)
        text = families.map(\.text).joined()
    }

    private static func totals(_ status: ControllerStatus) -> [MetricFamily] {
        [
            .counter(
                "roster_cycles_total", "Cycles that ended, by result.", label: "result",
                Cycle.Result.Code.allCases.map { ($0.rawValue, status.cycles[$0] ?? 0) }),
            .counter(
                "roster_outcomes_total", "Removals that were tried, by outcome.", label: "outcome",
                Outcome.Code.allCases.map { ($0.rawValue, status.outcomes[$0] ?? 0) }),
        ]
    }

    private static func plan(of cycle: Cycle?) -> [MetricFamily] {
        let withheld = (cycle?.plan?.withheld ?? []).flatMap { item in Set(item.reasons.map(\.code)) }
        let drift = (cycle?.drift ?? []).reduce(into: [DriftReason.Code: Int]()) {
            $0[$1.reason.code, default: 0] += $1.revisions.count
        }
        return [
            .gauge(
                "roster_withheld_revisions", "Undeclared revisions that the last plan withholds, by reason.",
                label: "reason",
                WithholdReason.Code.allCases.map { code in (code.rawValue, withheld.count { $0 == code }) }),
            .gauge(
                "roster_drift_revisions", "Revisions that drift, by reason.", label: "reason",
                DriftReason.Code.allCases.map { ($0.rawValue, drift[$0] ?? 0) }),
            .gauge("roster_planned_removals", "Removals in the last plan.", cycle?.plan?.removals.count ?? 0),
            .gauge(
                "roster_left_removals",
                "Removals that the last plan leaves to later cycles (maximumDeregistrations).", cycle?.plan?.left ?? 0),
            .gauge(
                "roster_coverage_complete", "1 when the references were read whole the last time, otherwise 0.",
                cycle?.coverage?.isComplete == true ? 1 : 0),
        ]
    }

    private static func removed(_ watch: WatchReading?) -> [MetricFamily] {
        [
            .gauge(
                "roster_watched_revisions", "Removed revisions that can still be taken up again.",
                watch?.open.count ?? 0),
            .gauge(
                "roster_taken_up_revisions", "Removed revisions that something has started to use since.",
                watch?.takenUp.count ?? 0),
            .gauge(
                "roster_removed_in_use_revisions",
                "Removed revisions that turned out to have been in use when they were removed.",
                watch?.removedInUse.count ?? 0),
        ]
    }

    private static func cycles(_ status: ControllerStatus) -> [MetricFamily] {
        [
            .gauge(
                "roster_consecutive_failures", "Cycles in a row that call for a retry.", status.consecutiveFailures),
            .gauge(
                "roster_last_cycle_timestamp_seconds", "When the last cycle ended, in seconds since 1970.",
                status.lastCycle.map { Int($0.finishedAt.timeIntervalSince1970) } ?? 0),
        ]
    }
}

/// One metric with its series.
private struct MetricFamily {
    let text: String

    static func counter(
        _ name: String, _ help: String, label: String, _ series: [(String, Int)]
    ) -> MetricFamily {
        MetricFamily(text: header(name, help, "counter") + lines(name, label, series))
    }

    static func gauge(_ name: String, _ help: String, label: String, _ series: [(String, Int)]) -> MetricFamily {
        MetricFamily(text: header(name, help, "gauge") + lines(name, label, series))
    }

    static func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(text: header(name, help, "gauge") + "\(name) \(value)\n")
    }

    private static func header(_ name: String, _ help: String, _ type: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func lines(_ name: String, _ label: String, _ series: [(String, Int)]) -> String {
        series.map { "\(name){\(label)=\"\($0.0)\"} \($0.1)\n" }.joined()
    }
}
