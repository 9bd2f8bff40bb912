import Foundation
import Model
import Planning
import TestSupport
import Testing

struct ReportCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let outcomes: [Outcome]
    var refusals: [Refusal] = []
    let hasErrors: Bool
}

@Test(
    "a report knows whether it has errors",
    arguments: [
        ReportCase(testDescription: "all removed", outcomes: [.removed], hasErrors: false),
        ReportCase(testDescription: "withheld", outcomes: [.withheld([.cap])], hasErrors: false),
        ReportCase(testDescription: "failed", outcomes: [.removed, .failed(.callFailed("no"))], hasErrors: true),
        ReportCase(testDescription: "unverified", outcomes: [.unverified(.notReadBack("?"))], hasErrors: true),
        ReportCase(testDescription: "ended early", outcomes: [.notAttempted(.interrupted)], hasErrors: true),
    ])
func knowsErrors(_ this: ReportCase) {
    let plan = plan(web(.latest(1)), against: Snapshot([:]), under: GuardrailPolicy(), at: noon)
    let outcomes = this.outcomes.enumerated().compactMap { index, outcome in
        Revision(index + 1).map { RevisionOutcome(RevisionID(family("web"), $0), outcome) }
    }
    #expect(Report(plan: plan, outcomes: outcomes, refusals: this.refusals).hasErrors == this.hasErrors)
}
