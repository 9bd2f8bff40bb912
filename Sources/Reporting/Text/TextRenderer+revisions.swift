import Model
import Planning

// What is said of single revisions; where the same is said of several of a family, it is said once.

extension TextRenderer {
    /// What is withheld, and why.
    func rows(_ withheld: [Withheld]) -> [String] {
        rows(
            withheld.map { item in
                let text = item.reasons.map(\.message).joined(separator: "; ")
                return (item.id, Remark(family: item.id.family, sign: "=", style: .yellow, text: text))
            })
    }

    /// What became of each revision. Those that were touched have a row each.
    func rows(_ outcomes: [RevisionOutcome]) -> [String] {
        rows(
            outcomes.map { item in
                let (sign, style, touched): (String, Style, RevisionID?) =
                    switch item.outcome {
                    case .removed: ("-", .green, item.id)
                    case .withheld, .notAttempted: ("=", .yellow, nil)
                    case .failed, .unverified: ("!", .red, item.id)
                    }
                let text = "\(item.outcome.code.rawValue): \(item.outcome.message)"
                return (
                    item.id, Remark(family: item.id.family, sign: sign, style: style, text: text, touched: touched)
                )
            })
    }

    /// A row for each remark, where the first revision stands of which it is made.
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

/// What is said of revisions of one family.
private struct Remark: Hashable {
    let family: Family
    let sign: String
    let style: Style
    let text: String
    /// The one revision that it is about and no other.
    var touched: RevisionID?
}
