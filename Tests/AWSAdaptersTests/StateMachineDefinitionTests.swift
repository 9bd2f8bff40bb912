import Foundation
import Model
import Planning
import Testing

@testable import AWSAdapters

/// A definition, and what is found in it: `state: target` in order.
struct DefinitionCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let definition: String
    let finds: [String]

    init(_ name: String, _ definition: String, _ finds: String...) {
        testDescription = name
        self.definition = definition
        self.finds = finds
    }

    /// One state `Run` that calls ECS.
    init(_ name: String, _ resource: String = "arn:aws:states:::ecs:runTask.sync", state: String, _ finds: String...) {
        testDescription = name
        definition =
            #"{"StartAt":"Run","States":{"Run":{"Type":"Task","Resource":"\#(resource)",\#(state),"End":true}}}"#
        self.finds = finds
    }
}

extension ReferenceTarget {
    /// `web:3`, `web`, with `@eu-west-1` where it names a Region; `?web`, `?` for what is not known.
    var short: String {
        switch self {
        case .named(let name):
            switch name {
            case .pinned(let id, let scope): "\(id)" + (scope.map { "@\($0.region)" } ?? "")
            case .bare(let family, let scope): "\(family)" + (scope.map { "@\($0.region)" } ?? "")
            }
        case .opaque(let family, _): "?" + (family?.name ?? "")
        }
    }
}

private let arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition"

