import Foundation
import Model
import Planning

extension TextRenderer {
    /// `explain`: the state, who uses it, the rules, what they rest on, and what becomes of it.
    package func render(_ explanation: Explanation) -> String {
        let blocks = [
            "\(palette.paint(explanation.id.description, .bold))  \(explanation.stateText)\n",
            section("Used by", explanation.users.map(row)),
            section("Decided by", explanation.rules.map { row($0, explanation.verdict) }),
            evidence(explanation.scope, explanation.coverage, explanation.waivers),
            palette.paint(explanation.verdict.message, .bold) + "\n",
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func row(_ explained: ExplainedReference) -> String {
        let reference = explained.reference
        let since = reference.since.map { " since \($0.iso8601)" } ?? ""
        let read = "(\(reference.kind.source.rawValue), read at \(reference.readAt.iso8601))"
        let waived = explained.waiver.map { "; waived at \($0.location): \($0.reason)" } ?? ""
        return row("·", waived.isEmpty ? .dim : .yellow, reference.label, "\(reference.use)\(since) \(read)\(waived)")
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
    /// What it uses, in words.
    fileprivate var use: String {
        switch target {
        case .named(.pinned(let id, _)): "names \(id)"
        case .named(.bare(let family, _)): "names \(family), of which this is the newest ACTIVE one"
        case .opaque(let family?, let expression): "chooses among \(family) when it runs, by \(expression)"
        case .opaque(nil, let expression): "chooses when it runs, by \(expression)"
        }
    }
}
