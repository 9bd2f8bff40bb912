import AWSAdapters
import AWSClient
import Foundation
import Model
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing

/// One cluster, whose script can be changed between two readings by one reader.
private final class Account: Sendable {
    private let script: Script
    private let session: AWSSession
    private let references: ECSReferences

    private final class Script: Sendable {
        let current: Mutex<ScriptedECS>

        init(_ script: ScriptedECS) { current = Mutex(script) }
    }

    init(_ ecs: ScriptedECS) throws {
        let script = Script(ecs)
        self.script = script
        session = try ScriptedECS.session { script.current.withLock { $0 } }
        references = try ECSReferences(session, time: .stopped(at: noon))
    }

    func change(_ call: String, body: String = "", _ reply: ScriptedECS.Reply) {
        script.current.withLock { $0.on(call, body: body, reply) }
    }

    /// A reading, and how often it called each operation.
    func read(_ families: Set<Family>? = nil) async -> (reading: ReferenceReading, calls: [String: Int]) {
        let before = session.callCount.byAction
        let reading = await references.read(of: families)
        return (
            reading,
            session.callCount.byAction.merging(before, uniquingKeysWith: -).filter { $0.value > 0 }
        )
    }
}

private func service(deployment id: String, taskDefinition: String = "web:3", more: String = "") -> ScriptedECS.Reply {
    .json(
        """
        {"services": [{"serviceArn": "s", "clusterArn": "a", "status": "ACTIVE", "taskDefinition": "\(taskDefinition)",
          "deployments": [{"id": "\(id)", "status": "PRIMARY", "taskDefinition": "\(taskDefinition)",
                           "rolloutState": "COMPLETED", "createdAt": 1700000000, "updatedAt": 1700000001}]\(more)}]}
        """)
}

