import Foundation
import SwiftExtensions

@testable import AWSAdapters

/// An account of CodeDeploy, and the parts that its answers are made of.
enum CodeDeploy {
    static func appSpec(_ taskDefinition: String) -> String {
        "version: 0.0\nResources:\n  - S:\n      Properties:\n        TaskDefinition: \(taskDefinition)\n"
    }

    /// A revision as descriptions have it: its digest alone.
    static func digest(_ sha: String) -> String {
        #"{"revisionType":"AppSpecContent","appSpecContent":{"sha256":"\#(sha)"}}"#
    }

    static func content(_ taskDefinition: String, _ sha: String) -> ScriptedAWS.Reply {
        let text = quoted(appSpec(taskDefinition))
        return .json(
            #"{"applicationName":"shop","revision":{"revisionType":"AppSpecContent","appSpecContent":{"content":\#(text),"sha256":"\#(sha)"}}}"#
        )
    }

    static let bundle = #"{"revisionType":"S3","s3Location":{"bucket":"b","key":"k/appspec.yaml","bundleType":"YAML"}}"#

    static func deployment(
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

    static func deployments(_ items: String...) -> ScriptedAWS.Reply {
        .json(#"{"deploymentsInfo":[\#(items.joined(separator: ","))]}"#)
    }

    static func group(_ name: String, _ more: String...) -> String {
        let members = [#""applicationName":"shop","deploymentGroupName":"\#(name)","computePlatform":"ECS""#] + more
        return "{\(members.joined(separator: ","))}"
    }

    static func groups(_ items: String...) -> ScriptedAWS.Reply {
        .json(#"{"deploymentGroupsInfo":[\#(items.joined(separator: ","))]}"#)
    }

    static func application(_ name: String, _ platform: String = "ECS") -> String {
        #"{"applicationName":"\#(name)","computePlatform":"\#(platform)"}"#
    }

    static func applications(_ items: String...) -> ScriptedAWS.Reply {
        .json(#"{"applicationsInfo":[\#(items.joined(separator: ","))]}"#)
    }

    /// `shop` has `blue`, which failed after d-1 succeeded and is being rolled back, and `green`, never deployed to; an
    /// application for servers; a deployment to servers under way.
    static func account() -> ScriptedAWS {
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
                    "d-4", "Created", revision: digest("one"),
                    #""rollbackInfo":{"rollbackTriggeringDeploymentId":"d-2"}"#))
        )
        aws.on("GetApplicationRevision", "one", content("web:1", "one"))
        aws.on("GetApplicationRevision", "two", content("web:2", "two"))
        aws.on(
            "GetApplicationRevision", "three",
            content("arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3", "three"))
        return aws
    }

    /// Everything that the account has.
    static let all = [
        "shop/blue (target revision): web:2", "shop/blue d-1: web:1", "shop/blue d-1 (previous revision): ?",
        "shop/blue d-2: web:2", "shop/blue d-2 (previous revision): web:1", "shop/blue d-3: web:3@eu-west-1",
        "shop/blue d-4: web:1",
    ]
}
