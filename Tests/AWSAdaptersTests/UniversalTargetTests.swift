import Planning
import Testing

@testable import AWSAdapters

/// What schedules that call ECS by its own parameters name.
@Suite struct UniversalTargetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var operation = "runtask"
        let input: String?
        let finds: [String]

        init(_ name: String, of operation: String = "runtask", _ input: String?, _ finds: String...) {
            testDescription = name
            self.operation = operation
            self.input = input
            self.finds = finds
        }
    }

    @Test(arguments: [
        Case("pinned", #"{"TaskDefinition": "web:3", "Cluster": "main"}"#, "web:3"),
        Case("in lower case", #"{"taskDefinition": "web:3"}"#, "web:3"),
        Case("bare", #"{"TaskDefinition": "web"}"#, "web"),
        Case("an ARN", #"{"TaskDefinition": "\#(EventBridge.definitions)/web:3"}"#, "web:3 in eu-west-1"),
        Case("both spellings", #"{"taskDefinition": "web:3", "TaskDefinition": "web:4"}"#, "web:3", "web:4"),
        Case("one is null", #"{"taskDefinition": null, "TaskDefinition": "web:4"}"#, "web:4"),
        Case("starts", of: "starttask", #"{"TaskDefinition": "web:3"}"#, "web:3"),
        Case("a task set", of: "createtaskset", #"{"TaskDefinition": "web:3"}"#, "web:3"),
        Case("a new service", of: "createservice", #"{"TaskDefinition": "web:3"}"#, "web:3"),
        Case("a service that is scaled", of: "updateservice", #"{"Service": "a", "DesiredCount": 0}"#),
        Case("a service that is moved", of: "updateservice", #"{"TaskDefinition": "web:3"}"#, "web:3"),
        Case("another operation", of: "stoptask", #"{"Task": "x"}"#),
        Case(
            "a service in Express mode", of: "updateexpressgatewayservice", #"{"TaskDefinitionArn": "web:3"}"#, "web:3"),
        Case("an operation that is not known", of: "runfleet", #"{"a": [{"taskDefinition": "web:3"}]}"#, "web:3"),
        Case("one that is not known, with nothing", of: "runfleet", #"{"a": "b"}"#),
        Case("a daemon's", of: "updatedaemon", #"{"DaemonTaskDefinitionArn": "web:3"}"#),
        Case("one that takes out of service", of: "deregistertaskdefinition", #"{"TaskDefinition": "web:3"}"#),
        Case(
            "the revision is put in", #"{"TaskDefinition": "web:<aws.scheduler.attempt-number>"}"#,
            "opaque web web:<aws.scheduler.attempt-number>"),
        Case(
            "the revision of an ARN is put in",
            #"{"TaskDefinition": "\#(EventBridge.definitions)/web:<aws.scheduler.attempt-number>"}"#,
            "opaque web \(EventBridge.definitions)/web:<aws.scheduler.attempt-number>"),
        Case(
            "the family is put in", #"{"TaskDefinition": "web<aws.scheduler.execution-id>"}"#,
            "opaque any web<aws.scheduler.execution-id>"),
        Case(
            "elsewhere in the input", #"{"TaskDefinition": "web:3", "StartedBy": "<aws.scheduler.execution-id>"}"#,
            "web:3"),
    ])
    func finds(test: Case) {
        let target = UniversalTarget(ECSOperation(test.operation), input: test.input, isEnabled: true)
        #expect(target.targets.map(\.inWords).sorted() == test.finds)
    }

    @Test(
        "what cannot be read may use the families that it names, and all if it names none",
        arguments: [
            Case("no input", nil, "opaque any unnamed runTask"),
            Case("no name", #"{"Cluster": "main"}"#, "opaque any unnamed runTask"),
            Case("a list", #"["web:3"]"#, "opaque any unnamed runTask"),
            Case("no name for a task set", of: "createtaskset", "{}", "opaque any unnamed createTaskSet"),
            Case("no JSON", "web:3", "opaque any its Input: it is not JSON, or nested more than 512 deep"),
            Case(
                "cut short", #"{"TaskDefinition": "web:3""#,
                "opaque web its Input: it is not JSON, or nested more than 512 deep", "web:3"),
            Case("no text", #"{"TaskDefinition": 3}"#, "opaque any notAName a task definition that is not a string"),
            Case(
                "twice", #"{"TaskDefinition": "web:3", "TaskDefinition": "api:4"}"#,
                "api:4", "opaque api its Input: an object has the key 'TaskDefinition' twice",
                "opaque web its Input: an object has the key 'TaskDefinition' twice", "web:3"),
            Case(
                "no JSON where no name is needed", of: "updateservice", "<aws.scheduler.execution-id>",
                "opaque any its Input: it is not JSON, or nested more than 512 deep"),
            Case("not a name", #"{"TaskDefinition": "web:x"}"#, "opaque web notAName web:x"),
            Case("an empty name", of: "updateservice", #"{"TaskDefinition": ""}"#, "opaque any notAName "),
        ])
    func isOpaque(test: Case) {
        let target = UniversalTarget(ECSOperation(test.operation), input: test.input, isEnabled: true)
        #expect(target.targets.map(\.inWords).sorted() == test.finds)
    }

    @Test("a disabled schedule without a task definition refers to nothing", arguments: [nil, "{}", #"{"x": null}"#])
    func refersToNothing(input: String?) {
        #expect(UniversalTarget(ECSOperation("runTask"), input: input, isEnabled: false).targets == [])
    }

    @Test(arguments: [
        (EventBridge.cluster, EventBridgeTarget.task), ("arn:aws-cn:ecs:cn-north-1:123456789012:cluster/a", .task),
        ("arn:aws:scheduler:::aws-sdk:ecs:runTask", .operation(ECSOperation("runTask"))),
        ("arn:aws-us-gov:scheduler:::aws-sdk:ECS:RunTask", .operation(ECSOperation("runTask"))),
        ("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", .messenger),
        ("arn:aws:states:eu-west-1:123456789012:stateMachine:m", .messenger),
        ("arn:aws:sqs:eu-west-1:1:q", .messenger), (EventBridge.function, .messenger), ("", nil),
        ("ecs", nil),
        ("arn:aws:ecs", nil), ("arn:aws::eu-west-1:1:x", nil),
    ])
    func tellsWhatATargetCalls(arn: String, expected: EventBridgeTarget?) {
        #expect(EventBridgeTarget(arn) == expected)
    }
}
