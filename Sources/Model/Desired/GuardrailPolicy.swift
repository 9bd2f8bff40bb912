/// `spec.guardrails`.
package struct GuardrailPolicy: Equatable, Sendable {
    /// `maximumDeregistrations.count`: in one run. Above it the plan is refused whole.
    package var maximumCount = 50
    /// `maximumDeregistrations.percent`: of the ACTIVE revisions of the managed families, in one run.
    package var maximumPercent = 30
    /// `keepNewest`: so many of a family's newest ACTIVE revisions always stay (unless `retire`).
    package var keepNewest = 1
    /// `minimumAge`: since registration.
    package var minimumAge: Duration = .seconds(3600)
    /// `evidenceMaximumAge`: older than this at the moment of removal, and the evidence is read again.
    package var evidenceMaximumAge: Duration = .seconds(30)

    /// Every default.
    package init() {}
}
