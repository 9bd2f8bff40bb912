import Model
import Planning
import Testing

@testable import AWSAdapters

struct AppSpecCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let content: String
    let finds: [String]

    init(_ name: String, _ content: String, _ finds: String...) {
        testDescription = name
        self.content = content
        self.finds = finds
    }
}

private let arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition"

private func yaml(_ value: String) -> String {
    """
    # This is an AppSpec.
    version: 0.0
    Resources:
      - TargetService:
          Type: AWS::ECS::Service
          Properties:
            TaskDefinition: \(value)
            LoadBalancerInfo:
              ContainerName: "app"
              ContainerPort: 8080
            PlatformVersion: "LATEST"
    Hooks:
      - BeforeInstall: "arn:aws:lambda:eu-west-1:123456789012:function:before"

    """
}

private func json(_ value: String) -> String {
    #"{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{"TaskDefinition":\#(value)}}}]}"#
}

@Test(
    "what an AppSpec names",
    arguments: [
        AppSpecCase("an ARN", yaml("\"\(arn)/web:3\""), "web:3@eu-west-1"),
        AppSpecCase("without quotes", yaml("\(arn)/web:3"), "web:3@eu-west-1"),
        AppSpecCase("a revision", yaml("web:3"), "web:3"),
        AppSpecCase("a family", yaml("web"), "web"),
        AppSpecCase("a family that looks like a number", yaml("12"), "12"),
        AppSpecCase("a placeholder", yaml("<TASK_DEFINITION>"), "?"),
        AppSpecCase("a placeholder in quotes", yaml("\"<TASK_DEFINITION>\""), "?"),
        AppSpecCase("with a byte order mark", "\u{FEFF}" + yaml("web:3"), "web:3"),
        AppSpecCase("with a document's start", "---\n" + yaml("web:3"), "web:3"),
        AppSpecCase("JSON", json("\"\(arn)/web:3\""), "web:3@eu-west-1"),
        AppSpecCase("JSON with escapes", " \n" + json(#""\#(arn)\/w\u0065b:3""#), "web:3@eu-west-1"),
        AppSpecCase("JSON that YAML cannot read", json(#""web:3","x":"\ud83d\ude00""#), "web:3"),
        AppSpecCase(
            "a YAML flow mapping", "{version: 0.0, Resources: [{S: {Properties: {TaskDefinition: web}}}]}", "web"),
        AppSpecCase(
            "an ARN elsewhere", yaml("web:3") + "Note: \(arn)/api:4\n", "web:3", "api:4@eu-west-1"),
        AppSpecCase("a revision that is none", yaml("web:0"), "?web"),
        AppSpecCase(
            "several resources",
            "Resources: [{A: {Properties: {TaskDefinition: web:1}}, B: {Properties: {TaskDefinition: web:2}}}, {C: {Properties: {TaskDefinition: api}}}]",
            "web:1", "web:2", "api"),
    ])
func findsTargets(_ this: AppSpecCase) {
    #expect(AppSpec(this.content).targets.map(\.short) == this.finds)
}

@Test(
    "what is no AppSpec of ECS may use the families that it names, and all if it names none",
    arguments: [
        AppSpecCase("null", yaml("null"), "has no Properties.TaskDefinition"),
        AppSpecCase("a list", yaml("[web:3]"), "has no Properties.TaskDefinition"),
        AppSpecCase(
            "two documents", yaml("web:3") + "---\n" + yaml("web:4"), "it has 2 documents", "?web", "web:3", "web:4"),
        AppSpecCase("JSON without a text", json("3"), "has no Properties.TaskDefinition"),
        AppSpecCase(
            "one of several without", "Resources: [{A: {Properties: {TaskDefinition: web:1}}}, {B: {Properties: {}}}]",
            "has no Properties.TaskDefinition", "?web", "web:1"),
        AppSpecCase(
            "a function", "Resources: [{F: {Type: AWS::Lambda::Function, Properties: {Name: f}}}]",
            "has no Properties.TaskDefinition"),
        AppSpecCase("no resources", "version: 0.0\nResources: []", "no list 'Resources'"),
        AppSpecCase("a server's", "version: 0.0\nos: linux\nfiles: []", "no list 'Resources'"),
        AppSpecCase("nothing", "", "it has 0 documents"), AppSpecCase("no mapping", "hello", "no list 'Resources'"),
        AppSpecCase("a key twice", yaml("web:3") + "Resources: []\n", "line 14: ", "?web", "web:3"),
        AppSpecCase("an ARN in no YAML", "Resources: [ \(arn)/web:3", "line ", "?web", "web:3@eu-west-1"),
        AppSpecCase(
            "a placeholder beside a name", yaml("web:3") + yaml("<TASK_DEFINITION>"), "line ", "?", "web:3"),
        AppSpecCase("an escape of YAML", "x: 1\nx: 2\n" + yaml(#""we\x62:2""#), "line ", "?"),
        AppSpecCase("a name in no JSON", #"{"TaskDefinition": "web:3""#, "line ", "?web", "web:3"),
        AppSpecCase("no YAML", "Resources: [", "line "),
    ])
func readsNoOtherTexts(_ this: AppSpecCase) {
    let targets = AppSpec(this.content).targets
    #expect(targets.map(\.short).sorted() == (this.finds.count > 1 ? Array(this.finds.dropFirst()) : ["?"]))
    for target in targets where target.short.hasPrefix("?") {
        guard case .opaque(_, .unreadable(_, let why)) = target else {
            Issue.record("\(target)")
            continue
        }
        #expect(why.contains(this.finds.first ?? "?"))
    }
}
