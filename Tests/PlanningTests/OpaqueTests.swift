import Foundation
import Model
import Planning
import TestSupport
import Testing

private let machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:nightly"

private func opaque(
    _ kind: ReferenceKind = .stateMachine, _ name: String = machine, of family: Family? = nil
) -> Reference {
    Reference(kind, name, uses: .opaque(family, .computed("$.task")), readAt: noon)
}

private func waiver(_ name: String, _ source: ReferenceSource = .stepFunctions) -> OpaqueWaiver {
    OpaqueWaiver(source, name, reason: "starts etl alone", at: Model.SourceLocation(file: "roster.yaml"))
}

/// `web:1` and `web:2` are ACTIVE, and `web:2` is declared.
struct OpaqueCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let references: [Reference]
    let waivers: [OpaqueWaiver]
    let isHeld: Bool

    init(_ name: String, _ references: [Reference], _ waivers: [OpaqueWaiver] = [], isHeld: Bool) {
        testDescription = name
        self.references = references
        self.waivers = waivers
        self.isHeld = isHeld
    }
}

private let cases = [
    OpaqueCase("any family at all", [opaque()], isHeld: true),
    OpaqueCase("this family", [opaque(of: family("web"))], isHeld: true),
    OpaqueCase("another family", [opaque(of: family("api"))], isHeld: false),
    OpaqueCase("waived by its name", [opaque()], [waiver("nightly")], isHeld: false),
    OpaqueCase("waived by its ARN", [opaque(of: family("web"))], [waiver(machine)], isHeld: false),
    OpaqueCase(
        "waived in this family by the part after a slash", [opaque(.rule, "arn:aws:events:::rule/bus/nightly")],
        [waiver("nightly", .eventBridge)], isHeld: false),
    OpaqueCase(
        "the last part of two resources' names waives neither",
        [opaque(.rule, "arn:aws:events:::rule/a/nightly"), opaque(.rule, "arn:aws:events:::rule/b/nightly")],
        [waiver("nightly", .eventBridge)], isHeld: true),
    OpaqueCase(
        "both are waived by their full names",
        [opaque(.rule, "arn:aws:events:::rule/a/nightly"), opaque(.rule, "arn:aws:events:::rule/b/nightly")],
        [
            waiver("arn:aws:events:::rule/a/nightly", .eventBridge),
            waiver("arn:aws:events:::rule/b/nightly", .eventBridge),
        ], isHeld: false),
    OpaqueCase(
        "the last part of another resource's name too, whose use is known",
        [
            opaque(.rule, "arn:aws:events:::rule/a/nightly"),
            reference(.rule, "arn:aws:events:::rule/b/nightly", "api:1"),
        ], [waiver("nightly", .eventBridge)], isHeld: true),
    OpaqueCase(
        "waived as reports name it", [opaque(.rule, "arn:aws:events:::rule/a/nightly")],
        [waiver("a/nightly", .eventBridge)], isHeld: false),
    OpaqueCase(
        "a version waived with its name", [opaque(.stateMachine, machine + ":3")], [waiver("nightly:3")],
        isHeld: false),
    OpaqueCase(
        "a version number is not a name", [opaque(.stateMachine, machine + ":3")], [waiver("3")], isHeld: true),
    OpaqueCase(
        "a machine's waiver covers all its states",
        [opaque(.stateMachine, machine + " (state a/b c)"), opaque(.stateMachine, machine + " (state d)")],
        [waiver("nightly")], isHeld: false),
    OpaqueCase(
        "one state waived by its full name", [opaque(.stateMachine, machine + " (state d)")],
        [waiver(machine + " (state d)")], isHeld: false),
    OpaqueCase(
        "the name of a state does not name its machine", [opaque(.stateMachine, machine + " (state a/b c)")],
        [waiver("b"), waiver("c)"), waiver("b c)")], isHeld: true),
    OpaqueCase(
        "a service that may roll back further than AWS shows, waived by its name",
        [opaque(.serviceDeployment, "arn:aws:ecs:eu-west-1:123456789012:service/default/api", of: family("web"))],
        [waiver("api", .serviceDeployments)], isHeld: false),
    OpaqueCase(
        "every deployment of a group",
        [
            opaque(.codeDeploy, "my shop/live d-1A (previous revision)"),
            opaque(.codeDeploy, "my shop/live (target revision)"),
        ], [waiver("my shop/live", .codeDeploy)], isHeld: false),
    OpaqueCase(
        "part of a group's name is not its name", [opaque(.codeDeploy, "my shop/live d-1A")],
        [waiver("my", .codeDeploy), waiver("my shop", .codeDeploy), waiver("d-1A", .codeDeploy)], isHeld: true),
    OpaqueCase("the waiver is for another source", [opaque()], [waiver("nightly", .pipes)], isHeld: true),
    OpaqueCase("the waiver has another name", [opaque()], [waiver("night"), waiver("stateMachine")], isHeld: true),
    OpaqueCase(
        "the waiver does not cover every machine", [opaque(), opaque(.stateMachine, "b")], [waiver("b")], isHeld: true),
]

@Test(
    "what may use any revision of a family blocks its removals unless waived", arguments: cases)
func withholds(_ this: OpaqueCase) {
    let snapshot = Snapshot(["web": [1, 2]], references: this.references, waivers: this.waivers)
    let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
    #expect(plan.held == (this.isHeld ? ["web:1 opaque"] : []))
    #expect(plan.removed == (this.isHeld ? [] : ["web:1"]))
}

@Test("a waiver does not cover a reference to a named revision")
func waivesOnlyTheOpaque() {
    let snapshot = Snapshot(
        ["web": [1, 2]], references: [reference(.stateMachine, machine, "web:1"), opaque()],
        waivers: [waiver("nightly")])
    let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
    #expect(plan.held == ["web:1 inUse"])
}

@Test("the plan has every waiver, with its reason and what it applies to")
func reportsWaivers() throws {
    let coverage = Coverage(
        covered.readings + [
            SourceReading(.stepFunctions, .complete(readAt: noon, references: 1)),
            SourceReading(.scheduler, .waived(reason: "none here", at: Model.SourceLocation(file: "roster.yaml"))),
        ])
    let waivers = [waiver("nightly"), waiver("twin"), waiver("weekly"), waiver("late", .scheduler)]
    let twins = ["a:twin", "b:twin"].map { opaque(.stateMachine, $0) }
    let snapshot = Snapshot(["web": [1, 2]], references: [opaque()] + twins, coverage: coverage, waivers: waivers)
    let plan = plan(web(.latest(1)), against: snapshot, under: GuardrailPolicy(), at: noon)
    #expect(plan.waivers.map(\.references.count) == [1, 0, 0, 0])
    #expect(plan.waivers.map(\.isAmbiguous) == [false, true, false, false])
    #expect(plan.waivers.map(\.isUnread) == [false, false, false, true])
}
