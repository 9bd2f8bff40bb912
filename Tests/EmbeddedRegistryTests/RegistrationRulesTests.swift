import ECSWire
import Testing

@testable import EmbeddedRegistry

/// RegisterTaskDefinition's refusals, one row per rule, through a registry.
@Suite struct RegistrationRulesTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        /// Members of the request; by default `"family":"web"` and one valid container.
        let request: String
        var code = ECSErrorCode.client
        let text: String

        var testDescription: String { name }
    }

    static let good = #"{"name":"app","image":"i","memory":64}"#
    static let fargate = #""family":"web","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc""#

    static func one(_ members: String) -> String { #""family":"web","containerDefinitions":[{\#(members)}]"# }
    static func app(_ members: String) -> String { one(#""name":"app","image":"i","memory":64,\#(members)"#) }
    static func also(_ members: String) -> String { #""family":"web",\#(members),"containerDefinitions":[\#(good)]"# }
    static func on(fargate members: String) -> String { #"\#(fargate),\#(members),"containerDefinitions":[\#(good)]"# }
    static func two(_ first: String, _ second: String) -> String {
        let base = #""image":"i","memory":64"#
        return #""family":"web","containerDefinitions":[{"name":"a",\#(base),\#(first)},"#
            + #"{"name":"b",\#(base),\#(second)}]"#
    }

    static let names = [
        Refusal(
            name: "no family", request: #""containerDefinitions":[\#(good)]"#,
            text: "Family should not be null or empty."),
        Refusal(
            name: "family with a dot", request: #""family":"we.b","containerDefinitions":[\#(good)]"#,
            text: "Family contains invalid characters."),
        Refusal(
            name: "family of 256", request: #""family":"\#(String(repeating: "f", count: 256))""#,
            text: "Family cannot be longer than 255 characters."),
        Refusal(name: "no containers", request: #""family":"web""#, text: "Container list cannot be empty."),
        Refusal(
            name: "eleven containers",
            request: #""family":"web","containerDefinitions":"#
                + "[\(Array(repeating: good, count: 11).joined(separator: ","))]",
            text: "Too many containers."),
        Refusal(
            name: "container without a name", request: one(#""image":"i""#),
            text: "Container.name should not be null or empty."),
        Refusal(
            name: "container with a space", request: one(#""name":"a b","image":"i""#),
            text: "Container.name contains invalid characters."),
        Refusal(
            name: "container without an image", request: one(#""name":"app""#),
            text: "Container.image should not be null or empty."),
        Refusal(
            name: "two containers of one name", request: #""family":"web","containerDefinitions":[\#(good),\#(good)]"#,
            text: "Container names must be unique within a task definition."),
        Refusal(
            name: "nothing essential", request: app(#""essential":false"#),
            text: "Task definition doesn't have any essential container."),
    ]

    static let dependencies = [
        Refusal(
            name: "depends on nothing there",
            request: app(#""dependsOn":[{"containerName":"missing","condition":"START"}]"#),
            text: "Cannot depend on container + 'missing' because it does not exist"),
        Refusal(
            name: "depends in a circle",
            request: two(
                #""dependsOn":[{"containerName":"b","condition":"START"}]"#,
                #""dependsOn":[{"containerName":"a","condition":"START"}]"#),
            text: "Container dependsOn contains a cycle"),
        Refusal(
            name: "depends on itself", request: app(#""dependsOn":[{"containerName":"app","condition":"START"}]"#),
            text: "Container dependsOn contains a cycle"),
        Refusal(
            name: "HEALTHY without a health check",
            request: two(#""dependsOn":[{"containerName":"b","condition":"HEALTHY"}]"#, #""cpu":0"#),
            text: "A dependency container with HEALTHY condition must have health check configured"),
        Refusal(
            name: "SUCCESS of an essential one",
            request: two(#""dependsOn":[{"containerName":"b","condition":"SUCCESS"}]"#, #""cpu":0"#),
            text: "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"),
    ]

    static let sizes = [
        Refusal(
            name: "cpu that is no size", request: also(#""cpu":"lots""#), code: .invalidParameter,
            text: "Invalid 'cpu' setting for task."),
        Refusal(
            name: "memory that is no size", request: also(#""memory":"-1""#), code: .invalidParameter,
            text: "Invalid 'memory' setting for task."),
        Refusal(
            name: "no memory at all", request: one(#""name":"app","image":"i""#),
            text: "Invalid setting for container 'app'. "
                + "At least one of 'memory' or 'memoryReservation' must be specified."),
        Refusal(
            name: "memory of nothing", request: one(#""name":"app","image":"i","memory":0"#),
            text: "Invalid setting for container 'app'. 'memory' must be greater than or equal to 1."),
        Refusal(
            name: "memory below nothing", request: one(#""name":"app","image":"i","memory":-1"#),
            text: "Invalid setting for container 'app'. 'memory' must be greater than or equal to 1."),
        Refusal(
            name: "reservation below nothing", request: app(#""memoryReservation":-1"#),
            text: "Invalid setting for container 'app'. 'memoryReservation' must be greater than or equal to 1."),
        Refusal(
            name: "reservation above the limit", request: app(#""memoryReservation":65"#),
            text: "Invalid setting for container 'app'. "
                + "'memory' must be greater than or equal to 'memoryReservation'."),
        Refusal(
            name: "more cpu than the task has", request: #""cpu":"256",\#(app(#""cpu":257"#))"#,
            text: "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
        Refusal(
            name: "ephemeral storage of 20", request: also(#""ephemeralStorage":{"sizeInGiB":20}"#),
            text: "EphemeralStorage size should be at least 21"),
    ]

    static let fargates = [
        Refusal(
            name: "Fargate on a bridge",
            request: also(#""requiresCompatibilities":["FARGATE"],"networkMode":"bridge","cpu":"256","memory":"512""#),
            text: "Fargate only supports network mode ‘awsvpc’."),
        Refusal(
            name: "Fargate without cpu", request: on(fargate: #""memory":"512""#),
            text: "Fargate requires that 'cpu' be defined at the task level."),
        Refusal(
            name: "Fargate without memory", request: on(fargate: #""cpu":"256""#),
            text: "Fargate requires that 'memory' be defined at the task level."),
        Refusal(
            name: "a combination that is not sold", request: on(fargate: #""cpu":"256","memory":"4096""#),
            text: "No Fargate configuration exists for given values: 256 CPU, 4096 memory. "
                + "See the Amazon ECS documentation for the valid values."),
        Refusal(
            name: "awslogs on Fargate without a role",
            request: #"\#(fargate),"cpu":"256","memory":"512","containerDefinitions":[{"name":"app","image":"i","#
                + #""logConfiguration":{"logDriver":"awslogs","options":{"awslogs-region":"r","awslogs-group":"g"}}}]"#,
            text: "Fargate requires task definition to have execution role ARN to support log driver awslogs."),
    ]

    static let others = [
        Refusal(
            name: "other port of an awsvpc host",
            request: #""networkMode":"awsvpc",\#(app(#""portMappings":[{"containerPort":80,"hostPort":81}]"#))"#,
            text: "When networkMode=awsvpc, the host ports and container ports in port mappings must match."),
        Refusal(
            name: "other port of a host",
            request: #""networkMode":"host",\#(app(#""portMappings":[{"containerPort":80,"hostPort":81}]"#))"#,
            text: "When networkMode=host, the host ports and container ports in port mappings must match."),
        Refusal(
            name: "awslogs without options", request: app(#""logConfiguration":{"logDriver":"awslogs"}"#),
            text: "Log driver awslogs requires options: awslogs-region, awslogs-group"),
        Refusal(
            name: "another processor", request: also(#""runtimePlatform":{"cpuArchitecture":"Z80"}"#),
            text: "Invalid CPU architecture"),
        Refusal(
            name: "another network mode", request: also(#""networkMode":"mesh""#),
            text: "mesh is not a valid value for networkMode. "
                + "The value must be one of [[bridge, host, awsvpc, none]]"),
        Refusal(
            name: "a mount of nothing", request: app(#""mountPoints":[{"sourceVolume":"data","containerPath":"/d"}]"#),
            text: "Unknown volume 'data'."),
        Refusal(name: "an empty list of tags", request: also(#""tags":[]"#), text: "Tags can not be empty."),
        Refusal(
            name: "a tag without a value", request: also(#""tags":[{"key":"k"}]"#),
            text: "Tag value can not be null."),
        Refusal(
            name: "51 tags",
            request: also(#""tags":[\#((0...50).map { #"{"key":"\#($0)","value":""}"# }.joined(separator: ","))]"#),
            code: .invalidParameter, text: "There cannot be more than 50 tags."),
    ]

    /// Each request breaks a rule and the next one: ECS reports the first.
    static let order = [
        Refusal(
            name: "size before family", request: #""cpu":"x","family":"a b""#, code: .invalidParameter,
            text: "Invalid 'cpu' setting for task."),
        Refusal(
            name: "family before containers", request: #""family":"a b","containerDefinitions":[]"#,
            text: "Family contains invalid characters."),
        Refusal(
            name: "containers before essential", request: one(#""name":"app","essential":false"#),
            text: "Container.image should not be null or empty."),
        Refusal(
            name: "essential before network",
            request: #""requiresCompatibilities":["FARGATE"],\#(app(#""essential":false"#))"#,
            text: "Task definition doesn't have any essential container."),
        Refusal(
            name: "network before memory",
            request: #""requiresCompatibilities":["FARGATE"],\#(one(#""name":"app","image":"i""#))"#,
            text: "Fargate only supports network mode ‘awsvpc’."),
        Refusal(
            name: "memory before logs",
            request: one(#""name":"app","image":"i","logConfiguration":{"logDriver":"awslogs"}"#),
            text: "Invalid setting for container 'app'. "
                + "At least one of 'memory' or 'memoryReservation' must be specified."),
    ]

    @Test(arguments: names + dependencies + sizes + fargates + others + order)
    func refuses(test: Refusal) async throws {
        let error = try await TestRegistry().refusal("RegisterTaskDefinition", "{\(test.request)}")
        #expect(error == ECSError(test.code, test.text))
    }

    @Test func refusesWhatIsOverSixtyFourKiB() async throws {
        let value = String(repeating: "x", count: 70_000)
        let error = try await TestRegistry().refusal(
            "RegisterTaskDefinition", "{\(Self.app(#""environment":[{"name":"A","value":"\#(value)"}]"#))}")
        #expect(error.code == .client)
        #expect(error.message.wholeMatch(of: /Actual length: '7\d{4}'. Max allowed length is '65536' bytes./) != nil)
    }

    @Test func aRefusedRegistrationTakesNoNumber() async throws {
        let registry = try TestRegistry()
        _ = try await registry.refusal("RegisterTaskDefinition", #"{"family":"web"}"#)
        #expect(try await registry.register("web").revision == 1)
    }

    static let cpus: [(String, Int?)] = [
        ("256", 256), ("0.25 vCPU", 256), (".25vcpu", 256), ("1 vCPU", 1024), (" 512 ", 512), ("", nil), ("vcpu", nil),
        ("0", nil), ("1e3 vCPU", nil), ("0.0001 vCPU", nil), ("0x10", nil), ("99999999999999999999", nil),
    ]

    @Test(arguments: cpus)
    func readsSizes(text: String, units: Int?) {
        #expect(TaskSize.cpu(text) == units)
    }

    @Test func readsMemory() {
        #expect(TaskSize.memory("0.5 GB") == 512)
        #expect(TaskSize.memory("3GB") == 3072)
        #expect(TaskSize.memory("0.5 vCPU") == nil)
    }
}
