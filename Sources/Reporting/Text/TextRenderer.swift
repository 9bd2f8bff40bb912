import Foundation
import Model
import Planning

/// Plans, drift and reports as text for people. Pure: the same value gives the same text.
package struct TextRenderer {
    let palette: Palette

    /// A renderer for a terminal with or without colours.
    package init(_ palette: Palette) { self.palette = palette }

    /// `plan`: removals, what is withheld, drift that no removal ends, and what stands against it.
    package func render(_ plan: Plan, refusals: [Refusal]) -> String {
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
            section("Withheld", rows(plan.withheld)),
            section("Drift that this plan does not end", lasting.map(row)),
            section("Refused", refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(plan.scope, plan.coverage, plan.waivers, besides: refusals),
            palette.paint(
                "\(plan.removals.count) to remove, \(plan.withheld.count) withheld, \(lasting.count) other drift.",
                .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// `drift`: every difference.
    package func renderDrift(_ plan: Plan) -> String {
        let blocks = [
            section("Drift", plan.drift.map(row)), evidence(plan.scope, plan.coverage, plan.waivers),
            palette.paint(plan.drift.isEmpty ? "No drift." : "\(counted(plan.drift.count, "difference")).", .bold)
                + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// `apply`: what became of each removal.
    package func render(_ report: Report) -> String {
        let removed = report.count(.removed)
        let blocks = [
            section("Outcome", rows(report.outcomes)),
            section("Withheld", report.refusals.isEmpty ? [] : rows(report.plan.withheld)),
            section("Taken up again", report.takenUpAgain.map { row("!", .red, $0.subject, $0.message) }),
            section("Refused", report.refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(report.plan.scope, report.evidence, report.plan.waivers, besides: report.refusals),
            section(
                "Last look at what was removed",
                (report.watch?.coverage.readings ?? []).map { row($0, besides: report.refusals) }),
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

    private func row(_ drift: Drift) -> String {
        row("~", .yellow, drift.subject, drift.message)
    }

    func row(_ sign: String, _ style: Style, _ subject: String, _ text: String) -> String {
        let padding = String(repeating: " ", count: max(1, 24 - subject.count))
        return "  \(palette.paint(sign, style)) \(subject)\(padding)\(text)\n"
    }

    /// What the decisions rest on.
    ///
    /// - Parameter refusals: what is printed as well, so that a failure which they tell is only named here.
    func evidence(
        _ scope: RegistryScope?, _ coverage: Coverage, _ waivers: [WaiverUse], besides refusals: [Refusal] = []
    ) -> String {
        let registry = scope.map { [row("·", .dim, "registry", $0.description)] } ?? []
        let waived = waivers.map { row("·", .yellow, $0.waiver.source.rawValue, $0.message) }
        return section("Evidence", registry + coverage.readings.map { row($0, besides: refusals) } + waived)
    }

    private func row(_ reading: SourceReading, besides refusals: [Refusal]) -> String {
        let source = reading.source.rawValue
        return switch reading.state {
        case .whole: row("·", .dim, source, reading.message)
        case .failed where refusals.contains { $0.tells(reading) }: row("!", .red, source, "not read whole")
        case .failed: row("!", .red, source, reading.message)
        case .waived: row("·", .yellow, source, reading.message)
        }
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