private func parameter(_ value: String) -> String { #""Parameters":{"TaskDefinition":"\#(value)"}"# }
private func path(_ value: String) -> String { #""Parameters":{"TaskDefinition.$":"\#(value)"}"# }

private let values = [
    DefinitionCase("a revision", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase("a family", state: parameter("web"), "Run: web"),
    DefinitionCase("an ARN", state: parameter("\(arn)/web:3"), "Run: web:3@eu-west-1"),
    DefinitionCase("an ARN without revision", state: parameter("\(arn)/web"), "Run: web@eu-west-1"),
    DefinitionCase("an escaped slash", state: parameter(#"\#(arn)\/web:3"#), "Run: web:3@eu-west-1"),
    DefinitionCase(
        "another partition", "arn:aws-cn:states:::ecs:runTask",
        state: parameter("arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web:3"), "Run: web:3@cn-north-1"),
    DefinitionCase("no name", state: parameter("web 3"), "Run: ?"),
    DefinitionCase("a revision that is no number", state: parameter("web:latest"), "Run: ?web"),
    DefinitionCase("no text", state: #""Parameters":{"TaskDefinition":3}"#, "Run: ?"),
    DefinitionCase("null", state: #""Parameters":{"TaskDefinition":null}"#, "Run: ?"),
    DefinitionCase("none", state: #""Parameters":{"Cluster":"main"}"#, "Run: ?"),
    DefinitionCase("no parameters", state: #""Comment":"the input has them""#, "Run: ?"),
    DefinitionCase(
        "two", state: #""Parameters":{"TaskDefinition":"web:3","TaskDefinition.$":"$.x"}"#, "Run: ?", "Run: web:3"),
    DefinitionCase("a path", state: path("$.definition"), "Run: ?"),
    DefinitionCase("the context", state: path("$$.Execution.Input.web"), "Run: ?"),
    DefinitionCase("a path that looks like a name", state: path("web:3"), "Run: ?"),
    DefinitionCase("a format whose family is known", state: path("States.Format('web:{}', $.revision)"), "Run: ?web"),
    DefinitionCase("with spaces", state: path(" States.Format( 'web:{}' , $.revision ) "), "Run: ?web"),
    DefinitionCase("a format of an ARN", state: path("States.Format('\(arn)/web:{}', $.revision)"), "Run: ?web"),
    DefinitionCase(
        "a format of an ARN anywhere",
        state: path("States.Format('arn:aws:ecs:{}:{}:task-definition/web:{}', $.region, $.account, $.revision)"),
        "Run: ?web"),
    DefinitionCase("a format of the family", state: path("States.Format('{}:3', $.family)"), "Run: ?"),
    DefinitionCase("a format of a part of it", state: path("States.Format('web-{}:3', $.stage)"), "Run: ?"),
    DefinitionCase("a format of its end", state: path("States.Format('web{}', $.rest)"), "Run: ?"),
    DefinitionCase("a format of all of it", state: path("States.Format('{}', $.all)"), "Run: ?"),
    DefinitionCase("a format of nothing", state: path("States.Format('web:3')"), "Run: web:3"),
    DefinitionCase("a format with an escape", state: path(#"States.Format('we\\'b:{}', $.revision)"#), "Run: ?"),
    DefinitionCase("a format of a path", state: path("States.Format($.template, $.revision)"), "Run: ?"),
    DefinitionCase("a format that does not end", state: path("States.Format('web:{}"), "Run: ?"),
    DefinitionCase("another function", state: path("States.ArrayGetItem($.all, 0)"), "Run: ?"),
    DefinitionCase("no text after a path's name", state: #""Parameters":{"TaskDefinition.$":["$.x"]}"#, "Run: ?"),
]

private func arguments(_ value: String) -> String { #""Arguments":{"TaskDefinition":"\#(value)"}"# }

private let jsonata = [
    DefinitionCase("a literal argument", state: arguments("web:3"), "Run: web:3"),
    DefinitionCase("an expression", state: arguments("{% $states.input.definition %}"), "Run: ?"),
    DefinitionCase("a text", state: arguments("{% 'web:3' %}"), "Run: web:3"),
    DefinitionCase("a text in other quotes", state: arguments(#"{%\"web:3\"%}"#), "Run: web:3"),
    DefinitionCase("a text with an escape", state: arguments(#"{% 'web\\u003a3' %}"#), "Run: ?"),
    DefinitionCase(
        "a text that a variable goes on", state: arguments("{% 'web:' & $states.input.revision %}"), "Run: ?web"),
    DefinitionCase("an ARN that one goes on", state: arguments("{% '\(arn)/web:' & $revision %}"), "Run: ?web"),
    DefinitionCase("a name that one goes on", state: arguments("{% 'web' & $rest %}"), "Run: ?"),
    DefinitionCase("a choice", state: arguments("{% $x ? 'web:3' : 'web:4' %}"), "Run: ?"),
    DefinitionCase("a choice after a text", state: arguments("{% 'web:' & $x ? 'api:1' : 'api:2' %}"), "Run: ?"),
    DefinitionCase("a call after a text", state: arguments("{% 'web:' & $f($x) %}"), "Run: ?"),
    DefinitionCase("a text behind a variable", state: arguments("{% $x & ':3' %}"), "Run: ?"),
    DefinitionCase("nothing", state: arguments("{%%}"), "Run: ?"),
    DefinitionCase("two marks that are one", state: arguments("{%}"), "Run: ?"),
    DefinitionCase("all arguments", state: #""Arguments":"{% $states.input %}""#, "Run: ?"),
    DefinitionCase(
        "all arguments that contain a name", state: #""Arguments":"{% {'TaskDefinition': 'web:3'} %}""#,
        "Run: ?", "Run: web:3"),
    DefinitionCase(
        "all arguments that contain an ARN", state: #""Arguments":"{% {'TaskDefinition': '\#(arn)/web:3'} %}""#,
        "Run: ?", "Run: web:3@eu-west-1"),
]

private let actions = [
    DefinitionCase("without waiting", "arn:aws:states:::ecs:runTask", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase(
        "with a token", "arn:aws:states:::ecs:runTask.waitForTaskToken", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase("sync:2", "arn:aws:states:::ecs:runTask.sync:2", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase("the SDK", "arn:aws:states:::aws-sdk:ecs:runTask", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase("startTask", "arn:aws:states:::aws-sdk:ecs:startTask", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase(
        "createService", "arn:aws:states:::aws-sdk:ecs:createService", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase(
        "updateService", "arn:aws:states:::aws-sdk:ecs:updateService", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase(
        "createTaskSet", "arn:aws:states:::aws-sdk:ecs:createTaskSet", state: parameter("web:3"), "Run: web:3"),
    DefinitionCase(
        "with a token by the SDK", "arn:aws:states:::aws-sdk:ecs:runTask.waitForTaskToken", state: parameter("web:3"),
        "Run: web:3"),
    DefinitionCase(
        "a service that keeps its own", "arn:aws:states:::aws-sdk:ecs:updateService",
        state: #""Parameters":{"DesiredCount":0}"#),
    DefinitionCase(
        "a service from the input", "arn:aws:states:::aws-sdk:ecs:updateService", state: #""Comment":"""#, "Run: ?"),
    DefinitionCase(
        "a task set without", "arn:aws:states:::aws-sdk:ecs:createTaskSet", state: #""Parameters":{}"#, "Run: ?"),
    DefinitionCase(
        "what looks, before something runs", "arn:aws:states:::aws-sdk:ecs:describeTaskDefinition",
        state: parameter("web:3"), "Run: web:3"),
    DefinitionCase("what ends", "arn:aws:states:::aws-sdk:ecs:stopTask", state: #""Parameters":{"Task":"x"}"#),
    DefinitionCase(
        "another service", "arn:aws:states:::batch:submitJob.sync", state: #""Parameters":{"Image":"web:3"}"#),
    DefinitionCase(
        "a function", "arn:aws:lambda:eu-west-1:123456789012:function:ecs:runTask", state: parameter("web:3"),
        "Run: web:3"),
    DefinitionCase(
        "a function that is handed a path", "arn:aws:lambda:eu-west-1:123456789012:function:deploy",
        state: path("$.definition")),
]

/// With a slash of so many backslashes in the text itself, each of which the definition escapes.
private func escaped(_ backslashes: Int, _ slash: String = "/") -> String {
    arn + String(repeating: #"\\"#, count: backslashes) + slash + "web:3"
}

private func run(_ value: String) -> String {
    #"{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"\#(value)"},"End":true}"#
}

private let places = [
    DefinitionCase("no states", #"{"StartAt":"A","States":{}}"#),
    DefinitionCase("two states", #"{"States":{"B":\#(run("web:2")),"A":\#(run("web:1"))}}"#, "A: web:1", "B: web:2"),
    DefinitionCase(
        "branches",
        #"{"States":{"P":{"Type":"Parallel","Branches":[{"States":{"A":\#(run("web:1"))}},{"States":{"B":\#(run("web:2"))}}]}}}"#,
        "A: web:1", "B: web:2"),
    DefinitionCase(
        "a map's iterator", #"{"States":{"M":{"Type":"Map","Iterator":{"States":{"A":\#(run("web:1"))}}}}}"#, "A: web:1"
    ),
    DefinitionCase(
        "a map's processor in a branch in a map",
        #"{"States":{"M":{"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},"States":{"P":{"Branches":[{"States":{"N":{"ItemProcessor":{"States":{"A":\#(run("web:1"))}}}}}]}}}}}}"#,
        "A: web:1"),
    DefinitionCase(
        "what a pass state hands on", #"{"States":{"P":{"Type":"Pass","Result":{"list":["\#(arn)/web:3"]}}}}"#,
        "P: web:3@eu-west-1"),
    DefinitionCase(
        "an ARN within a text", #"{"States":{"P":{"Result":"run \#(arn)/web:3, not \#(arn)/api."}}}"#,
        "P: api@eu-west-1", "P: web:3@eu-west-1"),
    DefinitionCase(
        "an ARN in a document within a text",
        #"{"States":{"P":{"Result":"{\"TaskDefinition\":\"\#(arn)/web:3\"}"}}}"#, "P: web:3@eu-west-1"),
    DefinitionCase(
        "a name under its key, whatever it is called",
        #"{"States":{"P":{"Result":{"task_definition":"a:1","TaskDefinitionArn":"b:2","taskDefinition":"c","td":"d:4"}}}}"#,
        "P: a:1", "P: b:2", "P: c"),
    DefinitionCase(
        "a name whose revision is put in", #"{"States":{"P":{"Result":{"taskDefinition":"web:<n>"}}}}"#, "P: ?web"),
    DefinitionCase(
        "no text under such a key", #"{"States":{"P":{"Result":{"taskDefinition":{"name":"web:3"}}}}}"#),
    DefinitionCase(
        "names in a document within a text",
        #"{"States":{"P":{"Result":"{\"taskDefinition\": \"web:3\", \"image\": \"api:4\"}"}}}"#, "P: web:3"),
    DefinitionCase(
        "names in JSON in JSON", #"{"States":{"P":{"Result":"{\\\"taskDefinition\\\":\\\"web:3\\\"}"}}}"#, "P: web:3"),
    DefinitionCase(
        "what a command of the AWS CLI names",
        #"{"States":{"P":{"Result":"aws ecs run-task --task-definition web:3 --cluster c; x --task-definition=api"}}}"#,
        "P: api", "P: web:3"),
    DefinitionCase(
        "what a list of arguments names",
        #"{"States":{"P":{"Result":"[\"ecs\", \"run-task\", \"--task-definition\", \"web:3\"]"}}}"#, "P: web:3"),
    DefinitionCase(
        "an ARN with a slash as PHP writes it", #"{"States":{"P":{"Result":"{\"td\":\"\#(escaped(1))\"}"}}}"#,
        "P: web:3@eu-west-1"),
    DefinitionCase(
        "an ARN in JSON in JSON", #"{"States":{"P":{"Result":"\#(escaped(3))"}}}"#, "P: web:3@eu-west-1"),
    DefinitionCase(
        "an ARN with its slash by number",
        #"{"States":{"P":{"Result":"\#(escaped(1, "u002f")) \#(escaped(3, "u002F"))"}}}"#,
        "P: web:3@eu-west-1"),
    DefinitionCase(
        "other escapes", #"{"States":{"P":{"Result":"C:\\x\\u0041\\"}}}"#),
    DefinitionCase(
        "a Region that is replaced later",
        #"{"States":{"P":{"Result":"arn:aws:ecs:REGION:123456789012:task-definition/web:3"}}}"#, "P: web:3"),
    DefinitionCase("an ARN outside of the states", #"{"Comment":"\#(arn)/web:3","States":{}}"#, ": web:3@eu-west-1"),
    DefinitionCase(
        "an ARN whose account is put in",
        #"{"States":{"P":{"Parameters":{"x.$":"States.Format('arn:aws:ecs:{}:{}:task-definition/web:3', $.r, $.a)"}}}}"#,
        "P: web:3"),
    DefinitionCase(
        "an ARN whose revision is put in",
        #"{"States":{"P":{"Parameters":{"x.$":"States.Format('\#(arn)/web:{}', $.r)"}}}}"#, "P: ?web"),
    DefinitionCase(
        "an ARN whose revision goes on",
        #"{"States":{"P":{"Parameters":{"x.$":"States.Format('\#(arn)/web:1{}', $.r)"}}}}"#,
        "P: ?web"),
    DefinitionCase("an ARN of any revision", #"{"States":{"P":{"Result":"\#(arn)/web:*"}}}"#, "P: ?web"),
    DefinitionCase("an ARN of any name", #"{"States":{"P":{"Result":"\#(arn)/*"}}}"#),
    DefinitionCase("a resource name alone", #"{"States":{"P":{"Result":":task-definition/web:3"}}}"#, "P: web:3"),
    DefinitionCase(
        "an ARN of another service",
        #"{"States":{"P":{"Result":"arn:aws:batch:eu-west-1:123456789012:job-definition/web:3"}}}"#),
    DefinitionCase(
        "a command in a list",
        #"{"States":{"P":{"Parameters":{"Command":["aws","ecs","run-task","--task-definition","web:3"]}}}}"#, "P: web:3"
    ),
    DefinitionCase(
        "a command in an array of the language",
        #"{"States":{"P":{"Parameters":{"x.$":"States.Array('aws','--task-definition','web:3')"}}}}"#, "P: web:3"),
    DefinitionCase(
        "a command on two lines",
        #"{"States":{"P":{"Result":"aws ecs run-task --task-definition \\\n  web:3"}}}"#, "P: web:3"),
    DefinitionCase(
        "a daemon's ARN",
        #"{"States":{"P":{"Result":"arn:aws:ecs:eu-west-1:123456789012:daemon-task-definition/web:3"}}}"#),
    DefinitionCase(
        "a daemon's name in a text", #"{"States":{"P":{"Result":"{\"daemonTaskDefinitionArn\":\"web:3\"}"}}}"#),
    DefinitionCase(
        "the same twice",
        #"{"States":{"A":{"Result":["\#(arn)/web:3","\#(arn)/web:3"]},"B":{"Result":"\#(arn)/web:3"}}}"#,
        "A: web:3@eu-west-1", "B: web:3@eu-west-1"),
]

@Test("what a definition names", arguments: [values, jsonata, actions, places].flatMap { $0 })
func findsUses(_ this: DefinitionCase) throws {
    let uses = StateMachineDefinition(this.definition).uses
    #expect(uses.map { "\($0.state ?? ""): \($0.target.short)" }.sorted() == this.finds.sorted())
    #expect(uses == uses.sorted { ($0.state ?? "") < ($1.state ?? "") }, "sorted by state")
}

@Test("what decides is told on one short line")
func tellsTheExpression() throws {
    let long = "{% $lookup(\\n  " + String(repeating: "x", count: 500) + ") %}"
    let this = DefinitionCase("", state: arguments(long))
    let uses = StateMachineDefinition(this.definition).uses
    guard case .opaque(nil, .computed(let expression))? = uses.first?.target else {
        Issue.record("\(uses)")
        return
    }
    #expect(expression.hasPrefix("{% $lookup( xxx") && expression.hasSuffix("x…") && expression.count == 201)
}

/// Documents with a password beside an opaque use.
private let secrets = [
    #""Arguments":"{% {'TaskDefinition': $x, 'Overrides': {'Environment': [{'Name': 'KEY', 'Value': 's3cret'}]}} %}""#,
    #""Result":"{\"t\":\"arn:aws:sns:a:b:c\",\"password\":\"s3cret\",\"td\":\"<p>:task-definition/web:<r>\"}""#,
    #""Result":"arn:aws:sns s3cret:a:b:task-definition/web:<r>""#,
    #""Result":"https://x/?td=\#(arn)/web:<r>&password=s3cret""#,
    #""Result":"\#(arn)/web:<r>:s3cret""#,
]

@Test("of what is opaque nothing is told but where the task definition comes from", arguments: secrets)
func tellsNoSecret(state: String) throws {
    let uses = StateMachineDefinition(DefinitionCase("", state: state).definition).uses
    #expect(uses.contains { if case .opaque = $0.target { true } else { false } })
    #expect(!"\(uses)".contains("s3cret"))
}

@Test(
    "what is no definition may use the families that it names, and all if it names none",
    arguments: [
        ("", "it is not JSON", ["?"]), ("{", "it is not JSON", ["?"]),
        ("[]", "not an object with the member 'States'", ["?"]),
        (#"{"States":[]}"#, "not an object with the member 'States'", ["?"]), (#"{"States":null}"#, "'States'", ["?"]),
        (#"{"States":{"A":{},"A":{}}}"#, "has the key 'A' twice", ["?"]),
        (
            #"{"A":{"Resource":"arn:aws:states:::ecs:runTask"},"A":{"TaskDefinition":"web:2","Resource":"arn:aws:states:::ecs:runTask"}}"#,
            "has the key 'A' twice", ["?", "web:2"]
        ),
        (
            #"{"A":{"x":"web:1","TaskDefinition":"web:2"},"A":{"TaskDefinition.$":"$.x"}}"#, "has the key 'A' twice",
            ["?", "web:2"]
        ),
        (#"{"States":{"A":"\ud800"}}"#, "half a surrogate pair", ["?"]),
        (
            #"{"Comment":"\ud800","x":"\#(arn)/web:3","TaskDefinition":"api:x"}"#, "half a surrogate",
            ["?api", "?web", "web:3@eu-west-1"]
        ),
        (#"{"A":1,"A":"\#(arn)\/w\u0065b:3"}"#, "has the key 'A' twice", ["?web", "web:3@eu-west-1"]),
        (
            "{\"Comment\":\"" + String(repeating: "\u{301}", count: 129) + "\",\"TaskDefinition\":\"web:3\"}",
            "too many combining characters", ["?web", "web:3"]
        ),
        (
            #"{"States":"# + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "}", "512 deep",
            ["?"]
        ),
    ])
func readsNoOthers(text: String, says: String, finds: [String]) {
    let uses = StateMachineDefinition(text).uses
    #expect(uses.map(\.target.short).sorted() == finds)
    for use in uses where use.target.short.hasPrefix("?") {
        guard case .opaque(_, .unreadable(_, let why)) = use.target else {
            Issue.record("\(use)")
            continue
        }
        #expect(why.contains(says))
    }
}

@Test("as deep as JSON goes")
func readsDeepDefinitions() throws {
    let deep = String(repeating: "[", count: 509) + #""\#(arn)/web:3""# + String(repeating: "]", count: 509)
    #expect(StateMachineDefinition(#"{"States":{"A":\#(deep)}}"#).uses.map(\.target.short) == ["web:3@eu-west-1"])
}

@Test("a definition of a million characters is read in linear time, whatever it names")
func readsLongDefinitions() {
    /// So many states, each with an expression, an opaque and a plain mention, and a name without an ARN.
    func definition(_ count: Int) -> String {
        let states = (0..<count).map { number in
            """
            "S\(number)":{"Result":"\(arn)/web:{} \(arn)/f\(number):{}","x":"\(arn)/web:\(number + 1)",
            "y":"{\\"taskDefinition\\":\\"api:\(number + 1)\\"}"}
            """
        }
        return "{\"States\":{" + states.joined(separator: ",") + "}}"
    }
    func seconds(_ text: String) -> Double {
        let start = clock()
        let uses = StateMachineDefinition(text).uses
        #expect(uses.count >= 500)
        return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    let (short, long) = (definition(500), definition(4000))
    #expect(long.utf8.count > 900_000)
    // Eight times as long; quadratic time would be sixty-four times as much.
    #expect(seconds(long) < 24 * max(seconds(short), 0.05))
}
