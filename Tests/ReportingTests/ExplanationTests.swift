import Foundation
import Model
import Planning
import Reporting
import TestSupport
import Testing

private let old = noon.addingTimeInterval(-86_400)

private func machine(_ family: Family? = nil) -> Reference {
    Reference(.stateMachine, "nightly", uses: .opaque(family, .computed("$.task")), readAt: noon)
}

@Test("an explanation's JSON has each user with its read time and waiver, and each source with its read time")
func rendersExplanationJSON() throws {
    let coverage = Coverage([
        SourceReading(.services, .complete(readAt: noon, references: 1)),
        SourceReading(.tasks, .failed(.call("denied"))),
        SourceReading(.pipes, .waived(reason: "none", at: Model.SourceLocation(file: "roster.yaml"))),
    ])
    let snapshot = Snapshot(
        ["web": [1, 2]], references: [reference(.deployment, "api", "web:1", since: old), machine()],
        coverage: coverage,
        waivers: [OpaqueWaiver(.stepFunctions, "nightly", reason: "etl", at: Model.SourceLocation(file: "roster.yaml"))]
    )
    let explanation = explain(
        id("web:1"), web(.latest(1)), against: snapshot, RevisionDescription(.active, registeredAt: old),
        under: GuardrailPolicy(), at: noon)
    try expectGolden(try ExplanationDocument(explanation).jsonText(), "json/explanation.json")
    #expect(!explanation.isComplete)
}

@Test("an explanation of what is only reported says what would become of it otherwise")
func explainsReported() {
    let messages = ExplainCase.all.map(\.explanation).filter { $0.verdict == .reported }.map(\.message)
    #expect(
        messages == [
            """
            It stays: its manifest only reports undeclared revisions. With 'prune: deregister', it would be withheld.
            """,
            """
            It stays: its manifest only reports undeclared revisions. With 'prune: deregister', the next apply would \
            remove it.
            """,
        ])
}

@Test("every rule of an explanation says what it is, and what would have to change", arguments: ExplainCase.all)
func explainsEveryRule(_ this: ExplainCase) {
    #expect(!this.explanation.rules.isEmpty)
    for rule in this.explanation.rules {
        #expect(!rule.message.isEmpty && !rule.change.isEmpty, "\(rule.code)")
    }
}
