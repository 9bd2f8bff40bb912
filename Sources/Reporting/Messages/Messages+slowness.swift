import Model
import Planning

extension SlowEvidence {
    /// What a plan's readings say about those of a run.
    package var message: String {
        """
        reading \(source.rawValue) again during a run would take \(took.roundedUp(to: 1).text), and its reading may be \(maximumAge.text) old (guardrails.\(source.maximumAgeKey)): nothing would be removed; \(remedy)
        """
    }

    /// `stepFunctions took 41s to read`.
    var finding: String { "\(source.rawValue) took \(took.roundedUp(to: 1).text) to read" }

    /// How to make the reading young enough. A waiver is never advised for ECS's own sources, since something is always
    /// deployed.
    var remedy: String {
        let advised = SlowEvidence.advisedMaximumAge(for: max(took, maximumAge))
        let raise = "raise guardrails.\(source.maximumAgeKey) to at least \(advised.text)"
        guard !source.belongsToECS else { return raise }
        return """
            \(raise), or, if no \(source.noun) uses a task definition, waive the source: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
