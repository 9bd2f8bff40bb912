/// `spec.guardrails`.
package struct GuardrailPolicy: Equatable, Sendable {
    /// `maximumDeregistrations.count`: in one run.
    package var maximumCount = 50
    /// `maximumDeregistrations.percent`: of the ACTIVE revisions of the managed families, in one run.
    package var maximumPercent = 30
    /// `maximumDeregistrations.always`: a plan of so few removals may exceed the percentage, never the count: one
    /// revision of a small family is soon a third of it.
    package var alwaysAllowed = 10
    /// `maximumDeregistrations.beyond`: what becomes of a plan that exceeds the count.
    package var beyondCount = BeyondCount.refuse
    /// `keepNewest`: how many of a family's newest ACTIVE revisions always stay (unless `retire`).
    package var keepNewest = 1
    /// `minimumAge`: counted from registration.
    package var minimumAge: Duration = .seconds(3600)
    /// `evidenceMaximumAge`: for ECS's own sources, from the beginning of their reading to the sending of a removal.
    package var evidenceMaximumAge: Duration = .seconds(30)
    /// `referenceMaximumAge`: the same for the sources that start things later.
    package var referenceMaximumAge: Duration = .seconds(900)

    /// What becomes of a plan with more removals than `maximumDeregistrations.count`.
    package enum BeyondCount: String, CaseIterable, Sendable {
        /// It is refused as a whole.
        case refuse
        /// A run carries out as many as the count allows, and leaves the others to later runs.
        case limit
    }

    /// The default of every guardrail.
    package init() {}

    /// How old a source's reading may be when a removal that relies on it is sent.
    package func maximumAge(of source: ReferenceSource) -> Duration {
        source.belongsToECS ? evidenceMaximumAge : referenceMaximumAge
    }
}

extension ReferenceSource {
    /// The guardrail that limits the age of its readings, as the configuration calls it.
    package var maximumAgeKey: String { belongsToECS ? "evidenceMaximumAge" : "referenceMaximumAge" }
}