private func oneService() -> ScriptedECS {
    var ecs = ScriptedECS()
    ecs.on("ListClusters", .json(#"{"clusterArns": ["a"]}"#))
    ecs.on("ListServices", .json(#"{"serviceArns": ["s"]}"#))
    ecs.on("DescribeServices", service(deployment: "1"))
    ecs.on("ListServiceDeployments", .json(#"{"serviceDeployments": []}"#))
    ecs.on(
        "DescribeServiceDeployments",
        .json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d", "targetServiceRevision": {"arn": "r"}}]}"#))
    ecs.on(
        "DescribeServiceRevisions",
        .json(#"{"serviceRevisions": [{"serviceRevisionArn": "r", "taskDefinition": "web:1"}]}"#))
    ecs.on("ListTasks", .json(#"{"taskArns": []}"#))
    return ecs
}

private let inFlight = ScriptedECS.Reply.json(#"{"serviceDeployments": [{"serviceDeploymentArn": "d"}]}"#)

@Suite("A second reading") struct RepeatedReadingTests {
    @Test("does not list the deployments of a service to which nothing has happened")
    func skipsQuietServices() async throws {
        let account = try Account(oneService())
        #expect(await account.read().calls["ecs:ListServiceDeployments"] == 1)
        let second = await account.read()
        #expect(second.calls["ecs:ListServiceDeployments"] == nil)
        #expect(second.reading.coverage.isComplete)
        #expect(second.reading.coverage.readings.map(\.source) == [.serviceDeployments, .services, .tasks])
    }

    struct ChangeCase: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let description: ScriptedECS.Reply
    }

    @Test(
        "lists them again when the service is described otherwise",
        arguments: [
            ChangeCase(testDescription: "a new deployment", description: service(deployment: "2")),
            ChangeCase(
                testDescription: "another revision",
                description: service(deployment: "1", taskDefinition: "web:4")),
            ChangeCase(
                testDescription: "a service deployment",
                description: service(deployment: "1", more: #", "currentServiceDeployment": "d""#)),
            ChangeCase(
                testDescription: "a service revision",
                description: service(deployment: "1", more: #", "currentServiceRevisions": [{"arn": "r"}]"#)),
            ChangeCase(
                testDescription: "a service that names no deployments, twice",
                description: .json(#"{"services": [{"serviceArn": "s", "taskDefinition": "web:3"}]}"#)),
        ])
    func listsChangedServices(_ this: ChangeCase) async throws {
        let account = try Account(oneService())
        if this.testDescription.hasSuffix("twice") { account.change("DescribeServices", this.description) }
        _ = await account.read()
        account.change("DescribeServices", this.description)
        account.change("ListServiceDeployments", inFlight)
        let second = await account.read()
        #expect(second.calls["ecs:ListServiceDeployments"] == 1)
        #expect(second.reading.references.contains { $0.kind == .serviceDeployment })
    }

    @Test("lists them again when one was in flight, and when the list could not be read")
    func listsBusyServices() async throws {
        let account = try Account(oneService())
        account.change("ListServiceDeployments", inFlight)
        _ = await account.read()
        account.change("ListServiceDeployments", .error("AccessDeniedException", "no"))
        #expect(await account.read().reading.coverage.failures.map(\.source) == [.serviceDeployments])
        #expect(await account.read().reading.coverage.failures.map(\.source) == [.serviceDeployments])
    }

    @Test("a service that was quiet and cannot be described any more leaves both sources uncovered")
    func neverTrustsTheLast() async throws {
        let account = try Account(oneService())
        _ = await account.read()
        account.change("DescribeServices", .drops)
        #expect(await account.read().reading.coverage.failures.map(\.source) == [.serviceDeployments, .services])
    }

    @Test("lists the tasks of the families that matter alone where that is cheaper, and all of them otherwise")
    func listsByFamily() async throws {
        var ecs = oneService()
        // Four pages of running tasks, of ten families.
        let pages = (0..<4).map { page in (0..<100).map { "t\(1000 + page * 100 + $0)" } }
        for (page, tasks) in pages.enumerated() {
            let next = page < 3 ? #", "nextToken": "p\#(page + 1)""# : ""
            ecs.on(
                "ListTasks", body: page == 0 ? #""desiredStatus":"RUNNING""# : #""nextToken":"p\#(page)""#,
                .json(#"{"taskArns": [\#(tasks.map { #""\#($0)""# }.joined(separator: ","))]\#(next)}"#))
            let described = tasks.map {
                #"{"taskArn": "\#($0)", "taskDefinitionArn": "f\#($0.suffix(1)):1", "lastStatus": "RUNNING"}"#
            }
            ecs.on(
                "DescribeTasks", body: #""\#(tasks[50])""#, .json(#"{"tasks": [\#(described.joined(separator: ","))]}"#)
            )
        }
        let account = try Account(ecs)
        let tasks = { (reading: ReferenceReading) in reading.coverage.readings.first { $0.source == .tasks }?.state }
        let all = [try Family("f1"), try Family("f2"), try Family("f3"), try Family("f4"), try Family("f5")]
        let first = await account.read(Set(all.prefix(1)))
        #expect(first.calls["ecs:ListTasks"] == 5, "nothing is known yet")
        #expect(tasks(first.reading) == .complete(readAt: noon, references: 400))
        account.change("ListTasks", body: #""family":"f1""#, .json(#"{"taskArns": ["t1001"]}"#))
        account.change(
            "DescribeTasks", body: #"["t1001"]"#,
            .json(#"{"tasks": [{"taskArn": "t1001", "taskDefinitionArn": "f1:7", "lastStatus": "RUNNING"}]}"#))
        let one = await account.read(Set(all.prefix(1)))
        #expect(one.calls["ecs:ListTasks"] == 2)
        #expect(one.calls["ecs:DescribeTasks"] == 1)
        #expect(one.reading.references.filter { $0.kind == .task }.map(\.name) == ["t1001"])
        #expect(tasks(one.reading) == .complete(readAt: noon, references: 1, of: [all[0]]))
        #expect(await account.read(Set(all)).calls["ecs:ListTasks"] == 5, "five families are not cheaper")
        #expect(await account.read(nil).calls["ecs:ListTasks"] == 5)
    }
}
