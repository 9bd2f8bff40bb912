import Model
import Planning

extension SlowEvidence {
    /// What the plan's reads say about those before its removals.
    package var message: String {
        """
        \(reading.finding), and evidence may be \(maximumAge.text) old (guardrails.evidenceMaximumAge): if the read before a \
        removal takes as long, nothing is removed; \(reading.remedy(reading.took, maximumAge))
        """
    }
}

extension SlowestReading {
    /// `stepFunctions took 41s to read`.
    var finding: String { "\(source.rawValue) took \(took.roundedUp(to: 1).text) to read" }

    /// How to make evidence of that age young enough. A waiver helps only if the source alone took too long. It is
    /// never advised for ECS's own sources, since something is always deployed.
    func remedy(_ age: Duration, _ maximum: Duration) -> String {
        let raise = "raise guardrails.evidenceMaximumAge to at least \(SlowestReading.advisedMaximumAge(for: age).text)"
        guard !source.belongsToECS, took > maximum else { return raise }
        return """
            \(raise), or, if no \(source.noun) uses a task definition, waive the source: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
