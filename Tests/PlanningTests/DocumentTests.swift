import Foundation
import Manifests
import Model
import Planning
import Testing

@Test("a plan's JSON: sorted keys, no time of reading, the same bytes for the same state")
func rendersJSON() throws {
    let desired = web(.revisions([3, 8]))
    let snapshot = Snapshot(
        ["web": [1, 2, 3]], references: [service("arn:aws:ecs:eu-west-1:1:service/default/api", uses: "web:2")],
        lookups: ["web:8": nil])
    let plan = plan(desired, against: snapshot, under: GuardrailSettings(), at: noon)
    let text = try PlanDocument(plan, refusals: Guardrails(desired, GuardrailSettings()).refusals(of: plan))
        .jsonText()
    #expect(text == golden)
}

private let golden = """
    {
      "coverage" : [
        {
          "references" : 0,
          "source" : "services",
          "state" : "whole"
        },
        {
          "references" : 0,
          "source" : "tasks",
          "state" : "whole"
        }
      ],
      "drift" : [
        {
          "family" : "web",
          "message" : "ACTIVE but not declared",
          "reason" : "undeclared",
          "revisions" : [
            {
              "first" : 1,
              "last" : 2
            }
          ]
        },
        {
          "family" : "web",
          "message" : "declared at web.yaml:7:5 but there is no such revision",
          "place" : "web.yaml:7:5",
          "reason" : "declaredMissing",
          "revisions" : [
            {
              "first" : 8,
              "last" : 8
            }
          ]
        }
      ],
      "formatVersion" : 1,
      "refusals" : [
        {
          "code" : "cap",
          "message" : "removing 1 of the 3 ACTIVE revisions of the managed families exceeds \
    guardrails.maximumDeregistrations.percent, which is 30; if they are meant, apply with \
    --maximum-deregistrations 1"
        }
      ],
      "registry" : {
        "account" : "123456789012",
        "partition" : "aws",
        "region" : "eu-west-1"
      },
      "removals" : [
        {
          "family" : "web",
          "reason" : "undeclared",
          "revision" : 1
        }
      ],
      "waivers" : [

      ],
      "withheld" : [
        {
          "family" : "web",
          "reasons" : [
            {
              "code" : "inUse",
              "message" : "in use by service default/api",
              "references" : [
                {
                  "kind" : "service",
                  "name" : "arn:aws:ecs:eu-west-1:1:service/default/api",
                  "names" : "web:2",
                  "source" : "services"
                }
              ]
            }
          ],
          "revision" : 2
        }
      ]
    }

    """

@Test("an outcome's evidence says when each source was read, how long that took, and for which families")
func writesEvidence() throws {
    let plan = plan(web(.latest(1)), against: Snapshot(["web": [1, 2]]), under: GuardrailSettings(), at: noon)
    let evidence = Coverage([
        SourceReading(.tasks, .whole(readAt: noon, took: .milliseconds(40_250), references: 0, of: [family("web")]))
    ])
    let report = Report(plan: plan, outcomes: [RevisionOutcome(id("web:1"), .removed, on: evidence, at: noon)])
    #expect(
        try ReportDocument(report).jsonText().contains(
            """
                  "evidence" : [
                    {
                      "families" : [
                        "web"
                      ],
                      "readAt" : "2027-01-15T08:00:00Z",
                      "references" : 0,
                      "source" : "tasks",
                      "state" : "whole",
                      "tookSeconds" : 40.25
                    }
                  ],
            """))
}

struct ReportCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let outcomes: [Outcome]
    var refusals: [Refusal] = []
    let hasErrors: Bool
}

@Test(
    "a report knows whether something went wrong",
    arguments: [
        ReportCase(testDescription: "all removed", outcomes: [.removed], hasErrors: false),
        ReportCase(testDescription: "held back", outcomes: [.withheld([.cap])], hasErrors: false),
        ReportCase(testDescription: "failed", outcomes: [.removed, .failed("no")], hasErrors: true),
        ReportCase(testDescription: "unverified", outcomes: [.unverified("?")], hasErrors: true),
        ReportCase(testDescription: "ended early", outcomes: [.notAttempted("SIGTERM")], hasErrors: true),
    ])
func knowsErrors(_ this: ReportCase) {
    let plan = plan(web(.latest(1)), against: Snapshot([:]), under: GuardrailSettings(), at: noon)
    let outcomes = this.outcomes.enumerated().compactMap { index, outcome in
        Revision(index + 1).map { RevisionOutcome(RevisionID(family("web"), $0), outcome) }
    }
    #expect(Report(plan: plan, outcomes: outcomes, refusals: this.refusals).hasErrors == this.hasErrors)
}
