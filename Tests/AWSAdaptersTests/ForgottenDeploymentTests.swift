import AWSAdapters
import Foundation
import Model
import Planning
import Reconciler
import TestSupport
import Testing

/// A service of so many days, in the state of its newest deployment; what it has in flight or behind it is listed.
private func account(
    days: Double?, rolloutState: String?, listed: String = "", deployments: String = ""
) -> ScriptedECS {
    let created = days.map { #", "createdAt": \#(noon.timeIntervalSince1970 - $0 * 86400)"# } ?? ""
    let state = rolloutState.map { #", "rolloutState": "\#($0)""# } ?? ""
    var ecs = ScriptedECS()
    ecs.on("ListClusters", .json(#"{"clusterArns": ["a"]}"#))
    ecs.on("ListServices", .json(#"{"serviceArns": ["service/a/api"]}"#))
    ecs.on(
        "DescribeServices",
        .json(
            """
            {"services": [{"serviceArn": "service/a/api", "clusterArn": "a", "taskDefinition": "web:42"\(created),
              "deployments": [{"id": "2", "status": "PRIMARY", "taskDefinition": "web:42"\(state)}\(deployments)]}]}
            """))
    ecs.on("ListServiceDeployments", .json(#"{"serviceDeployments": [\#(listed)]}"#))
    ecs.on(
        "DescribeServiceRevisions",
        .json(#"{"serviceRevisions": [{"serviceRevisionArn": "r", "taskDefinition": "web:41"}]}"#))
    ecs.on("ListTasks", .json(#"{"taskArns": []}"#))
    return ecs
}

struct ForgottenCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let account: ScriptedECS
    /// What of the families nobody can know.
    let opaque: [String]

    fileprivate init(_ name: String, _ account: ScriptedECS, _ opaque: String...) {
        testDescription = name
        self.account = account
        self.opaque = opaque
    }
}

private let cases = [
    ForgottenCase("an old service whose newest deployment failed", account(days: 100, rolloutState: "FAILED"), "web"),
    ForgottenCase("or is under way", account(days: 100, rolloutState: "IN_PROGRESS"), "web"),
    ForgottenCase("a service that does not say how old it is", account(days: nil, rolloutState: "FAILED"), "web"),
    ForgottenCase("one of almost 90 days", account(days: 89.5, rolloutState: "FAILED"), "web"),
    ForgottenCase("one of which every deployment is listed", account(days: 88, rolloutState: "FAILED")),
    ForgottenCase("one whose newest deployment succeeded", account(days: 100, rolloutState: "COMPLETED")),
    ForgottenCase("one that is never rolled back", account(days: 100, rolloutState: nil)),
    ForgottenCase(
        "one whose last good deployment is listed",
        account(
            days: 100, rolloutState: "FAILED",
            listed: #"{"serviceDeploymentArn": "d", "targetServiceRevisionArn": "r", "status": "SUCCESSFUL"}"#)),
    ForgottenCase(
        "one that goes over to another family",
        account(
            days: 100, rolloutState: "IN_PROGRESS",
            deployments: #", {"id": "1", "status": "ACTIVE", "taskDefinition": "shop:7"}"#), "shop", "web"),
]

@Test("a last good deployment that AWS no longer lists may be any of the family", arguments: cases)
func keepsWhatMayBeGoneBackTo(_ this: ForgottenCase) async throws {
    let reading = try await ECSReferences(this.account.session(), time: .stopped(at: noon)).read(of: nil)
    #expect(reading.coverage.isComplete)
    let opaque = reading.references.compactMap { reference -> String? in
        guard case .opaque(let family?, _) = reference.target else { return nil }
        #expect(reference.kind == .serviceDeployment && reference.name == "service/a/api")
        return family.name
    }
    #expect(opaque == this.opaque)
}

@Test("the revision that a service would go back to stays, although nothing lists it")
func keepsTheRollbackTarget() async throws {
    let reading = try await ECSReferences(
        account(days: 100, rolloutState: "FAILED").session(), time: .stopped(at: noon)
    ).read(of: nil)
    let (web, place) = (try Family("web"), Model.SourceLocation(file: "web.yaml"))
    let desired = DesiredState([DesiredFamily(web, active: [ActiveEntry(.latest(1), at: place)], location: place)])
    var policy = GuardrailPolicy()
    policy.minimumAge = .zero
    var registrations = Registrations()
    registrations.record(RevisionID(web, 41), by: .other)
    let removals = { [registrations] (waivers: [OpaqueWaiver]) in
        let snapshot = Snapshot(
            active: [web: [41, 42]], registrations: registrations, references: reading.references,
            coverage: reading.coverage,
            waivers: waivers)
        return plan(desired, against: snapshot, under: policy, at: noon).removals.map(\.id.description)
    }
    #expect(removals([]) == [])
    #expect(
        removals([
            OpaqueWaiver(
                .serviceDeployments, "api", reason: "41 is gone", at: Model.SourceLocation(file: "roster.yaml"))
        ]) == [
            "web:41"
        ])
}
