import Manifests

/// The source that took longest to read: what `guardrails.evidenceMaximumAge` has to leave time for.
package struct SlowestReading: Equatable, Sendable {
    /// Which source.
    package let source: ReferenceSourceName
    /// How long it took.
    package let took: Duration

    /// Nil for a source that was not read whole: it stands in the way by itself.
    init?(_ reading: SourceReading) {
        guard case .whole(_, let took, _, _) = reading.state else { return nil }
        self.source = reading.source
        self.took = took
    }
}

extension SlowestReading {
    /// What a plan's reading says of the one before its removals, where it took longer than evidence may be old.
    func warning(_ maximum: Duration) -> String {
        """
        \(finding), and what was read may be \(maximum.text) old (guardrails.evidenceMaximumAge): where the reading before \
        a removal takes as long, nothing is removed; \(wayOut(took, maximum))
        """
    }

    /// `stepFunctions took 41s to read`.
    var finding: String { "\(source.rawValue) took \(took.roundedUp(to: 1).text) to read" }

    /// How to make evidence of that age young enough. A waiver helps only where the source took too long by itself;
    /// ECS's own is never advised: something is always deployed.
    func wayOut(_ age: Duration, _ maximum: Duration) -> String {
        let raise = "raise guardrails.evidenceMaximumAge to at least \(age.withTimeToAct.text)"
        switch source {
        case .eventBridge, .scheduler, .pipes, .stepFunctions, .codeDeploy:
            guard took > maximum else { return raise }
            return """
                \(raise), or, if no \(source.user) uses a task definition, waive the source: \
                spec.references.\(source.rawValue): {waived: "why"}
                """
        case .services, .tasks, .serviceDeployments: return raise
        }
    }
}

extension Duration {
    /// Half as long again, to the next half minute: what took so long to read is then young enough for a while.
    fileprivate var withTimeToAct: Duration { (self * 1.5).roundedUp(to: 30) }

    /// The next whole number of so many seconds.
    func roundedUp(to step: Int64) -> Duration {
        let seconds = components.seconds + (components.attoseconds > 0 ? 1 : 0)
        return .seconds((seconds + step - 1) / step * step)
    }
}
