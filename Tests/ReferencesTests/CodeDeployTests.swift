import AWSClient
import Foundation
import Planning
import Testing

@testable import References

private func appSpec(_ taskDefinition: String) -> String {
    "version: 0.0\nResources:\n  - S:\n      Properties:\n        TaskDefinition: \(taskDefinition)\n"
}

/// A revision as descriptions have it: its digest alone.
private func digest(_ sha: String) -> String {
    #"{"revisionType":"AppSpecContent","appSpecContent":{"sha256":"\#(sha)"}}"#
}

private func content(_ taskDefinition: String, _ sha: String) -> ScriptedAWS.Reply {
    let text = quoted(appSpec(taskDefinition))
    return .json(
        #"{"applicationName":"shop","revision":{"revisionType":"AppSpecContent","appSpecContent":{"content":\#(text),"sha256":"\#(sha)"}}}"#
    )
}

private let bundle = #"{"revisionType":"S3","s3Location":{"bucket":"b","key":"k/appspec.yaml","bundleType":"YAML"}}"#

private func deployment(
    _ id: String, _ status: String, of application: String = "shop", platform: String = "ECS", revision: String?,
    _ more: String...
) -> String {
    let members = [
        #""deploymentId":"\#(id)","status":"\#(status)","applicationName":"\#(application)","deploymentGroupName":"blue""#,
        #""computePlatform":"\#(platform)","createTime":1700000000.5"#,
    ]
    let all = members + more + (revision.map { [#""revision":\#($0)"#] } ?? [])
    return "{\(all.joined(separator: ","))}"
}

private func deployments(_ items: String...) -> ScriptedAWS.Reply {
    .json(#"{"deploymentsInfo":[\#(items.joined(separator: ","))]}"#)
}

private func group(_ name: String, _ more: String...) -> String {
    let members = [#""applicationName":"shop","deploymentGroupName":"\#(name)","computePlatform":"ECS""#] + more
    return "{\(members.joined(separator: ","))}"
}

private func groups(_ items: String...) -> ScriptedAWS.Reply {
    .json(#"{"deploymentGroupsInfo":[\#(items.joined(separator: ","))]}"#)
}

private func application(_ name: String, _ platform: String = "ECS") -> String {
    #"{"applicationName":"\#(name)","computePlatform":"\#(platform)"}"#
}

private func applications(_ items: String...) -> ScriptedAWS.Reply {
    .json(#"{"applicationsInfo":[\#(items.joined(separator: ","))]}"#)
}

/// `shop` has `blue`, which failed after d-1 succeeded and is being rolled back, and `green`, never deployed to; an
/// application for servers; a deployment to servers under way.
private func account() -> ScriptedAWS {
    let aws = ScriptedAWS()
    aws.on("ListDeployments", "", .json(#"{"deployments":["d-3"],"nextToken":"u"}"#))
    aws.on("ListDeployments", #""nextToken":"u""#, .json(#"{"deployments":["d-9"]}"#))
    aws.on("ListApplications", "", .json(#"{"applications":["shop"],"nextToken":"a"}"#))
    aws.on("ListApplications", #""nextToken":"a""#, .json(#"{"applications":["fleet"]}"#))
    aws.on("BatchGetApplications", "", applications(application("fleet", "Server"), application("shop")))
    aws.on("BatchGetApplications", #"["fleet"]"#, applications(application("fleet", "Server")))
    aws.on("ListDeploymentGroups", "shop", .json(#"{"deploymentGroups":["blue"],"nextToken":"g"}"#))
    aws.on("ListDeploymentGroups", #""nextToken":"g""#, .json(#"{"deploymentGroups":["green"]}"#))
    aws.on(
        "BatchGetDeploymentGroups", "",
        groups(
            group(
                "blue", #""targetRevision":\#(digest("two"))"#,
                #""lastSuccessfulDeployment":{"deploymentId":"d-1","status":"Succeeded"}"#,
                #""lastAttemptedDeployment":{"deploymentId":"d-2","status":"Failed"}"#), group("green")))
    aws.on(
        "BatchGetDeployments", "d-1",
        deployments(
            deployment("d-1", "Succeeded", revision: digest("one"), #""previousRevision":\#(bundle)"#),
            deployment(
                "d-2", "Failed", revision: digest("two"), #""previousRevision":\#(digest("one"))"#,
                #""rollbackInfo":{"rollbackDeploymentId":"d-4","rollbackMessage":"no"}"#),
            deployment("d-3", "InProgress", revision: digest("three")),
            deployment("d-9", "InProgress", of: "fleet", platform: "Server", revision: bundle)))
    aws.on(
        "BatchGetDeployments", #"["d-3","d-9"]"#,
        deployments(
            deployment("d-3", "InProgress", revision: digest("three")),
            deployment("d-9", "InProgress", of: "fleet", platform: "Server", revision: bundle)))
    aws.on(
        "BatchGetDeployments", #"["d-4"]"#,
        deployments(
            deployment(
                "d-4", "Created", revision: digest("one"), #""rollbackInfo":{"rollbackTriggeringDeploymentId":"d-2"}"#))
    )
    aws.on("GetApplicationRevision", "one", content("web:1", "one"))
    aws.on("GetApplicationRevision", "two", content("web:2", "two"))
    aws.on(
        "GetApplicationRevision", "three", content("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3", "three"))
    return aws
}

@Suite struct CodeDeployTests {
    private let all = [
        "shop/blue (target revision): web:2", "shop/blue d-1: web:1", "shop/blue d-1 (previous revision): ?",
        "shop/blue d-2: web:2", "shop/blue d-2 (previous revision): web:1", "shop/blue d-3: web:3@eu-west-1",
        "shop/blue d-4: web:1",
    ]

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
            Set(session.callCount.calls.keys) == Set(CodeDeployDeployments.description.calls.map(\.action)),
            "what it calls is what it says that it calls")
    }

    private func reordered(_ sha: String) -> String {
        #"{"appSpecContent":{"sha256":"\#(sha)"},"revisionType":"AppSpecContent"}"#
    }

    @Test func saysWhereAndSinceWhen() async throws {
        let references = try await CodeDeployDeployments(session: try account().session()).read(at: Date())
        let previous = try #require(references.first { $0.name == "shop/blue d-1 (previous revision)" })
        #expect(previous.target == .opaque(nil, expression: "the AppSpec in s3://b/k/appspec.yaml"))
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
        #expect(references.first { $0.name == "shop/blue d-4" }?.target == .opaque(nil, expression: says))
    }

    @Test func contentThatIsThereIsNotAskedFor() async throws {
        let aws = account()
        let revision = #"{"revisionType":"String","string":{"content":\#(quoted(appSpec("api:7"))),"sha256":"x"}}"#
        aws.on("BatchGetDeployments", #"["d-4"]"#, deployments(deployment("d-4", "Created", revision: revision)))
        #expect(await (try CodeDeployDeployments(session: try aws.session())).lines().last == "shop/blue d-4: api:7")
        #expect(aws.calls.count { $0.hasPrefix("GetApplicationRevision") } == 3)
    }

    @Test func emptyContentIsNone() async throws {
        let aws = account()
        let revision = #"{"revisionType":"AppSpecContent","appSpecContent":{"content":"","sha256":"two"}}"#
        aws.on("BatchGetDeployments", #"["d-4"]"#, deployments(deployment("d-4", "Created", revision: revision)))
        #expect(await (try CodeDeployDeployments(session: try aws.session())).lines().last == "shop/blue d-4: web:2")
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
            session.callCount.calls == [
                "codedeploy:ListDeployments": 1, "codedeploy:ListApplications": 1, "codedeploy:BatchGetApplications": 2,
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

    @Test(arguments: ["BatchGetApplications", "ListDeploymentGroups", "BatchGetDeploymentGroups"])
    func anApplicationThatIsGoneIsGoneOnlyFromANewList(operation: String) async throws {
        let aws = account()
        aws.on(operation, "shop", .error("ApplicationDoesNotExistException"))
        aws.on(
            "ListApplications", "{}", .json(#"{"applications":["shop","fleet"]}"#),
            .json(#"{"applications":["fleet"]}"#))
        #expect(
            await (try CodeDeployDeployments(session: try aws.session())).lines() == ["shop/blue d-3: web:3@eu-west-1"])
    }

    @Test func aGroupThatIsGoneIsGoneOnlyFromANewList() async throws {
        let aws = account()
        aws.on("BatchGetDeploymentGroups", "", groups(group("green")))
        aws.on(
            "ListDeploymentGroups", #""shop"}"#, .json(#"{"deploymentGroups":["blue","green"]}"#),
            .json(#"{"deploymentGroups":["green"]}"#))
        #expect(
            await (try CodeDeployDeployments(session: try aws.session())).lines() == ["shop/blue d-3: web:3@eu-west-1"])
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: String
        let contains: String
        let reply: ScriptedAWS.Reply
        let says: String

        init(_ name: String, _ operation: String, _ contains: String, _ reply: ScriptedAWS.Reply, says: String) {
            (testDescription, self.operation, self.contains, self.reply, self.says) = (
                name, operation, contains, reply, says
            )
        }

        init(_ name: String, _ operation: String, _ reply: ScriptedAWS.Reply, says: String) {
            self.init(name, operation, "", reply, says: says)
        }
    }

    private static let denied = ScriptedAWS.Reply.error("AccessDeniedException")

    @Test(arguments: [
        Fault("under way denied", "ListDeployments", denied, says: "allow the action codedeploy:ListDeployments"),
        Fault(
            "second page under way lost", "ListDeployments", #""u""#, .drops,
            says: "the deployments under way could not"),
        Fault(
            "a page again", "ListDeployments", #""u""#, .json(#"{"deployments":[],"nextToken":"u"}"#),
            says: "was given before"),
        Fault("a page without its list", "ListDeployments", #""u""#, .json("{}"), says: "without 'deployments'"),
        Fault("applications denied", "ListApplications", denied, says: "the applications could not be listed"),
        Fault("second page of applications lost", "ListApplications", #""a""#, .drops, says: "could not be listed"),
        Fault("applications without a list", "ListApplications", #""a""#, .json("{}"), says: "without 'applications'"),
        Fault("applications described denied", "BatchGetApplications", denied, says: "could not be described"),
        Fault(
            "an application left out", "BatchGetApplications", applications(application("shop")),
            says: "application fleet is listed, but"),
        Fault("no applications", "BatchGetApplications", .json("{}"), says: "without 'applicationsInfo'"),
        Fault(
            "an application that is not there", "BatchGetApplications", .error("ApplicationDoesNotExistException"),
            says: "DoesNotExist"),
        Fault(
            "groups denied", "ListDeploymentGroups", denied, says: "the deployment groups of shop could not be listed"),
        Fault("second page of groups lost", "ListDeploymentGroups", #""g""#, .drops, says: "could not be listed"),
        Fault(
            "groups without a list", "ListDeploymentGroups", #""g""#, .json("{}"), says: "without 'deploymentGroups'"),
        Fault("groups described denied", "BatchGetDeploymentGroups", denied, says: "could not be described"),
        Fault(
            "a group left out", "BatchGetDeploymentGroups", groups(group("green")),
            says: "deployment group of shop blue is listed"),
        Fault(
            "groups that are not all", "BatchGetDeploymentGroups",
            .json(#"{"deploymentGroupsInfo":[\#(group("blue")),\#(group("green"))],"errorMessage":"timeout"}"#),
            says: "not all of it: timeout"),
        Fault("deployments denied", "BatchGetDeployments", denied, says: "the deployments could not be described"),
        Fault(
            "the one that rolls back lost", "BatchGetDeployments", #"["d-4"]"#, .drops,
            says: "the deployments could not"),
        Fault(
            "a deployment left out", "BatchGetDeployments", #"["d-4"]"#, deployments(),
            says: "deployment d-4 is listed, but"),
        Fault(
            "a deployment without a revision", "BatchGetDeployments", #"["d-4"]"#,
            deployments(deployment("d-4", "Created", revision: nil)), says: "d-4 was described without its revision"),
        Fault(
            "an AppSpec denied", "GetApplicationRevision", "three", denied, says: "an AppSpec of shop could not be read"
        ),
        Fault(
            "an AppSpec not there", "GetApplicationRevision", "three", .error("RevisionDoesNotExistException"),
            says: "RevisionDoesNotExist"),
        Fault(
            "an AppSpec without content", "GetApplicationRevision", "three",
            .json(#"{"revision":\#(digest("three"))}"#), says: "three came without its content"),
        Fault("no AppSpec", "GetApplicationRevision", "three", .json("{}"), says: "without 'revision'"),
    ])
    func failsClosed(_ fault: Fault) async throws {
        let aws = account()
        aws.on(fault.operation, fault.contains, fault.reply)
        let lines = await (try CodeDeployDeployments(session: try aws.session())).lines()
        #expect(
            lines.count == 1 && lines.first?.hasPrefix("failed: ") == true && lines.first?.contains(fault.says) == true,
            "\(lines)")
    }
}
