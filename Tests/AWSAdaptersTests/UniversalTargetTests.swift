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
    func finds(test: Case) throws {
        let target = try UniversalTarget(test.operation, input: test.input, owner: "it")
        #expect(target.targets.map(\.inWords).sorted() == test.finds)
    }

    @Test(arguments: [
        Case("no input", nil, "without a task definition"),
        Case("no name", #"{"Cluster": "main"}"#, "without a task definition"),
        Case("no name for a task set", of: "createtaskset", "{}", "without a task definition"),
        Case("no JSON", "web:3", "cannot be read"),
        Case("cut short", #"{"TaskDefinition": "web:3""#, "cannot be read"),
        Case("a list", #"["web:3"]"#, "cannot be read"),
        Case("no text", #"{"TaskDefinition": 3}"#, "cannot be read"),
        Case("twice", #"{"TaskDefinition": "web:3", "TaskDefinition": "web:4"}"#, "cannot be read"),
        Case("no JSON where no name is needed", of: "updateservice", "<aws.scheduler.execution-id>", "cannot be read"),
        Case("not a name", #"{"TaskDefinition": "web:x"}"#, "cannot be read: 'web:x'"),
        Case("an empty name", of: "updateservice", #"{"TaskDefinition": ""}"#, "cannot be read: ''"),
    ])
    func fails(test: Case) throws {
        let failure = #expect(throws: ReferenceFailure.self) {
            try UniversalTarget(test.operation, input: test.input, owner: "the schedule x")
        }
        let text = try #require(failure?.description)
        #expect(text.hasPrefix("the schedule x "))
        #expect(text.contains(test.finds.first ?? "?"))
    }

    @Test(arguments: [
        (EventBridge.cluster, EventBridgeTarget.task), ("arn:aws-cn:ecs:cn-north-1:123456789012:cluster/a", .task),
        ("arn:aws:scheduler:::aws-sdk:ecs:runTask", .operation("runtask")),
        ("arn:aws-us-gov:scheduler:::aws-sdk:ECS:RunTask", .operation("runtask")),
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
