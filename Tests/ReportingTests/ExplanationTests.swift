import Foundation
import Model
import Planning
import Reporting
import TestSupport
import Testing

private let old = noon.addingTimeInterval(-86_400)
private let minuteAgo = noon.addingTimeInterval(-60)
private let inactive = RevisionDescription(.inactive, registeredAt: old, deregisteredAt: minuteAgo)

private func machine(_ family: Family? = nil) -> Reference {
    Reference(.stateMachine, "nightly", uses: .opaque(family, expression: "$.task"), readAt: noon)
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
    let text = try ExplanationDocument(explanation).jsonText()
    let document = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
        document.keys.sorted() == [
            "coverage", "family", "formatVersion", "message", "references", "registeredAt", "registry", "revision",
            "rules", "status", "verdict", "waivers",
        ])
    let references = try #require(document["references"] as? [[String: String]])
    #expect(
        references == [
            [
                "kind": "deployment", "name": "api", "names": "web:1", "since": "2027-01-14T08:00:00Z",
                "source": "services", "readAt": "2027-01-15T08:00:00Z",
            ],
            [
                "kind": "stateMachine", "name": "nightly", "expression": "$.task", "source": "stepFunctions",
                "readAt": "2027-01-15T08:00:00Z", "waived": "etl", "place": "roster.yaml:1:1",
            ],
        ])
    #expect(text.contains(#""reason" : "denied""#) && text.contains(#""reason" : "none""#))
    #expect(text.contains(#""code" : "coverageIncomplete""#))
    #expect(!explanation.isComplete)
}
