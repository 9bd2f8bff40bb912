import Foundation
import Manifests
import Planning
import Reconciler
import TaskDefinitions

/// Plans, drift and reports as text for people. Pure: the same value gives the same text.
struct TextRenderer {
    let palette: Palette

    init(_ palette: Palette) { self.palette = palette }

    /// `plan`: removals, what is withheld, drift that no removal ends, and what stands against it.
    func render(_ planned: PlannedRun) -> String {
        let plan = planned.plan
        let removed = Set(plan.removals.map(\.id))
        let withheld = Set(plan.withheld.map(\.id))
        let lasting = plan.drift.filter { drift in
            guard drift.reason == .undeclared else { return true }
            return !drift.revisions.allSatisfy { revision in
                let id = RevisionID(drift.family, revision)
                return removed.contains(id) || withheld.contains(id)
            }
        }
        let blocks = [
            section("Remove", plan.removals.map { row("-", .red, $0.id.description, $0.reason.text) }),
            section("Withheld", plan.withheld.map(row)),
            section("Drift that this plan does not end", lasting.map(row)),
            section("Refused", planned.refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(plan.scope, plan.coverage, plan.waivers),
            palette.paint(
                "\(plan.removals.count) to remove, \(plan.withheld.count) withheld, \(lasting.count) other drift.",
                .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// `drift`: every difference.
    func renderDrift(_ plan: Plan) -> String {
        let blocks = [
            section("Drift", plan.drift.map(row)), evidence(plan.scope, plan.coverage, plan.waivers),
            palette.paint(plan.drift.isEmpty ? "No drift." : "\(counted(plan.drift.count, "difference")).", .bold)
                + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// `apply`: what became of each removal.
    func render(_ report: Report) -> String {
        let removed = report.count(.removed)
        let blocks = [
            section("Outcome", report.outcomes.map(row)),
            section("Withheld", report.refusals.isEmpty ? [] : report.plan.withheld.map(row)),
            section("Taken up again", report.takenUpAgain.map { row("!", .red, $0.subject, $0.message) }),
            section("Refused", report.refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(report.plan.scope, report.evidence, report.plan.waivers),
            section("Last look at what was removed", (report.watch?.coverage.readings ?? []).map(row)),
            report.watchMessage.map { message in
                palette.paint(message, report.watch?.coverage.isComplete == false ? .red : .dim) + "\n"
            } ?? "",
            palette.paint(
                report.outcomes.isEmpty && report.refusals.isEmpty
                    ? "Nothing to remove." : "\(removed) of \(report.outcomes.count) removed.",
                .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    func section(_ title: String, _ rows: [String]) -> String {
        rows.isEmpty ? "" : palette.paint(title, .bold) + "\n" + rows.joined()
    }

    private func row(_ withheld: Withheld) -> String {
        row("=", .yellow, withheld.id.description, withheld.reasons.map(\.message).joined(separator: "; "))
    }

    private func row(_ drift: Drift) -> String {
        row("~", .yellow, drift.subject, drift.message)
    }

    private func row(_ outcome: RevisionOutcome) -> String {
        let text = "\(outcome.outcome.code.rawValue): \(outcome.outcome.message)"
        return switch outcome.outcome {
        case .removed: row("-", .green, outcome.id.description, text)
        case .withheld, .notAttempted: row("=", .yellow, outcome.id.description, text)
        case .failed, .unverified: row("!", .red, outcome.id.description, text)
        }
    }

    func row(_ sign: String, _ style: Style, _ subject: String, _ text: String) -> String {
        let padding = String(repeating: " ", count: max(1, 24 - subject.count))
        return "  \(palette.paint(sign, style)) \(subject)\(padding)\(text)\n"
    }

    /// What the decisions rest on.
    func evidence(_ scope: RegistryScope?, _ coverage: Coverage, _ waivers: [WaiverUse]) -> String {
        let registry = scope.map { [row("·", .dim, "registry", $0.description)] } ?? []
        let waived = waivers.map { row("·", .yellow, $0.waiver.source.rawValue, $0.message) }
        return section("Evidence", registry + coverage.readings.map(row) + waived)
    }

    private func row(_ reading: SourceReading) -> String {
        let (sign, style): (String, Style) =
            switch reading.state {
            case .whole: ("·", .dim)
            case .failed: ("!", .red)
            case .waived: ("·", .yellow)
            }
        return row(sign, style, reading.source.rawValue, reading.message)
    }
}

extension Drift {
    /// What drifts: revisions, or a family.
    fileprivate var subject: String { reason == .unmanagedFamily ? family.name : "\(family):\(revisions)" }
}

extension RemovalReason {
    fileprivate var text: String {
        switch self {
        case .undeclared: "not declared, not in use"
        case .retired: "not declared, not in use, and the family may retire"
        }
    }
}
