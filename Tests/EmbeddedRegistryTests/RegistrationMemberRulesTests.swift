import AWSWire
import ECSWire
import Foundation
import Testing

@testable import EmbeddedRegistry

/// The rules for single members, one row each, without a registry.
@Suite struct RegistrationMemberRulesTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        /// Members of the request besides the family and the containers.
        var task = ""
        /// Members of the first container besides name, image and memory.
        var app = ""
        /// Members of a second container; nil for no second container.
        var other: String?
        let text: String

        var testDescription: String { name }

        var input: ECS.RegisterTaskDefinition.Input {
            get throws {
                let base = #""image":"i","memory":64"#
                let second = other.map { #",{"name":"b",\#(base)\#($0)}"# } ?? ""
                let json =
                    #"{"family":"web"\#(task),"containerDefinitions":[{"name":"app",\#(base)\#(app)}\#(second)]}"#
                return try WireCoding.decode(ECS.RegisterTaskDefinition.Input.self, from: Data(json.utf8))
            }
        }
    }

    static let awsvpc = #","networkMode":"awsvpc""#
    static let fargate = awsvpc + #","requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512""#
    static let role = #","executionRoleArn":"r""#
    static let awslogs =
        #","logConfiguration":{"logDriver":"awslogs","options":{"awslogs-region":"r","awslogs-group":"g"}}"#

    static func notSupported(_ member: String) -> String {
        "Fargate compatible task definitions do not support \(member)"
    }

    static let containers = [
        Refusal(
            name: "link cycle", app: #","links":["b:x"]"#, other: #","links":["app"]"#,
            text: "Container links should not have a cycle"),
        Refusal(
            name: "link to nobody", app: #","links":["nope"]"#,
            text: "Invalid 'links' setting. Unknown container: 'nope'."),
        Refusal(
            name: "volumes from nobody", app: #","volumesFrom":[{"sourceContainer":"nope"}]"#,
            text: "Invalid 'volumesFrom' setting. Unknown container: 'nope'."),
        Refusal(
            name: "a secret without a name", app: #","secrets":[{"valueFrom":"/s"}]"#,
            text: "secret.name should not be null or empty."),
        Refusal(
            name: "a health check of nothing", app: #","healthCheck":{"command":[]}"#,
            text: "healthCheck.command should not be null or empty."),
        Refusal(
            name: "a policy that is neither on nor off", app: #","restartPolicy":{}"#,
            text: "restartPolicy.enabled should not be null or empty."),
        Refusal(
            name: "eleven files",
            app: #","environmentFiles":["#
                + Array(repeating: #"{"type":"s3","value":"arn:x"}"#, count: 11).joined(separator: ",") + "]",
            text: "The maximum number of environment files was exceeded. Specify ten or less and try again."),
        Refusal(
            name: "a file that is no ARN", app: #","environmentFiles":[{"type":"s3","value":"s3://b/e"}]"#,
            text: "Invalid arn syntax."),
        Refusal(
            name: "a secret twice", task: role,
            app: #","secrets":[{"name":"S","valueFrom":"/s"},{"name":"S","valueFrom":"/t"}]"#,
            text: "Duplicate secret names found: S. Each secret name must be unique."),
        Refusal(
            name: "a secret that is a variable", task: role,
            app: #","secrets":[{"name":"S","valueFrom":"/s"}],"environment":[{"name":"S","value":""}]"#,
            text: "The secret name must be unique and not shared with any new or existing environment variables "
                + "set on the container, such as 'S'."),
        Refusal(
            name: "a secret without a role", app: #","secrets":[{"name":"S","valueFrom":"/s"}]"#,
            text: "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."),
        Refusal(
            name: "a private registry without a role", app: #","repositoryCredentials":{"credentialsParameter":"p"}"#,
            text: "Private repository authentication requires that the task definition specify a value for "
                + "executionRoleArn."),
        Refusal(
            name: "a health check too rare", app: #","healthCheck":{"command":["x"],"interval":301}"#,
            text: "Health check interval must be less than or equal to the maximum allowed value 300 "
                + "for container 'app'"),
        Refusal(
            name: "a health check too short", app: #","healthCheck":{"command":["x"],"timeout":1}"#,
            text: "Health check timeout must be greater than or equal to the minimum allowed value 2 "
                + "for container 'app'"),
        Refusal(
            name: "a restart too soon", app: #","restartPolicy":{"enabled":true,"restartAttemptPeriod":59}"#,
            text: "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800."),
        Refusal(
            name: "a soft limit above the hard one",
            app: #","ulimits":[{"name":"nofile","softLimit":2,"hardLimit":1}]"#,
            text: "Soft limit exceeds hard limit for ulimit nofile"),
        Refusal(
            name: "a disk in memory of nothing", app: #","linuxParameters":{"tmpfs":[{"containerPath":"/t"}]}"#,
            text: "The container has an invalid tmpfs size value specified. "
                + "It must be a non-zero, non-negative integer."),
        Refusal(
            name: "swappiness of 101", app: #","linuxParameters":{"swappiness":101}"#,
            text: "Invalid setting for container 'app'. 'swappiness' must be between 0 and 100."),
        Refusal(
            name: "no router", app: #","logConfiguration":{"logDriver":"awsfirelens"}"#,
            text: "When awsfirelens log driver is specified in log configuration, "
                + "a firelens configuration object must be configured in one of the containers."),
        Refusal(
            name: "a router for nobody", app: #","firelensConfiguration":{"type":"fluentd"}"#,
            text: "When a firelensConfiguration object is specified, "
                + "at least one container has to be configured with the awsfirelens log driver."),
        Refusal(
            name: "memory above the task's", task: #","memory":"63""#,
            text: "The 'memory' setting for container 'app' is greater than for the task."),
        Refusal(
            name: "reservations above the task's", task: #","memory":"64""#, app: #","memoryReservation":33"#,
            other: #","memoryReservation":32"#,
            text: "The sum of all container 'memoryReservation' values cannot be greater than "
                + "the value of the task 'memory'."),
    ]

    static let networks = [
        Refusal(
            name: "links of awsvpc", task: awsvpc, app: #","links":["b"]"#, other: "",
            text: "Links are not supported when networkMode=awsvpc."),
        Refusal(
            name: "a hostname of awsvpc", task: awsvpc, app: #","hostname":"h""#,
            text: "hostname is not supported on container when networkMode=awsvpc."),
        Refusal(
            name: "DNS servers of awsvpc", task: awsvpc, app: #","dnsServers":["1.1.1.1"]"#,
            text: "DNS servers are not supported on container when networkMode=awsvpc."),
        Refusal(
            name: "hosts of awsvpc", task: awsvpc, app: #","extraHosts":[{"hostname":"h","ipAddress":"i"}]"#,
            text: "Extra hosts are not supported on container when networkMode=awsvpc."),
        Refusal(
            name: "no networking of awsvpc", task: awsvpc, app: #","disableNetworking":true"#,
            text: "Disable Networking is not supported on container when networkMode=awsvpc."),
        Refusal(
            name: "awsvpc outside", task: awsvpc + #","requiresCompatibilities":["EXTERNAL"]"#,
            text: "Tasks using the External launch type do not support network mode 'awsvpc'."),
        Refusal(
            name: "a proxy on a bridge", task: #","proxyConfiguration":{"containerName":"app"}"#,
            text: "APPMESH proxy configuration is only supported in networkMode=awsvpc"),
        Refusal(
            name: "a proxy that is not there", task: awsvpc + #","proxyConfiguration":{"containerName":"envoy"}"#,
            text: "Proxy container [envoy] does not exist."),
        Refusal(
            name: "a proxy without a port", task: awsvpc + #","proxyConfiguration":{"containerName":"app"}"#,
            text: "Ingress port not found"),
        Refusal(
            name: "no port", app: #","portMappings":[{"hostPort":80}]"#,
            text: "Invalid 'containerPort' setting for container 'app'."),
        Refusal(
            name: "a port and a range", app: #","portMappings":[{"containerPort":80,"containerPortRange":"80-81"}]"#,
            text: "Invalid port mapping for container 'app', cannot specify both single port and port range."),
        Refusal(
            name: "a range backwards", app: #","portMappings":[{"containerPortRange":"81-80"}]"#,
            text: "Invalid 'containerPortRange' setting for container 'app'."),
        Refusal(
            name: "a port of the host twice",
            app: #","portMappings":[{"containerPort":80,"hostPort":99},{"containerPort":81,"hostPort":99}]"#,
            text: "TCP host port '99' is mapped multiple times in task."),
        Refusal(
            name: "a port of two containers", task: awsvpc, app: #","portMappings":[{"containerPort":80}]"#,
            other: #","portMappings":[{"containerPortRange":"1-80"}]"#,
            text: "TCP container port '80' is used multiple times in task when networkMode=awsvpc."),
        Refusal(
            name: "a name of two ports", task: awsvpc,
            app: #","portMappings":[{"containerPort":80,"name":"a"},{"containerPort":81,"name":"a"}]"#,
            text: "When networkMode=awsvpc, port mapping name is already used"),
    ]

    static let fargates = [
        Refusal(
            name: "the host's processes", task: fargate + #","pidMode":"host""#,
            text: "Tasks using the Fargate launch type do not support pidMode 'host'. "
                + "The supported value for pidMode is 'task'."),
        Refusal(name: "shared memory", task: fargate + #","ipcMode":"task""#, text: notSupported("ipcMode")),
        Refusal(
            name: "constraints", task: fargate + #","placementConstraints":[{"type":"memberOf"}]"#,
            text: notSupported("constraints")),
        Refusal(
            name: "a folder of the host", task: fargate + #","volumes":[{"name":"v","host":{"sourcePath":"/"}}]"#,
            text: notSupported("sourcePath")),
        Refusal(
            name: "a volume of Docker's", task: fargate + #","volumes":[{"name":"v","dockerVolumeConfiguration":{}}]"#,
            text: notSupported("dockerVolumeConfiguration")),
        Refusal(
            name: "privileged", task: fargate, app: #","privileged":true"#,
            text: "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level."),
        Refusal(
            name: "security options", task: fargate, app: #","dockerSecurityOptions":["x"]"#,
            text: notSupported("dockerSecurityOptions")),
        Refusal(
            name: "a GPU", task: fargate, app: #","resourceRequirements":[{"type":"GPU","value":"1"}]"#,
            text: "Tasks using the Fargate launch type do not support GPU resource requirements."),
        Refusal(
            name: "another log driver", task: fargate, app: #","logConfiguration":{"logDriver":"syslog"}"#,
            text: "syslog is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]"),
        Refusal(
            name: "devices", task: fargate, app: #","linuxParameters":{"devices":[{"hostPath":"/dev/x"}]}"#,
            text: notSupported("devices")),
        Refusal(
            name: "shared memory's size", task: fargate, app: #","linuxParameters":{"sharedMemorySize":1}"#,
            text: notSupported("sharedMemorySize")),
        Refusal(name: "swap", task: fargate, app: #","linuxParameters":{"maxSwap":1}"#, text: notSupported("maxSwap")),
        Refusal(
            name: "a capability", task: fargate, app: #","linuxParameters":{"capabilities":{"add":["SYSLOG"]}}"#,
            text: "SYSLOG is not allowed on Fargate."),
        Refusal(
            name: "a stop of two minutes and more", task: fargate, app: #","stopTimeout":121"#,
            text: "The 'stopTimeout' setting for container 'app' must be between 0 and 120."),
        Refusal(
            name: "a log without a stream", task: fargate + role, app: awslogs,
            text: "Fargate requires log configuration options to include awslogs-stream-prefix "
                + "to support log driver awslogs."),
    ]

    static let volumes = [
        Refusal(
            name: "a name with a dot", task: #","volumes":[{"name":"a.b"}]"#,
            text: "volume.name contains invalid characters."),
        Refusal(
            name: "a name twice", task: #","volumes":[{"name":"v"},{"name":"v"}]"#,
            text: "Volume names must be unique within a task definition."),
        Refusal(
            name: "a blank path", task: #","volumes":[{"host":{"sourcePath":""}}]"#,
            text: "host.sourcePath should not be blank."),
        Refusal(
            name: "two kinds",
            task: #","volumes":[{"configuredAtLaunch":true,"dockerVolumeConfiguration":{}}]"#,
            text: "When the volume parameter is specified, only one volume configuration type should be used."),
        Refusal(
            name: "EFS without a file system", task: #","volumes":[{"efsVolumeConfiguration":{}}]"#,
            text: "volume.efsVolumeConfiguration.fileSystemId should not be null or empty."),
        Refusal(
            name: "EFS signed in clear",
            task:
                #","volumes":[{"efsVolumeConfiguration":{"fileSystemId":"f","authorizationConfig":"#
                + #"{"iam":"ENABLED"}}}]"#,
            text: "EFS IAM authorization requires TransitEncryption to be enabled."),
        Refusal(
            name: "EFS's port in clear",
            task: #","volumes":[{"efsVolumeConfiguration":{"fileSystemId":"f","transitEncryptionPort":1}}]"#,
            text: "TransitEncryptionPort requires that TransitEncryption is enabled."),
        Refusal(
            name: "a mount of no volume", app: #","mountPoints":[{"containerPath":"/v"}]"#,
            text: "Unknown volume 'null'."),
        Refusal(
            name: "a mount without a place", task: #","volumes":[{"name":"v"}]"#,
            app: #","mountPoints":[{"sourceVolume":"v"}]"#,
            text: "mountPoint.containerPath should not be null or empty."),
        Refusal(
            name: "a launch volume for nobody", task: #","volumes":[{"name":"v","configuredAtLaunch":true}]"#,
            text: "Volumes [v] are not referenced by any of the containers"),
        Refusal(
            name: "storage on EC2",
            task: #","requiresCompatibilities":["EC2"],"ephemeralStorage":{"sizeInGiB":21}"#,
            text: "Tasks using the EC2 launch type do not support EphemeralStorage."),
        Refusal(
            name: "201 GiB", task: #","ephemeralStorage":{"sizeInGiB":201}"#,
            text: "EphemeralStorage size should be at most 200"),
    ]

    @Test(arguments: containers + networks + fargates + volumes)
    func refuses(test: Refusal) throws {
        let input = try test.input
        #expect(throws: ECSError.refused(test.text)) { try RegistrationRules.check(input) }
    }

    static let ranges: [(String, ClosedRange<Int>?)] = [
        ("80-90", 80...90), ("80-80", 80...80), ("1-65535", 1...65535), ("90-80", nil), ("80", nil), ("80-", nil),
        ("-80", nil), ("0-80", nil), ("80-65536", nil), ("80-90-100", nil), ("+80-90", nil), (" 80-90", nil), ("", nil),
        ("1-99999999999999999999", nil),
    ]

    @Test(arguments: ranges)
    func readsRangesOfPorts(text: String, ports: ClosedRange<Int>?) {
        #expect(PortRules.ports(text) == ports)
    }

    static let images: [(String, Bool)] = [
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1", true),
        ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/web", true),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web", true),
        ("123456789012.dkr-ecr.eu-west-1.on.aws/web", true),
        ("public.ecr.aws/nginx/nginx", false), ("nginx", false), ("example.com/dkr.ecr.amazonaws.com/x", false),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com", false),
    ]

    @Test(arguments: images)
    func knowsImagesOfECR(image: String, isInECR: Bool) {
        #expect(ImageName.isInECR(image) == isInECR)
    }
}
