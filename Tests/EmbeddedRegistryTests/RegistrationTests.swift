import AWSWire
import ECSWire
import Foundation
import Testing

@testable import EmbeddedRegistry

/// The shape of a registered definition.
@Suite struct RegistrationTests {
    @Test func writesDefaultsIntoContainers() async throws {
        let container = try #require(try await TestRegistry().register("web").containerDefinitions?.first)
        #expect(
            container
                == ECS.ContainerDefinition {
                    ($0.name, $0.image, $0.memory, $0.cpu, $0.essential) = ("app", "i", 64, 0, true)
                    ($0.environment, $0.mountPoints, $0.portMappings) = ([], [], [])
                    ($0.systemControls, $0.volumesFrom) = ([], [])
                })
    }

    @Test func writesTheRestOfTheDefinition() async throws {
        let definition = try await TestRegistry().register("web")
        #expect(definition.taskDefinitionArn == "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1")
        #expect((definition.family, definition.revision) == ("web", 1))
        #expect(definition.status == "ACTIVE")
        #expect(definition.registeredAt == Timestamp(Date(timeIntervalSince1970: 1_750_000_000)))
        #expect(definition.registeredBy == "arn:aws:iam::123456789012:root")
        #expect(definition.placementConstraints == [])
        #expect(definition.volumes == [])
        #expect(definition.networkMode == nil)
        #expect(definition.requiresCompatibilities == nil)
        #expect(definition.requiresAttributes == nil)
        #expect(definition.deregisteredAt == nil)
    }

    struct Ports: Sendable, CustomTestStringConvertible {
        let mode: String?
        let sent: String
        let kept: ECS.PortMapping

        var testDescription: String { "\(mode ?? "default") \(sent)" }
    }

    @Test(arguments: [
        Ports(mode: nil, sent: #"{"containerPort":80}"#, kept: port(80, 0)),
        Ports(mode: "bridge", sent: #"{"containerPort":80,"hostPort":8080}"#, kept: port(80, 8080)),
        Ports(mode: "awsvpc", sent: #"{"containerPort":80}"#, kept: port(80, 80)),
        Ports(mode: "host", sent: #"{"containerPort":80,"hostPort":80}"#, kept: port(80, 80)),
        Ports(
            mode: nil, sent: #"{"containerPortRange":"80-90","protocol":"udp"}"#,
            kept: ECS.PortMapping { ($0.containerPortRange, $0.protocol) = ("80-90", "udp") }),
    ])
    func completesPortMappings(test: Ports) async throws {
        let mode = test.mode.map { #""networkMode":"\#($0)","# } ?? ""
        let definition = try await TestRegistry().register("web", #","portMappings":[\#(test.sent)]"#, more: mode)
        #expect(definition.containerDefinitions?.first?.portMappings == [test.kept])
    }

    private static func port(_ container: Int, _ host: Int) -> ECS.PortMapping {
        ECS.PortMapping { ($0.containerPort, $0.hostPort, $0.protocol) = (container, host, "tcp") }
    }

    struct Derivation: Sendable, CustomTestStringConvertible {
        let name: String
        var container = ""
        var more = ""
        let compatibilities: Set<String>
        let attributes: Set<String>

        var testDescription: String { name }
    }

    @Test(arguments: [
        Derivation(name: "bridge", compatibilities: ["EC2", "EXTERNAL"], attributes: []),
        Derivation(
            name: "awsvpc", more: #""networkMode":"awsvpc","#,
            compatibilities: ["EC2", "MANAGED_INSTANCES", "FARGATE"],
            attributes: ["com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"]),
        Derivation(
            name: "Windows", more: #""runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"},"#,
            compatibilities: ["EC2", "FARGATE"], attributes: []),
        Derivation(
            name: "awslogs",
            container: #","logConfiguration":{"logDriver":"awslogs","#
                + #""options":{"awslogs-region":"r","awslogs-group":"g"}}"#,
            compatibilities: ["EC2", "EXTERNAL"],
            attributes: [
                "com.amazonaws.ecs.capability.logging-driver.awslogs",
                "com.amazonaws.ecs.capability.docker-remote-api.1.19",
            ]),
        Derivation(
            name: "awsvpc that Fargate refuses", more: #""networkMode":"awsvpc","ipcMode":"host","#,
            compatibilities: ["EC2", "MANAGED_INSTANCES"],
            attributes: [
                "com.amazonaws.ecs.capability.docker-remote-api.1.17",
                "com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni",
                "ecs.capability.pid-ipc-namespace-sharing",
            ]),
        Derivation(
            name: "awsvpc of a size that Fargate does not sell",
            more: #""networkMode":"awsvpc","cpu":"512","memory":"717","#,
            compatibilities: ["EC2", "MANAGED_INSTANCES"],
            attributes: ["com.amazonaws.ecs.capability.docker-remote-api.1.18", "ecs.capability.task-eni"]),
        Derivation(
            name: "health check", container: #","healthCheck":{"command":["x"]}"#,
            compatibilities: ["EC2", "EXTERNAL"],
            attributes: [
                "ecs.capability.container-health-check", "com.amazonaws.ecs.capability.docker-remote-api.1.24",
            ]),
        Derivation(
            name: "time-outs", container: #","stopTimeout":30"#, compatibilities: ["EC2", "EXTERNAL"],
            attributes: ["ecs.capability.container-ordering"]),
    ])
    func derives(test: Derivation) async throws {
        let definition = try await TestRegistry().register("web", test.container, more: test.more)
        #expect(Set(definition.compatibilities ?? []) == test.compatibilities)
        #expect(Set((definition.requiresAttributes ?? []).compactMap(\.name)) == test.attributes)
    }

    @Test func writesDefaultsIntoHealthChecksRoutersAndLimits() async throws {
        let body = #"""
            {"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":64,"ulimits":[{"name":"core"}],
            "firelensConfiguration":{"type":"fluentbit"},"healthCheck":{"command":["x"],"retries":1}},
            {"name":"b","image":"i","memory":64,"logConfiguration":{"logDriver":"awsfirelens"}}]}
            """#
        let output = try await TestRegistry().call(ECS.RegisterTaskDefinition.self, body)
        let container = try #require(output.taskDefinition?.containerDefinitions?.first)
        #expect(container.user == "0")
        #expect(container.ulimits == [ECS.Ulimit { ($0.name, $0.softLimit, $0.hardLimit) = ("core", 0, 0) }])
        #expect(container.healthCheck?.interval == 30)
        #expect(container.healthCheck?.timeout == 5)
        #expect(container.healthCheck?.retries == 1)
        #expect(container.healthCheck?.startPeriod == nil)
    }

    @Test func sizesBecomeUnits() async throws {
        let definition = try await TestRegistry().register("web", more: #""cpu":"0.25 vCPU","memory":"0.5 GB","#)
        #expect(definition.cpu == "256")
        #expect(definition.memory == "512")
    }

    @Test func identicalContentIsANewRevision() async throws {
        let registry = try TestRegistry()
        #expect(try await registry.register("web").revision == 1)
        #expect(try await registry.register("web").revision == 2)
        #expect(try await registry.register("api").revision == 1)
    }

    @Test func tagsStandBesideTheDefinitionAndAreNotInherited() async throws {
        let registry = try TestRegistry()
        let body = #"{"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":64}]"#
        let tagged = try await registry.call(
            ECS.RegisterTaskDefinition.self, body + #","tags":[{"key":"release","value":"stable"}]}"#)
        #expect(tagged.tags == [ECS.Tag { ($0.key, $0.value) = ("release", "stable") }])
        #expect(try await registry.call(ECS.RegisterTaskDefinition.self, body + "}").tags == nil)
    }

    @Test func givesBackWhatWasSent() async throws {
        let registry = try TestRegistry()
        let sent = #"""
            {"family":"full","taskRoleArn":"r","executionRoleArn":"e","pidMode":"task","ipcMode":"host",
            "networkMode":"awsvpc",
            "placementConstraints":[{"type":"memberOf","expression":"x"}],"enableFaultInjection":true,
            "volumes":[{"name":"v","host":{"sourcePath":"/s"}}],"ephemeralStorage":{"sizeInGiB":30},
            "runtimePlatform":{"cpuArchitecture":"ARM64","operatingSystemFamily":"LINUX"},
            "proxyConfiguration":{"type":"APPMESH","containerName":"app","properties":[
            {"name":"ProxyIngressPort","value":"1"},
            {"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"}]},
            "containerDefinitions":[{"name":"app","image":"i","memory":64,"cpu":0,"essential":true,"environment":[],
            "mountPoints":[{"sourceVolume":"v","containerPath":"/v","readOnly":true}],"portMappings":[],
            "systemControls":[],"volumesFrom":[],"dockerLabels":{"Com.Example.KEY":"ü/\"\\"},
            "ulimits":[{"name":"nofile","softLimit":1,"hardLimit":2}],"command":["sh","-c","a && b"],
            "healthCheck":{"command":["CMD","x"],"interval":5,"timeout":2,"retries":1}}]}
            """#
        let output = try await registry.call(ECS.RegisterTaskDefinition.self, sent)
        let input = try WireCoding.decode(ECS.RegisterTaskDefinition.Input.self, from: Data(sent.utf8))
        let kept = try #require(output.taskDefinition)
        #expect(kept.containerDefinitions == input.containerDefinitions)
        #expect(kept.volumes == input.volumes)
        #expect(kept.proxyConfiguration == input.proxyConfiguration)
        #expect(kept.runtimePlatform == input.runtimePlatform)
        #expect((kept.taskRoleArn, kept.executionRoleArn) == ("r", "e"))
        #expect((kept.pidMode, kept.ipcMode, kept.enableFaultInjection) == ("task", "host", true))
        #expect(kept.ephemeralStorage == input.ephemeralStorage)
        #expect(kept.placementConstraints == input.placementConstraints)
    }

    /// `é` as one character and as two are two keys, although Swift's strings compare equal, among few members and
    /// among many.
    @Test(arguments: [0, 40]) func keysAreToldApartByTheirBytes(more: Int) async throws {
        let registry = try TestRegistry()
        let others = (0..<more).map { #","k\#($0)":"""# }.joined()
        let labels = #"{"\u00e9":"one","e\u0301":"two"\#(others)}"#
        _ = try await registry.register("web", #","dockerLabels":\#(labels)"#)
        let answer = await registry.send("DescribeTaskDefinition", #"{"taskDefinition":"web"}"#).body
        for pair in ["\u{e9}\":\"one\"", "e\u{301}\":\"two\""] {
            #expect(answer.range(of: Data(pair.utf8)) != nil, "\(pair)")
        }
    }

    /// Comparing such a text takes time quadratic in its length: a single one would block everything else for minutes.
    @Test(arguments: [
        ("RegisterTaskDefinition", #"{"family":"f","containerDefinitions":[{"dockerLabels":{"TEXT":""}}]}"#),
        ("ListTasks", #"{"launchType":"TEXT"}"#), ("DescribeTaskDefinition", #"{"taskDefinition":"TEXT"}"#),
    ])
    func refusesTextThatNoLanguageHas(operation: String, body: String) async throws {
        let text = "e" + String(repeating: "\u{301}\u{323}", count: 100_000)
        let refusal = try await TestRegistry().refusal(operation, body.replacing("TEXT", with: text))
        #expect(refusal.code == .serialization)
        #expect(refusal.message.hasSuffix("too many combining characters."), "\(refusal.message)")
    }
}
