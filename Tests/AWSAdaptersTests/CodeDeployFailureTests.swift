import AWSClient
import Foundation
import Planning
import Testing

@testable import AWSAdapters

extension CodeDeploy {
    /// What goes while it is read, and what cannot be read.
    @Suite struct FailureTests {
        @Test(arguments: ["BatchGetApplications", "ListDeploymentGroups", "BatchGetDeploymentGroups"])
        func anApplicationThatIsGoneIsGoneOnlyFromANewList(operation: String) async throws {
            let aws = account()
            aws.on(operation, "shop", .error("ApplicationDoesNotExistException"))
            aws.on(
                "ListApplications", "{}", .json(#"{"applications":["shop","fleet"]}"#),
                .json(#"{"applications":["fleet"]}"#))
            #expect(
                await (try CodeDeployDeployments(session: try aws.session())).lines() == [
                    "shop/blue d-3: web:3@eu-west-1"
                ])
        }

        @Test func aGroupThatIsGoneIsGoneOnlyFromANewList() async throws {
            let aws = account()
            aws.on("BatchGetDeploymentGroups", "", groups(group("green")))
            aws.on(
                "ListDeploymentGroups", #""shop"}"#, .json(#"{"deploymentGroups":["blue","green"]}"#),
                .json(#"{"deploymentGroups":["green"]}"#))
            #expect(
                await (try CodeDeployDeployments(session: try aws.session())).lines() == [
                    "shop/blue d-3: web:3@eu-west-1"
                ])
        }

        @Test func anyCallThatTimesOutLeavesItUnread() async throws {
            try await expectFailure(ofEachCallOf: CodeDeployDeployments.self, in: account)
        }

        private static let denied = ScriptedAWS.Reply.error("AccessDeniedException")

        @Test(arguments: [
            ScriptedFault(
                "under way denied", "ListDeployments", denied, says: "allow the action codedeploy:ListDeployments"),
            ScriptedFault(
                "second page under way lost", "ListDeployments", #""u""#, .drops,
                says: "the deployments under way could not"),
            ScriptedFault(
                "a page again", "ListDeployments", #""u""#, .json(#"{"deployments":[],"nextToken":"u"}"#),
                says: "was given before"),
            ScriptedFault(
                "a page without its list", "ListDeployments", #""u""#, .json("{}"), says: "without 'deployments'"),
            ScriptedFault(
                "applications denied", "ListApplications", denied, says: "the applications could not be listed"),
            ScriptedFault(
                "second page of applications lost", "ListApplications", #""a""#, .drops, says: "could not be listed"),
            ScriptedFault(
                "applications without a list", "ListApplications", #""a""#, .json("{}"), says: "without 'applications'"),
            ScriptedFault(
                "applications described denied", "BatchGetApplications", denied, says: "could not be described"),
            ScriptedFault(
                "an application left out", "BatchGetApplications", applications(application("shop")),
                says: "application fleet is listed, but"),
            ScriptedFault("no applications", "BatchGetApplications", .json("{}"), says: "without 'applicationsInfo'"),
            ScriptedFault(
                "groups denied", "ListDeploymentGroups", denied,
                says: "the deployment groups of shop could not be listed"),
            ScriptedFault(
                "second page of groups lost", "ListDeploymentGroups", #""g""#, .drops, says: "could not be listed"),
            ScriptedFault(
                "groups without a list", "ListDeploymentGroups", #""g""#, .json("{}"),
                says: "without 'deploymentGroups'"),
            ScriptedFault(
                "groups described denied", "BatchGetDeploymentGroups", denied, says: "could not be described"),
            ScriptedFault(
                "a group left out", "BatchGetDeploymentGroups", groups(group("green")),
                says: "deployment group of shop blue is listed"),
            ScriptedFault(
                "groups that are not all", "BatchGetDeploymentGroups",
                .json(#"{"deploymentGroupsInfo":[\#(group("blue")),\#(group("green"))],"errorMessage":"timeout"}"#),
                says: "incomplete: timeout"),
            ScriptedFault(
                "deployments denied", "BatchGetDeployments", denied, says: "the deployments could not be described"),
            ScriptedFault(
                "the one that rolls back lost", "BatchGetDeployments", #"["d-4"]"#, .drops,
                says: "the deployments could not"),
            ScriptedFault(
                "deployments left out", "BatchGetDeployments", #""d-3""#, deployments(),
                says: "d-1 is listed, but cannot be found"),
            ScriptedFault("no AppSpec", "GetApplicationRevision", "three", .json("{}"), says: "without 'revision'"),
        ])
        func failsClosed(_ fault: ScriptedFault) async throws {
            try await fault.expectFailure(of: CodeDeployDeployments.self, in: account())
        }
    }
}
