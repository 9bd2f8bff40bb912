import Model
import Planning

extension SlowEvidence {
    /// What a plan's reading says of the one before its removals.
    package var message: String {
        """
        \(reading.finding), and what was read may be \(maximumAge.text) old (guardrails.evidenceMaximumAge): where the \
        reading before a removal takes as long, nothing is removed; \(reading.wayOut(reading.took, maximumAge))
        """
    }
}

extension SlowestReading {
    /// `stepFunctions took 41s to read`.
    var finding: String { "\(source.rawValue) took \(took.roundedUp(to: 1).text) to read" }

    /// How to make evidence of that age young enough. A waiver helps only where the source took too long by itself;
    /// ECS's own is never advised: something is always deployed.
    func wayOut(_ age: Duration, _ maximum: Duration) -> String {
        let raise = "raise guardrails.evidenceMaximumAge to at least \(SlowestReading.advisedMaximumAge(for: age).text)"
        guard !source.isOfECS, took > maximum else { return raise }
        return """
            \(raise), or, if no \(source.noun) uses a task definition, waive the source: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
