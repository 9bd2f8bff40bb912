/// `spec.guardrails`.
package struct GuardrailPolicy: Equatable, Sendable {
    /// `maximumDeregistrations.count`: in one run. A larger plan is refused as a whole.
    package var maximumCount = 50
    /// `maximumDeregistrations.percent`: of the ACTIVE revisions of the managed families, in one run.
    package var maximumPercent = 30
    /// `keepNewest`: how many of a family's newest ACTIVE revisions always stay (unless `retire`).
    package var keepNewest = 1
    /// `minimumAge`: counted from registration.
    package var minimumAge: Duration = .seconds(3600)
    /// `evidenceMaximumAge`: evidence that is older when a revision is to be removed is read again.
    package var evidenceMaximumAge: Duration = .seconds(30)

    /// The default of every guardrail.
    package init() {}
}
