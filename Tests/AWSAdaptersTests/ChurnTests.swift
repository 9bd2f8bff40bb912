import Foundation
import Model
import Planning
import Reconciler
import TestSupport
import Testing

@testable import AWSAdapters

/// What comes and goes while it is read: gone is only what a new list no longer has, and only that list is read again.
@Suite struct ChurnTests {
    private let cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/"

    /// A cluster `a` with the service `a/one` of `web:1` and the task `t1` of `web:2`; `b` has nothing.
    private func account() -> ScriptedAWS {
        let aws = ScriptedAWS()
        aws.on("ListClusters", .json(#"{"clusterArns": ["a", "b"]}"#))
        aws.on("ListServices", .json(#"{"serviceArns": []}"#))
        aws.on("ListTasks", .json(#"{"taskArns": []}"#))
        aws.on("ListServices", #""cluster":"a""#, .json(#"{"serviceArns": ["a/one", "a/two"]}"#))
        aws.on(
            "DescribeServices", .json(#"{"services": [\#(service("a/one", "web:1")), \#(service("a/two", "api:1"))]}"#))
        aws.on("ListServiceDeployments", .json(#"{"serviceDeployments": []}"#))
        aws.on("ListTasks", #""cluster":"a","desiredStatus":"RUNNING""#, .json(#"{"taskArns": ["t1", "t2"]}"#))
        aws.on("DescribeTasks", .json(#"{"tasks": [\#(task("t1", "web:2")), \#(task("t2", "web:3"))]}"#))
        return aws
    }

    private func service(_ arn: String, _ definition: String, id: String = "1") -> String {
        """
        {"serviceArn": "\(arn)", "clusterArn": "a", "taskDefinition": "\(definition)", "deployments":
          [{"id": "\(id)", "status": "PRIMARY", "taskDefinition": "\(definition)", "rolloutState": "COMPLETED"}]}
        """
    }

    private func task(_ arn: String, _ definition: String, _ status: String = "RUNNING", stopped: Date? = nil) -> String
    {
        let stop = stopped.map { #", "stoppedAt": \#($0.timeIntervalSince1970)"# } ?? ""
        return #"{"taskArn": "\#(arn)", "taskDefinitionArn": "\#(definition)", "lastStatus": "\#(status)"\#(stop)}"#
    }

    private func missing(_ arn: String) -> String { #""failures": [{"arn": "\#(arn)", "reason": "MISSING"}]"# }

    private func read(_ aws: ScriptedAWS) async throws -> ReferenceReading {
        try await ECSReferences(aws.session(), time: .stopped(at: noon)).read(of: nil)
    }

    private func uses(_ reading: ReferenceReading) -> [String] {
        #expect(reading.coverage.failures == [])
        return Set(reading.references.map(\.target.inWords)).sorted()
    }

    @Test(
        "a cluster that is gone from a new list is gone, and one that is new is read",
        arguments: ["ListServices", "ListTasks"])
    func clusters(operation: String) async throws {
        let aws = account()
        aws.on("ListClusters", .json(#"{"clusterArns": ["a", "c"]}"#))
        aws.on("ListClusters", times: 1, .json(#"{"clusterArns": ["a", "b"]}"#))
        aws.on(operation, #""cluster":"b""#, .error("ClusterNotFoundException"))
        aws.on("ListServices", #""cluster":"c""#, .json(#"{"serviceArns": ["c/one"]}"#))
        aws.on("DescribeServices", "c/one", .json(#"{"services": [\#(service("c/one", "cron:5"))]}"#))
        aws.on("ListTasks", #""cluster":"c","desiredStatus":"RUNNING""#, .json(#"{"taskArns": ["t9"]}"#))
        aws.on("DescribeTasks", "t9", .json(#"{"tasks": [\#(task("t9", "cron:6"))]}"#))
        let new = operation == "ListServices" ? "cron:5" : "cron:6"
        #expect(uses(try await read(aws)) == ["api:1", new, "web:1", "web:2", "web:3"].sorted())
        #expect(aws.calls.count { $0.hasPrefix(operation) && $0.contains(#""cluster":"a""#) } <= 2, "not read again")
    }

    @Test("a service that is gone from a new list is gone, one that is new is read, and the others are not read again")
    func services() async throws {
        let aws = account()
        aws.on("ListServices", #""cluster":"a""#, .json(#"{"serviceArns": ["a/one", "a/three"]}"#))
        aws.on("ListServices", #""cluster":"a""#, times: 1, .json(#"{"serviceArns": ["a/one", "a/two"]}"#))
        aws.on(
            "DescribeServices", "a/two", .json(#"{"services": [\#(service("a/one", "web:1"))], \#(missing("a/two"))}"#))
        aws.on("DescribeServices", "a/three", .json(#"{"services": [\#(service("a/three", "cron:5"))]}"#))
        #expect(uses(try await read(aws)) == ["cron:5", "web:1", "web:2", "web:3"])
        #expect(aws.calls.count { $0.hasPrefix("DescribeServices") } == 2)
        #expect(aws.calls.count { $0.hasPrefix("ListClusters") } == 1)
    }

    @Test("a service that was made again under its name is read again, and what the first one used is free")
    func servicesMadeAgain() async throws {
        let aws = account()
        aws.on("ListServiceDeployments", "a/two", .json(#"{"serviceDeployments": []}"#))
        aws.on("ListServiceDeployments", "a/two", times: 1, .error("ServiceNotFoundException"))
        aws.on("DescribeServices", #"["a/two"]"#, .json(#"{"services": [\#(service("a/two", "api:2", id: "2"))]}"#))
        #expect(uses(try await read(aws)) == ["api:2", "web:1", "web:2", "web:3"])
        #expect(aws.calls.count { $0.hasPrefix("ListServiceDeployments") && $0.contains("a/one") } == 1)
    }

    @Test("a service that is gone before its deployments are listed is gone")
    func servicesGone() async throws {
        let aws = account()
        aws.on("ListServiceDeployments", "a/two", .error("ServiceNotFoundException"))
        aws.on("ListServices", #""cluster":"a""#, .json(#"{"serviceArns": ["a/one"]}"#))
        aws.on("ListServices", #""cluster":"a""#, times: 1, .json(#"{"serviceArns": ["a/one", "a/two"]}"#))
        #expect(uses(try await read(aws)) == ["web:1", "web:2", "web:3"])
    }

    @Test("a task that is gone from a new list is gone, one that is new is read, and the others are not read again")
    func tasks() async throws {
        let aws = account()
        let running = #""cluster":"a","desiredStatus":"RUNNING""#
        aws.on("ListTasks", running, .json(#"{"taskArns": ["t1", "t3"]}"#))
        aws.on("ListTasks", running, times: 1, .json(#"{"taskArns": ["t1", "t2"]}"#))
        aws.on("DescribeTasks", "t2", .json(#"{"tasks": [\#(task("t1", "web:2"))], \#(missing("t2"))}"#))
        aws.on("DescribeTasks", "t3", .json(#"{"tasks": [\#(task("t3", "cron:5"))]}"#))
        #expect(uses(try await read(aws)) == ["api:1", "cron:5", "web:1", "web:2"])
        #expect(aws.calls.filter { $0.hasPrefix("DescribeTasks") }.count == 2)
        #expect(aws.calls.count { $0.hasPrefix("ListTasks") && $0.contains(running) } == 2)
        #expect(aws.calls.count { $0.hasPrefix("ListTasks") && $0.contains("STOPPED") } == 2, "once for each cluster")
    }

    @Test(
        "what stays listed without being found fails the source, and the sentence names it",
        arguments: [("DescribeServices", "service a/two"), ("DescribeTasks", "task t2")])
    func staysAway(operation: String, thing: String) async throws {
        let aws = account()
        let name = thing.split(separator: " ").last ?? ""
        let rest =
            operation == "DescribeTasks"
            ? #""tasks": [\#(task("t1", "web:2"))]"# : #""services": [\#(service("a/one", "web:1"))]"#
        aws.on(operation, .json("{\(rest), \(missing("\(name)"))}"))
        let failures = try await read(aws).coverage.failures
        #expect(
            failures.contains { "\($0.state)".contains("\(thing) is listed, but cannot be found, 5 times in a row") })
    }

    @Test("a task that stopped while tasks were read counts, one that had stopped does not, and is not read again")
    func stoppedTasks() async throws {
        let aws = account()
        aws.on("ListTasks", #""cluster":"a","desiredStatus":"STOPPED""#, .json(#"{"taskArns": ["s1", "s2"]}"#))
        let stopped = [
            task("s1", "old:1", "STOPPED", stopped: noon - 1), task("s2", "old:2", "STOPPED", stopped: noon),
        ]
        aws.on("DescribeTasks", "s1", .json(#"{"tasks": [\#(stopped.joined(separator: ","))]}"#))
        let source = try ECSReferences(aws.session(), time: .stopped(at: noon))
        #expect(uses(await source.read(of: nil)) == ["api:1", "old:2", "web:1", "web:2", "web:3"])
        aws.forgetCalls()
        #expect(uses(await source.read(of: nil)) == ["api:1", "web:1", "web:2", "web:3"])
        #expect(!aws.calls.contains { $0.hasPrefix("DescribeTasks") && $0.contains("s1") })
    }

    @Test("a service deployment that is gone is gone when its service's list no longer has it")
    func deployments() async throws {
        let aws = account()
        aws.on("ListServiceDeployments", "a/two", .json(#"{"serviceDeployments": []}"#))
        aws.on(
            "ListServiceDeployments", "a/two", times: 1,
            .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d1", "status": "IN_PROGRESS"}]}"#))
        aws.on("DescribeServiceDeployments", .json("{\(missing("d1"))}"))
        #expect(uses(try await read(aws)) == ["api:1", "web:1", "web:2", "web:3"])
        #expect(aws.calls.count { $0.hasPrefix("ListServiceDeployments") } == 3, "two, and one of them again")
    }

    @Test("what a service revision uses that AWS does not describe is opaque within the service's families")
    func serviceRevisions() async throws {
        let aws = account()
        aws.on(
            "ListServiceDeployments", "a/two",
            .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d1", "status": "IN_PROGRESS"}]}"#))
        aws.on(
            "DescribeServiceDeployments",
            .json(
                #"{"serviceDeployments": [{"serviceDeploymentArn": "d1", "targetServiceRevision": {"arn": "r2"}, "sourceServiceRevisions": [{"arn": "r1"}]}]}"#
            ))
        aws.on(
            "DescribeServiceRevisions",
            .json(
                #"{"serviceRevisions": [{"serviceRevisionArn": "r2", "taskDefinition": "api:2"}], \#(missing("r1"))}"#))
        #expect(
            uses(try await read(aws)) == [
                "api:1", "api:2", "opaque api notFound service revision r1", "web:1", "web:2", "web:3",
            ])
    }

    @Test("an application, a group or a deployment of CodeDeploy that goes while it is read")
    func codeDeploy() async throws {
        for operation in ["BatchGetDeployments", "GetApplicationRevision"] {
            let aws = CodeDeploy.account()
            if operation == "BatchGetDeployments" {
                aws.on(operation, #""d-1""#, CodeDeploy.deployments())
            } else {
                aws.on(operation, "shop", .error("ApplicationDoesNotExistException"))
            }
            aws.on("ListDeployments", .json(#"{"deployments":[]}"#))
            aws.on("ListApplications", .json(#"{"applications":[]}"#))
            aws.on("ListApplications", "{}", times: 1, .json(#"{"applications":["shop","fleet"]}"#))
            let reading = await SourceReader(
                try CodeDeployDeployments(session: try aws.session()), try aws.session(), .stopped(at: noon)
            ).read()
            #expect(reading.coverage.failures == [] && reading.references == [], "\(operation)")
        }
    }
}
