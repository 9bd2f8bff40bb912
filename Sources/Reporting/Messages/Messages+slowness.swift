import Model
import Planning

extension SlowEvidence {
    /// What a plan's readings say about those of a run.
    package var message: String {
        """
        reading \(source.rawValue) again during a run would take \(took.roundedUp(to: 1).text), and its reading may be \(maximumAge.text) old (guardrails.\(maximumAgeKey)): \(consequence); \(remedy)
        """
    }

    private var consequence: String {
        took > maximumAge
            ? "nothing would be removed"
            : "nothing would be removed if the rest of a burst takes longer than the time that is left"
    }

    /// `stepFunctions took 41s to read`.
    var finding: String {
        let what = isUnderWay ? "what \(source.rawValue) has under way" : source.rawValue
        return "\(what) took \(took.roundedUp(to: 1).text) to read"
    }

    /// How to make the reading young enough. A waiver is never advised for ECS's own sources, since something is always
    /// deployed.
    var remedy: String {
        let raise = "raise guardrails.\(maximumAgeKey) to at least \(advisedMaximumAge.text)"
        guard !source.belongsToECS else { return raise }
        return """
            \(raise), or, if no \(source.noun) uses a task definition, waive the source: \
            spec.references.\(source.rawValue): {waived: "why"}
            """
    }
}
