import Foundation
import Model
import Planning
import SwiftExtensions

/// Plans, drift and reports as text for people. Pure: the same value gives the same text.
package struct TextRenderer {
    private let palette: Palette

    /// A renderer for a terminal with or without colours.
    package init(_ palette: Palette) { self.palette = palette }

    /// `plan`: removals, what is withheld, what is only reported, drift that no removal fixes, and why it would be
    /// refused.
    package func render(_ plan: Plan, refusals: [Refusal]) -> String {
        let lasting = plan.driftWithoutRow
        let blocks = [
            section("Remove", plan.removals.map { row("-", .red, $0.id.description, $0.reason.text) }),
            section("Withheld", rows(plan.withheld)),
            section("Only reported (prune: report)", rows(plan.reported)),
            section("Drift that this plan does not fix", lasting.map(row)),
            section("Refused", refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(plan.scope, plan.coverage, plan.waivers, besides: refusals),
            palette.paint(
                """
                \(plan.removals.count) to remove\(plan.leftText), \(plan.withheld.count) withheld\(plan.reportedText), \
                \(lasting.count) other drift.
                """, .bold) + "\n",
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
        let removed = report.count(.removed) + report.count(.removedInUse)
        let blocks = [
            section("Outcome", rows(report.outcomes)),
            section("Withheld", report.refusals.isEmpty ? [] : rows(report.plan.withheld)),
            section("Removed in use", report.removedInUse.map { row("!", .red, $0.subject, $0.message) }),
            section("In use again after removal", report.takenUpAgain.map { row("!", .red, $0.subject, $0.message) }),
            section("Refused", report.refusals.map { "  \(palette.paint($0.message, .red))\n" }),
            evidence(report.plan.scope, report.evidence, report.plan.waivers, besides: report.refusals),
            section(
                "Last check of what was removed",
                (report.watch?.coverage.readings ?? []).map { row($0, besides: report.refusals) }),
            lines(about: report),
            palette.paint(
                report.outcomes.isEmpty && report.refusals.isEmpty
                    ? "Nothing to remove\(report.plan.leftText)."
                    : "\(removed) of \(report.outcomes.count) removed\(report.plan.leftText).",
                .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What was not checked since its removal, which is an error, and what the last check says.
    private func lines(about report: Report) -> String {
        let watched = report.watch.flatMap { watch in
            watch.message.map { palette.paint($0, watch.coverage.isComplete ? .dim : .red) + "\n" }
        }
        return (report.unwatchedMessage.map { palette.paint($0, .red) + "\n" } ?? "") + (watched ?? "")
    }

    private func section(_ title: String, _ rows: [String]) -> String {
        rows.isEmpty ? "" : palette.paint(title, .bold) + "\n" + rows.joined()
    }

    private func row(_ drift: Drift) -> String {
        row("~", .yellow, drift.subject, drift.message)
    }

    private func row(_ sign: String, _ style: Style, _ subject: String, _ text: String) -> String {
        let subject = palette.paint(subject)
        let padding = String(repeating: " ", count: max(1, 24 - subject.count))
        return "  \(palette.paint(sign, style)) \(subject)\(padding)\(palette.paint(text))\n"
    }

    /// The evidence that the decisions rest on.
    ///
    /// - Parameter refusals: printed as well; a failure that they explain is only named here.
    private func evidence(
        _ scope: RegistryScope?, _ coverage: Coverage, _ waivers: [WaiverUse], besides refusals: [Refusal] = []
    ) -> String {
        let registry = scope.map { [row("·", .dim, "registry", $0.description)] } ?? []
        let waived = waivers.map { row("·", .yellow, $0.waiver.source.rawValue, $0.message) }
        return section("Evidence", registry + coverage.readings.map { row($0, besides: refusals) } + waived)
    }

    private func row(_ reading: SourceReading, besides refusals: [Refusal]) -> String {
        let source = reading.source.rawValue
        return switch reading.state {
        case .complete: row("·", .dim, source, reading.message)
        case .failed where refusals.contains { $0.mentions(reading) }: row("!", .red, source, "not fully read")
        case .failed: row("!", .red, source, reading.message)
        case .waived: row("·", .yellow, source, reading.message)
        }
    }
}

extension Plan {
    /// What a run leaves to later ones, and what was not approved; empty if there is neither.
    fileprivate var leftText: String {
        let unapproved = unapproved ?? 0
        return (left == 0 ? "" : ", \(left) left for later runs (guardrails.maximumDeregistrations)")
            + (unapproved == 0 ? "" : ", \(unapproved) not in the approved plan")
    }

    /// How many revisions are only reported; empty if none is.
    fileprivate var reportedText: String {
        reported.revisions.isEmpty ? "" : ", \(reported.revisions.count) only reported"
    }

    /// The drift but for the undeclared revisions that have a row of their own.
    fileprivate var driftWithoutRow: [Drift] {
        let listed = Set(removals.map(\.id) + withheld.map(\.id) + reported.revisions)
        return drift.compactMap { drift in
            guard drift.reason == .undeclared else { return drift }
            let left = drift.revisions.filter { !listed.contains(RevisionID(drift.family, $0)) }
            return left.isEmpty ? nil : Drift(drift.family, RevisionSet(left), .undeclared)
        }
    }
}

extension Drift {
    /// The revisions or the family that drift.
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

extension TextRenderer {
    /// `explain`: the state, who uses it, the rules, what they rest on, and what becomes of it.
    package func render(_ explanation: Explanation) -> String {
        let blocks = [
            "\(palette.paint(explanation.id.description, .bold))  \(palette.paint(explanation.stateText))\n",
            section("Used by", explanation.users.map(row)),
            section(
                "To waive what is known to be safe, merge into spec.references of the configuration",
                explanation.users.waiverLines.dropFirst(2).map { palette.paint($0.shortened(to: .line)) + "\n" }),
            section("Decided by", explanation.rules.map { row($0, explanation.verdict) }),
            evidence(explanation.scope, explanation.coverage, explanation.waivers),
            palette.paint(explanation.message, .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func row(_ explained: ExplainedReference) -> String {
        let reference = explained.reference
        let date = reference.since.map { "since \($0.iso8601)" }
        let since = reference.opacity == nil ? date.map { " \($0)" } ?? "" : ""
        let changed = reference.opacity == nil ? "" : date.map { ", \($0)" } ?? ""
        let read = "(\(reference.kind.source.rawValue)\(changed), read at \(reference.readAt.iso8601))"
        let waived = explained.waiver.map { "; waived at \($0.location.place): \($0.reason.shortened())" } ?? ""
        let remedy = reference.opacity.map { row(" ", .plain, "", "to make it readable: \($0.remedy)") } ?? ""
        return row("·", waived.isEmpty ? .dim : .yellow, reference.label, "\(reference.use)\(since) \(read)\(waived)")
            + remedy
    }

    /// Two lines: what the rule says, and what would have to change.
    private func row(_ rule: Rule, _ verdict: Verdict) -> String {
        let (sign, style): (String, Style) =
            switch verdict {
            case .removed: ("-", .red)
            case .declared: ("·", .green)
            case .withheld, .reported, .unmanaged, .notActive, .missing: ("=", .yellow)
            }
        return row(sign, style, rule.code, rule.message) + row(" ", .plain, "", rule.change)
    }
}

extension Explanation {
    /// `ACTIVE, registered at …`.
    fileprivate var stateText: String {
        guard let state else { return "no such revision" }
        let registered = state.registeredAt.map { ", registered at \($0.iso8601)" } ?? ""
        let deregistered = state.deregisteredAt.map { ", deregistered at \($0.iso8601)" } ?? ""
        return state.status.rawValue + registered + deregistered
    }
}

extension Reference {
    /// What it uses.
    fileprivate var use: String {
        switch target {
        case .named(.pinned(let id, _)): "names \(id)"
        case .named(.bare(let family, _)): "names \(family), whose newest ACTIVE revision this is"
        case .opaque(let family?, let opacity): "may use any revision of \(family): \(opacity.words)"
        case .opaque(nil, let opacity): "may use any family: \(opacity.words)"
        }
    }
}

// Rows for single revisions; those of a family with the same text share a row.
extension TextRenderer {
    /// What is withheld, and why.
    func rows(_ withheld: [Withheld]) -> [String] {
        rows(
            withheld.map { item in
                let text = item.reasons.map(\.message).joined(separator: "; ")
                return (item.id, Remark(family: item.id.family, sign: "=", style: .yellow, text: text))
            })
    }

    /// What would be removed and withheld in families that only report.
    private func rows(_ reported: ReportedChanges) -> [String] {
        let remarks =
            reported.removals.map { ($0.id, "would be removed: \($0.reason.text)") }
            + reported.withheld.map { item in
                (item.id, "would be withheld: " + item.reasons.map(\.message).joined(separator: "; "))
            }
        return rows(
            remarks.sorted { $0.0 < $1.0 }.map { id, text in
                (id, Remark(family: id.family, sign: "~", style: .yellow, text: text))
            })
    }

    /// What became of each revision. Those that were touched have a row each.
    private func rows(_ outcomes: [RevisionOutcome]) -> [String] {
        rows(
            outcomes.map { item in
                let (sign, style, touched): (String, Style, RevisionID?) =
                    switch item.outcome {
                    case .removed: ("-", .green, item.id)
                    case .alreadyDeregistered, .withheld, .notAttempted: ("=", .yellow, nil)
                    case .removedInUse, .failed, .unverified: ("!", .red, item.id)
                    }
                let text = "\(item.outcome.code.rawValue): \(item.outcome.message)"
                return (
                    item.id, Remark(family: item.id.family, sign: sign, style: style, text: text, touched: touched)
                )
            })
    }

    /// One row for each remark, at the place of its first revision.
    private func rows(_ remarks: [(id: RevisionID, remark: Remark)]) -> [String] {
        var inOrder: [Remark] = []
        var revisions: [Remark: RevisionSet] = [:]
        for (id, remark) in remarks {
            if revisions[remark] == nil { inOrder.append(remark) }
            revisions[remark, default: []].insert(id.revision)
        }
        return inOrder.map { remark in
            row(remark.sign, remark.style, "\(remark.family):\(revisions[remark] ?? [])", remark.text)
        }
    }
}

/// The text of a row about revisions of one family.
private struct Remark: Hashable {
    let family: Family
    let sign: String
    let style: Style
    let text: String
    /// The revision that it is about, if the row is for that one only.
    var touched: RevisionID?
}
