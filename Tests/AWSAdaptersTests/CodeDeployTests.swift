import AWSClient
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSAdapters

extension CodeDeploy {
    /// What groups deploy and go back to, and what it costs to know.
    @Suite struct ReadingTests {
        @Test func readsWhatGroupsDeployAndGoBackTo() async throws {
            let aws = account()
            let session = try aws.session()
            #expect(await (try CodeDeployDeployments(session: session)).lines() == all)
            #expect(
                aws.calls == [
                    #"BatchGetApplications {"applicationNames":["shop","fleet"]}"#,
                    #"BatchGetDeploymentGroups {"applicationName":"shop","deploymentGroupNames":["blue","green"]}"#,
                    #"BatchGetDeployments {"deploymentIds":["d-1","d-2","d-3","d-9"]}"#,
                    #"BatchGetDeployments {"deploymentIds":["d-4"]}"#,
                    #"GetApplicationRevision {"applicationName":"shop","revision":\#(reordered("one"))}"#,
                    #"GetApplicationRevision {"applicationName":"shop","revision":\#(reordered("three"))}"#,
                    #"GetApplicationRevision {"applicationName":"shop","revision":\#(reordered("two"))}"#,
                    #"ListApplications {"nextToken":"a"}"#, "ListApplications {}",
                    #"ListDeploymentGroups {"applicationName":"shop","nextToken":"g"}"#,
                    #"ListDeploymentGroups {"applicationName":"shop"}"#,
                    #"ListDeployments {"includeOnlyStatuses":["Created","Queued","InProgress","Baking","Ready"],"nextToken":"u"}"#,
                    #"ListDeployments {"includeOnlyStatuses":["Created","Queued","InProgress","Baking","Ready"]}"#,
                ])
            #expect(
                Set(session.callCount.byAction.keys) == Set(CodeDeployDeployments.description.calls.map(\.action)),
                "what it calls is what it says that it calls")
        }

        private func reordered(_ sha: String) -> String {
            #"{"appSpecContent":{"sha256":"\#(sha)"},"revisionType":"AppSpecContent"}"#
        }

        @Test func saysWhereAndSinceWhen() async throws {
            let references = try await CodeDeployDeployments(session: try account().session()).read(at: Date())
            let previous = try #require(references.first { $0.name == "shop/blue d-1 (previous revision)" })
            #expect(previous.target == .opaque(nil, .elsewhere("the AppSpec in s3://b/k/appspec.yaml")))
            #expect(previous.kind == .codeDeploy)
            #expect(previous.since == Date(timeIntervalSince1970: 1_700_000_000.5))
        }

        @Test(arguments: [
            (
                #"{"revisionType":"GitHub","gitHubLocation":{"repository":"o/r","commitId":"abc"}}"#,
                "the AppSpec in o/r at abc on GitHub"
            ),
            (#"{"revisionType":"New"}"#, "an AppSpec of the type 'New'"), ("{}", "an AppSpec of the type ''"),
        ])
        func whatCannotBeReadIsOpaque(revision: String, says: String) async throws {
            let aws = account()
            aws.on("BatchGetDeployments", #"["d-4"]"#, deployments(deployment("d-4", "Created", revision: revision)))
            let references = try await CodeDeployDeployments(session: try aws.session()).read(at: Date())
            #expect(references.first { $0.name == "shop/blue d-4" }?.target == .opaque(nil, .elsewhere(says)))
        }

        @Test func contentThatIsThereIsNotAskedFor() async throws {
            let aws = account()
            let revision = #"{"revisionType":"String","string":{"content":\#(quoted(appSpec("api:7"))),"sha256":"x"}}"#
            aws.on("BatchGetDeployments", #"["d-4"]"#, deployments(deployment("d-4", "Created", revision: revision)))
            #expect(
                await (try CodeDeployDeployments(session: try aws.session())).lines().last == "shop/blue d-4: api:7")
            #expect(aws.calls.count { $0.hasPrefix("GetApplicationRevision") } == 3)
        }

        @Test func emptyContentIsNone() async throws {
            let aws = account()
            let revision = #"{"revisionType":"AppSpecContent","appSpecContent":{"content":"","sha256":"two"}}"#
            aws.on("BatchGetDeployments", #"["d-4"]"#, deployments(deployment("d-4", "Created", revision: revision)))
            #expect(
                await (try CodeDeployDeployments(session: try aws.session())).lines().last == "shop/blue d-4: web:2")
        }

        @Test func whatHasEndedIsReadOnce() async throws {
            let aws = account()
            let source = try CodeDeployDeployments(session: try aws.session())
            _ = await source.lines()
            aws.forgetCalls()
            aws.on(
                "BatchGetDeployments", #"["d-3","d-9"]"#,
                deployments(
                    deployment("d-3", "Succeeded", revision: digest("three")),
                    deployment("d-9", "InProgress", of: "fleet", platform: "Server", revision: bundle)))
            #expect(await source.lines() == all)
            #expect(
                aws.calls.filter { $0.contains("deploymentIds") || $0.hasPrefix("GetApplicationRevision") } == [
                    #"BatchGetDeployments {"deploymentIds":["d-3","d-9"]}"#,
                    #"BatchGetDeployments {"deploymentIds":["d-4"]}"#,
                ])
        }

        @Test func readsAloneWhatIsUnderWay() async throws {
            let aws = account()
            aws.on("ListDeployments", #""nextToken":"u""#, .json(#"{"deployments":["d-4","d-9"]}"#))
            aws.on(
                "BatchGetDeployments", "d-3",
                deployments(
                    deployment("d-3", "InProgress", revision: digest("three")),
                    deployment("d-4", "Created", revision: digest("one"), #""previousRevision":\#(digest("two"))"#),
                    deployment("d-9", "InProgress", of: "fleet", platform: "Server", revision: bundle)))
            let source = try CodeDeployDeployments(session: try aws.session())
            for specs in [3, 0] {
                aws.forgetCalls()
                let references = try #require(try await source.readUnderWay(at: noon))
                #expect(
                    references.map { "\($0.name): \($0.target.short)" } == [
                        "shop/blue d-3: web:3@eu-west-1", "shop/blue d-4: web:1",
                        "shop/blue d-4 (previous revision): web:2",
                    ])
                #expect(aws.operations.count { $0 == "ListDeployments" } == 2)
                #expect(aws.operations.count { $0 == "BatchGetDeployments" } == 1)
                #expect(aws.operations.count { $0 == "GetApplicationRevision" } == specs, "each AppSpec is read once")
                #expect(aws.operations.count == 3 + specs)
            }
        }

        @Test(arguments: ["ListDeployments", "BatchGetDeployments", "GetApplicationRevision"])
        func whatIsUnderWayIsReadCompletelyOrNotAtAll(operation: String) async throws {
            let aws = account()
            aws.on(operation, .drops)
            let session = try aws.session()
            let reader = SourceReader(try CodeDeployDeployments(session: session), session, .stopped(at: noon))
            let reading = await reader.readUnderWay()
            #expect(reading.references == [] && reading.coverage.failures.map(\.source) == [.codeDeploy])
        }

        @Test func asksInBatches() async throws {
            let aws = ScriptedAWS()
            let names = (1...101).map { "a\($0)" }
            let ids = (1...26).map { "d-\($0)" }
            func list(_ items: [String]) -> String { items.map { "\"\($0)\"" }.joined(separator: ",") }
            aws.on("ListDeployments", "", .json(#"{"deployments":[\#(list(ids))]}"#))
            aws.on("ListApplications", "", .json(#"{"applications":[\#(list(names))]}"#))
            for part in [names.prefix(100), names.suffix(1)] {
                aws.on(
                    "BatchGetApplications", "[\"\(part.first ?? "")\"",
                    .json(
                        #"{"applicationsInfo":[\#(part.map { application($0, $0 == "a1" ? "ECS" : "Lambda") }.joined(separator: ","))]}"#
                    ))
                aws.on(
                    "BatchGetDeploymentGroups", "[\"\(part.first ?? "")\"",
                    .json(#"{"deploymentGroupsInfo":[\#(part.map { group($0) }.joined(separator: ","))]}"#))
            }
            aws.on("ListDeploymentGroups", #""a1""#, .json(#"{"deploymentGroups":[\#(list(names))]}"#))
            let sorted = ids.sorted()
            for part in [sorted.prefix(25), sorted.suffix(1)] {
                aws.on(
                    "BatchGetDeployments", "[\"\(part.first ?? "")\"",
                    .json(
                        #"{"deploymentsInfo":[\#(part.map { deployment($0, "InProgress", revision: bundle) }.joined(separator: ","))]}"#
                    ))
            }
            let session = try aws.session()
            #expect(await (try CodeDeployDeployments(session: session)).lines().count == 26)
            #expect(
                session.callCount.byAction == [
                    "codedeploy:ListDeployments": 1, "codedeploy:ListApplications": 1,
                    "codedeploy:BatchGetApplications": 2,
                    "codedeploy:ListDeploymentGroups": 1, "codedeploy:BatchGetDeploymentGroups": 2,
                    "codedeploy:BatchGetDeployments": 2,
                ])
        }

        @Test func nothingIsNothing() async throws {
            let aws = ScriptedAWS()
            aws.on("ListDeployments", "", .json(#"{"deployments":[]}"#))
            aws.on("ListApplications", "", .json(#"{"applications":[]}"#))
            #expect(await (try CodeDeployDeployments(session: try aws.session())).lines() == [])
            #expect(aws.calls.count == 2)
        }
    }
}
