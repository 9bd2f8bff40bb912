import AWSAdapters
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

/// Two clusters; the services of `a` come in two pages, and the deployments of its first service too.
private func account() -> ScriptedECS {
    var ecs = ScriptedECS()
    ecs.on("ListClusters", .json(#"{"clusterArns": ["a"], "nextToken": "2"}"#))
    ecs.on("ListClusters", body: #""nextToken":"2""#, .json(#"{"clusterArns": ["b"]}"#))
    ecs.on("ListServices", body: #""cluster":"a""#, .json(#"{"serviceArns": ["a/one"], "nextToken": "2"}"#))
    ecs.on("ListServices", body: #""nextToken":"2""#, .json(#"{"serviceArns": ["a/two"]}"#))
    ecs.on("ListServices", body: #""cluster":"b""#, .json(#"{"serviceArns": []}"#))
    ecs.on(
        "DescribeServices",
        .json(
            """
            {"services": [
              {"serviceArn": "a/one", "clusterArn": "a", "taskDefinition": "web:3", "desiredCount": 0,
               "status": "DRAINING",
               "deployments": [{"id": "2", "status": "PRIMARY", "taskDefinition": "web:3", "createdAt": 1700000002,
                                "rolloutState": "IN_PROGRESS"},
                               {"id": "1", "status": "ACTIVE", "taskDefinition": "web:2", "createdAt": 1700000001}]},
              {"serviceArn": "a/two", "deploymentController": {"type": "EXTERNAL"}, "deployments": [],
               "taskSets": [{"taskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"}]}
            ], "failures": []}
            """))
    ecs.on(
        "ListServiceDeployments",
        .json(
            """
            {"serviceDeployments": [
              {"serviceDeploymentArn": "g0", "createdAt": 1700000000, "targetServiceRevisionArn": "r0",
               "status": "SUCCESSFUL"},
              {"serviceDeploymentArn": "g1", "createdAt": 1700000005, "targetServiceRevisionArn": "r1",
               "status": "SUCCESSFUL"},
              {"serviceDeploymentArn": "d1", "status": "IN_PROGRESS"}], "nextToken": "2"}
            """))
    ecs.on(
        "ListServiceDeployments", body: #""nextToken":"2""#,
        .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d2"}]}"#))
    ecs.on(
        "DescribeServiceDeployments",
        .json(
            """
            {"serviceDeployments": [
              {"serviceDeploymentArn": "d1", "createdAt": 1700000003, "targetServiceRevision": {"arn": "r3"},
               "sourceServiceRevisions": [{"arn": "r2"}, {"arn": "r1"}], "rollback": {"serviceRevisionArn": "r1"}},
              {"serviceDeploymentArn": "d2", "targetServiceRevision": {"arn": "r3"}, "sourceServiceRevisions": []}
            ], "failures": []}
            """))
    ecs.on(
        "DescribeServiceRevisions",
        .json(
            """
            {"serviceRevisions": [{"serviceRevisionArn": "r1", "taskDefinition": "web:8"},
                                  {"serviceRevisionArn": "r2", "taskDefinition": "web:9"},
                                  {"serviceRevisionArn": "r3", "taskDefinition": "web:3"}]}
            """))
    ecs.on("ListTasks", .json(#"{"taskArns": []}"#))
    ecs.on("ListTasks", body: #""cluster":"b","desiredStatus":"RUNNING""#, .json(#"{"taskArns": ["b/t1"]}"#))
    ecs.on(
        "ListTasks", body: #""cluster":"b","desiredStatus":"STOPPED""#,
        .json(#"{"taskArns": ["b/t2", "b/t3", "b/t4"]}"#))
    ecs.on(
        "DescribeTasks",
        .json(
            """
            {"tasks": [{"taskArn": "b/t1", "taskDefinitionArn": "cron:1", "lastStatus": "PROVISIONING",
                        "createdAt": 1700000004},
                       {"taskArn": "b/t2", "taskDefinitionArn": "cron:2", "lastStatus": "STOPPING"},
                       {"taskArn": "b/t3", "taskDefinitionArn": "cron:3", "lastStatus": "STOPPED"},
                       {"taskArn": "b/t4", "lastStatus": "RUNNING", "taskDefinitionArn":
                            "arn:aws:ecs:eu-west-1:123456789012:daemon-task-definition/agent:1"}]}
            """))
    return ecs
}

extension ScriptedECS {
    fileprivate func read() async throws -> ReferenceReadingLines {
        let reading = try await ECSReferences(session(), time: .stopped(at: noon)).read(of: nil)
        return ReferenceReadingLines(
            references: reading.references.map { "\($0.kind.rawValue) \($0.name) \($0.target.words)\($0.age)" }
                .sorted(),
            coverage: reading.coverage)
    }
}

private struct ReferenceReadingLines {
    let references: [String]
    let coverage: Coverage
}

extension Reference {
    /// ` @` and the last digit of the second since when, where it says that.
    fileprivate var age: String { since.map { " @\(Int($0.timeIntervalSince1970) % 10)" } ?? "" }
}

extension ReferenceTarget {
    fileprivate var words: String {
        switch self {
        case .named(.pinned(let id, _)): id.description
        case .named(.bare(let family, _)): family.name
        case .opaque(_, let opacity): opacity.text
        }
    }
}

@Test("services, their deployments in flight, task sets and tasks that have not stopped, of every page and cluster")
func readsAll() async throws {
    let reading = try await account().read()
    #expect(
        reading.references == [
            "deployment a/one web:2 @1", "deployment a/one web:3 @2", "service a/one web:3 @2",
            "serviceDeployment d1 web:3 @3", "serviceDeployment d1 web:8 @3", "serviceDeployment d1 web:9 @3",
            "serviceDeployment d2 web:3", "serviceDeployment g1 web:8 @5", "task b/t1 cron:1 @4", "task b/t2 cron:2",
            "taskSet a/two web:1",
        ])
    #expect(reading.coverage.isComplete)
    #expect(reading.coverage.newestReading == noon)
}

struct FaultCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let call: String
    var contains = ""
    let reply: ScriptedECS.Reply
    let uncovered: [ReferenceSource]

    init(
        _ name: String, _ call: String, body contains: String = "", _ reply: ScriptedECS.Reply,
        _ uncovered: ReferenceSource...
    ) {
        testDescription = name
        self.call = call
        self.contains = contains
        self.reply = reply
        self.uncovered = uncovered
    }
}

private let denied = ScriptedECS.Reply.error("AccessDeniedException", "no")

private let faults = [
    FaultCase("clusters denied", "ListClusters", denied, .serviceDeployments, .services, .tasks),
    FaultCase(
        "the second page of clusters lost", "ListClusters", body: #""2""#, .drops, .serviceDeployments, .services,
        .tasks),
    FaultCase(
        "a page of clusters that comes again", "ListClusters", body: #""2""#,
        .json(#"{"clusterArns": ["b"], "nextToken": "2"}"#), .serviceDeployments, .services, .tasks),
    FaultCase("a page without its list", "ListClusters", .json("{}"), .serviceDeployments, .services, .tasks),
    FaultCase("services denied in one cluster", "ListServices", body: #""b""#, denied, .serviceDeployments, .services),
    FaultCase(
        "the second page of services lost", "ListServices", body: #""nextToken":"2""#, .drops, .serviceDeployments,
        .services),
    FaultCase("descriptions denied", "DescribeServices", denied, .serviceDeployments, .services),
    FaultCase("descriptions lost", "DescribeServices", .drops, .serviceDeployments, .services),
    FaultCase("an answer that is no JSON", "DescribeServices", .json("<html>"), .serviceDeployments, .services),
    FaultCase(
        "a service that failed", "DescribeServices",
        .json(#"{"services": [], "failures": [{"arn": "a/one", "reason": "MISSING"}]}"#), .serviceDeployments, .services
    ),
    FaultCase(
        "a service that was left out", "DescribeServices",
        .json(#"{"services": [{"serviceArn": "a/one", "taskDefinition": "web:3"}]}"#), .serviceDeployments, .services),
    FaultCase(
        "a service that names what cannot be read", "DescribeServices", body: "a/one",
        .json(
            #"{"services": [{"serviceArn": "a/one", "taskDefinition": "web 3"}, {"serviceArn": "a/two", "deploymentController": {"type": "EXTERNAL"}}]}"#
        ), .services),
    FaultCase(
        "a service without a task definition", "DescribeServices", body: "a/one",
        .json(
            #"{"services": [{"serviceArn": "a/one", "deployments": []}, {"serviceArn": "a/two", "deploymentController": {"type": "EXTERNAL"}}]}"#
        ), .services),
    FaultCase(
        "a deployment without one", "DescribeServices", body: "a/one",
        .json(
            #"{"services": [{"serviceArn": "a/one", "taskDefinition": "web:3", "deployments": [{}]}, {"serviceArn": "a/two", "deploymentController": {"type": "EXTERNAL"}}]}"#
        ),
        .services),
    FaultCase("deployments denied", "ListServiceDeployments", denied, .serviceDeployments),
    FaultCase(
        "the second page of deployments lost", "ListServiceDeployments", body: #""nextToken":"2""#, .drops,
        .serviceDeployments),
    FaultCase(
        "a page of deployments that comes again", "ListServiceDeployments", body: #""nextToken":"2""#,
        .json(#"{"serviceDeployments": [], "nextToken": "2"}"#), .serviceDeployments),
    FaultCase(
        "a deployment without its name", "ListServiceDeployments", .json(#"{"serviceDeployments": [{}]}"#),
        .serviceDeployments),
    FaultCase(
        "one that succeeded and does not say with what", "ListServiceDeployments", body: #""nextToken":"2""#,
        .json(
            #"{"serviceDeployments": [{"serviceDeploymentArn": "g2", "createdAt": 1800000000, "status": "SUCCESSFUL"}]}"#
        ),
        .serviceDeployments),
    FaultCase("descriptions of deployments denied", "DescribeServiceDeployments", denied, .serviceDeployments),
    FaultCase(
        "a deployment that is gone for good", "DescribeServiceDeployments",
        .json(#"{"failures": [{"arn": "d1", "reason": "MISSING"}]}"#), .serviceDeployments),
    FaultCase(
        "a deployment that was left out", "DescribeServiceDeployments",
        .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d1", "targetServiceRevision": {"arn": "r3"}}]}"#),
        .serviceDeployments),
    FaultCase(
        "a deployment without a target", "DescribeServiceDeployments",
        .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d1"}, {"serviceDeploymentArn": "d2"}]}"#),
        .serviceDeployments),
    FaultCase("service revisions lost", "DescribeServiceRevisions", .drops, .serviceDeployments),
    FaultCase(
        "a service revision that failed", "DescribeServiceRevisions",
        .json(#"{"serviceRevisions": [], "failures": [{"arn": "r1"}]}"#), .serviceDeployments),
    FaultCase(
        "a service revision without a task definition", "DescribeServiceRevisions",
        .json(
            """
            {"serviceRevisions": [{"serviceRevisionArn": "r1"}, {"serviceRevisionArn": "r2"},
                                  {"serviceRevisionArn": "r3"}]}
            """), .serviceDeployments),
    FaultCase("running tasks denied", "ListTasks", body: "RUNNING", denied, .tasks),
    FaultCase("stopped tasks lost", "ListTasks", body: "STOPPED", .drops, .tasks),
    FaultCase(
        "task descriptions throttled for good", "DescribeTasks", .error("ThrottlingException", "Rate exceeded"), .tasks),
    FaultCase(
        "a task that failed", "DescribeTasks", .json(#"{"tasks": [], "failures": [{"arn": "b/t1"}]}"#), .tasks),
    FaultCase("tasks that were left out", "DescribeTasks", .json(#"{"tasks": []}"#), .tasks),
    FaultCase(
        "a task without a task definition", "DescribeTasks",
        .json(#"{"tasks": [{"taskArn": "b/t1"}, {"taskArn": "b/t2"}, {"taskArn": "b/t3"}, {"taskArn": "b/t4"}]}"#),
        .tasks),
    FaultCase(
        "a task that names neither a task definition nor a daemon's", "DescribeTasks",
        .json(
            """
            {"tasks": [{"taskArn": "b/t1", "taskDefinitionArn": "arn:aws:ecs:eu-west-1:123456789012:daemon/agent:1"},
                       {"taskArn": "b/t2", "taskDefinitionArn": "cron:2"}, {"taskArn": "b/t3"}, {"taskArn": "b/t4"}]}
            """), .tasks),
]

@Test("each source says how long it took, from the start of all three")
func saysHowLongItTook() async throws {
    let clock = Mutex(-10.0)
    let time = TimeSource(
        now: { noon },
        uptime: {
            clock.withLock { seconds in
                seconds += 10
                return .seconds(seconds)
            }
        }, sleep: { _ in })
    let references = try ECSReferences(account().session(), time: time)
    let readings = await references.read(of: nil).coverage.readings
    let took = readings.map {
        if case .complete(moment(noon), let took, _, _, nil) = $0.state { took } else { Duration.zero }
    }
    #expect(took.sorted() == [.seconds(10), .seconds(20), .seconds(30)])
}

@Test("what was not fully read is not covered, and nothing is removed", arguments: faults)
func failsClosed(_ this: FaultCase) async throws {
    var ecs = account()
    ecs.on(this.call, body: this.contains, this.reply)
    try await expectFailure(of: this.uncovered, ecs)
}

@Test("a time-out of any call, whatever page or batch it asks for, is the same")
func failsClosedOnTimeOuts() async throws {
    let calls = Mutex(Set<[String]>())
    _ = try await ECSReferences(
        account().session { call, body in _ = calls.withLock { $0.insert([call, body]) } },
        time: .stopped(at: noon)
    ).read(of: nil)
    let made = calls.withLock { $0 }
    #expect(Set(made.map { $0[0] }).count == 8)
    for call in made {
        var ecs = account()
        ecs.on(call[0], body: call[1], .drops)
        let uncovered: [ReferenceSource] =
            switch call[0] {
            case "ListClusters": [.serviceDeployments, .services, .tasks]
            case "ListServices", "DescribeServices": [.serviceDeployments, .services]
            case "ListTasks", "DescribeTasks": [.tasks]
            default: [.serviceDeployments]
            }
        try await expectFailure(of: uncovered, ecs, "\(call)")
    }
}

/// These sources are not covered, and nothing is removed.
private func expectFailure(of sources: [ReferenceSource], _ ecs: ScriptedECS, _ comment: Comment? = nil)
    async throws
{
    let reading = try await ECSReferences(ecs.session(), time: .stopped(at: noon)).read(of: nil)
    #expect(reading.coverage.failures.map(\.source) == sources, comment)
    let place = Model.SourceLocation(file: "web.yaml")
    let web = try Family("web")
    let desired = DesiredState([DesiredFamily(web, active: [ActiveEntry(.latest(1), at: place)], location: place)])
    var registrations = Registrations()
    registrations.record(RevisionID(web, 1), by: .other)
    let snapshot = Snapshot(
        active: [web: [1, 2, 3]], registrations: registrations, references: reading.references,
        coverage: reading.coverage)
    var policy = GuardrailPolicy()
    policy.minimumAge = .zero
    #expect(plan(desired, against: snapshot, under: policy, at: noon).removals.isEmpty, comment)
}

@Test("states, types and modes that nobody knows yet change nothing, and a service in Express mode holds its revision")
func readsUnknownValues() async throws {
    var ecs = account()
    ecs.on(
        "DescribeServices",
        .json(
            """
            {"services": [
              {"serviceArn": "a/one", "clusterArn": "a", "taskDefinition": "web:3", "status": "HIBERNATING",
               "resourceManagementType": "ECS", "schedulingStrategy": "NEW", "launchType": "MOON",
               "deploymentController": {"type": "NEW"}, "deploymentConfiguration": {"strategy": "NEW"},
               "deployments": [{"id": "2", "status": "NEW", "taskDefinition": "web:4", "rolloutState": "NEW"}]},
              {"serviceArn": "a/two", "clusterArn": "a", "taskDefinition": "cron:5", "resourceManagementType": "ECS",
               "deployments": [{"id": "1", "status": "PRIMARY", "taskDefinition": "cron:5", "rolloutState": "COMPLETED"}]}]}
            """))
    ecs.on(
        "DescribeTasks",
        .json(
            """
            {"tasks": [
              {"taskArn": "b/t1", "taskDefinitionArn": "cron:1", "lastStatus": "NEW", "desiredStatus": "NEW"},
              {"taskArn": "b/t2", "taskDefinitionArn": "cron:2", "lastStatus": "STOPPED"},
              {"taskArn": "b/t3", "taskDefinitionArn": "cron:3", "lastStatus": "STOPPED"},
              {"taskArn": "b/t4", "taskDefinitionArn": "cron:4", "lastStatus": "STOPPED"}]}
            """))
    let reading = try await ecs.read()
    #expect(reading.coverage.failures == [])
    for used in ["service a/one web:3", "deployment a/one web:4", "service a/two cron:5", "task b/t1 cron:1"] {
        #expect(reading.references.contains { $0.hasPrefix(used) }, "\(used) in \(reading.references)")
    }
}

@Test(
    "a deployment that is paused at a hook, or called a success before its clean-up, leaves both revisions held",
    arguments: ["PAUSED", "SUCCESSFUL"])
func holdsBothRevisions(state: String) async throws {
    var ecs = account()
    // Paused at a hook it is IN_PROGRESS, for up to a day. With early success and deferred clean-up the deployment is
    // SUCCESSFUL, while the tasks of the revision before still run.
    if state == "SUCCESSFUL" {
        ecs.on("ListServiceDeployments", .json(#"{"serviceDeployments": []}"#))
        ecs.on("ListTasks", body: #""cluster":"b","desiredStatus":"RUNNING""#, .json(#"{"taskArns": ["b/t1"]}"#))
        ecs.on("ListTasks", body: #""cluster":"b","desiredStatus":"STOPPED""#, .json(#"{"taskArns": []}"#))
        ecs.on(
            "DescribeTasks",
            .json(#"{"tasks": [{"taskArn": "b/t1", "taskDefinitionArn": "web:8", "lastStatus": "RUNNING"}]}"#))
    } else {
        ecs.on(
            "DescribeServiceDeployments",
            .json(
                """
                {"serviceDeployments": [
                  {"serviceDeploymentArn": "d1", "status": "IN_PROGRESS", "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
                   "lifecycleHookDetails": [{"hookType": "PAUSE", "status": "IN_PROGRESS", "timeoutAction": "ROLLBACK"}],
                   "targetServiceRevision": {"arn": "r3"}, "sourceServiceRevisions": [{"arn": "r1"}]},
                  {"serviceDeploymentArn": "d2", "targetServiceRevision": {"arn": "r3"}}]}
                """))
    }
    let reading = try await ecs.read()
    #expect(reading.coverage.failures == [])
    for used in ["web:3", "web:8"] {
        #expect(reading.references.contains { $0.contains(" \(used)") }, "\(used) in \(reading.references)")
    }
}
