import Manifests
import Model
import Testing

private let everyKey = """
    apiVersion: roster/v1
    kind: Roster
    metadata: {name: production}
    spec:
      registry:
        aws:
          region: eu-west-1
          profile: ops
          roleArn: arn:aws:iam::123456789012:role/roster
          externalId: x1
          endpointUrl: https://localhost:4566
      source:
        git: {url: "git@example.org:roster.git", branch: live, path: ecs/manifests, interval: 90s}
      guardrails:
        maximumDeregistrations: {count: 0, percent: 100, always: 0, beyond: limit}
        keepNewest: 2
        minimumAge: 0s
        evidenceMaximumAge: 1m
        referenceMaximumAge: 1h
      references:
        services: required
        scheduler: {waived: "no schedules in this account"}
        stepFunctions:
          opaque:
            nightly: starts etl alone
            arn:aws:states:eu-west-1:123456789012:stateMachine:a: tests
      pacing: {deregistrationsPerSecond: 2.5, burst: 100}
      controller: {interval: 1h30m, listen: "[::1]:0", hosts: [roster.example.org, Other.]}
      state: {sqlite: {file: /var/lib/roster/state.db}}
    """

/// In the order of the file.
private let waivers = [
    OpaqueWaiver(
        .stepFunctions, "nightly", reason: "starts etl alone",
        at: Model.SourceLocation(file: "roster.yaml", line: 25, column: 9)),
    OpaqueWaiver(
        .stepFunctions, "arn:aws:states:eu-west-1:123456789012:stateMachine:a", reason: "tests",
        at: Model.SourceLocation(file: "roster.yaml", line: 26, column: 9)),
]

private func expectedConfiguration() throws -> Configuration {
    var expected = Configuration()
    expected.name = "production"
    expected.registry = .aws(expectedAccount())
    expected.source = .git(try expectedRepository())
    expected.guardrails.maximumCount = 0
    expected.guardrails.maximumPercent = 100
    expected.guardrails.alwaysAllowed = 0
    expected.guardrails.beyondCount = .limit
    expected.guardrails.referenceMaximumAge = .seconds(3600)
    expected.guardrails.keepNewest = 2
    expected.guardrails.minimumAge = .zero
    expected.guardrails.evidenceMaximumAge = .seconds(60)
    expected.references = [
        .services: .required,
        .scheduler: .waived(
            reason: "no schedules in this account", at: Model.SourceLocation(file: "roster.yaml", line: 22, column: 25)),
        .stepFunctions: .requiredExcept(waivers),
    ]
    expected.pacing.deregistrationsPerSecond = 2.5
    expected.pacing.burst = 100
    expected.pacing.burstLocation = Model.SourceLocation(file: "roster.yaml", line: 27, column: 50)
    expected.controller.interval = .seconds(5400)
    expected.controller.listen = ListenAddress(host: "::1", port: 0)
    expected.controller.hosts = ["roster.example.org", "Other."]
    expected.stateFile = "/var/lib/roster/state.db"
    return expected
}

private func expectedAccount() -> AWSSettings {
    var aws = AWSSettings()
    aws.region = "eu-west-1"
    aws.profile = "ops"
    aws.roleARN = "arn:aws:iam::123456789012:role/roster"
    aws.externalID = "x1"
    aws.endpointURL = "https://localhost:4566"
    return aws
}

private func expectedRepository() throws -> GitSettings {
    var git = GitSettings(try RepositoryAddress("git@example.org:roster.git"))
    git.location = Model.SourceLocation(file: "roster.yaml", line: 13, column: 16)
    git.branch = "live"
    git.path = "ecs/manifests"
    git.interval = .seconds(90)
    return git
}

@Suite struct ConfigurationTests {
    /// The given lines start at line 4.
    fileprivate static func parse(_ spec: String) throws(Diagnostics) -> Configuration {
        try parseConfiguration(file("apiVersion: roster/v1\nkind: Roster\nspec:\n\(spec)\n", at: "roster.yaml"))
    }

    @Test func everythingIsRead() throws {
        let configuration = try parseConfiguration(file(everyKey, at: "roster.yaml"))
        #expect(configuration == (try expectedConfiguration()))
        #expect(configuration.opaqueWaivers == [waivers[1], waivers[0]], "in order")
    }

    @Test(arguments: ["", "  registry: {embedded: }", "  state: {sqlite: {}}", "  guardrails:\n  pacing: {}"])
    func absentKeysKeepTheirDefaults(_ spec: String) throws {
        #expect(try Self.parse(spec) == Configuration())
    }

    @Test func otherRegistriesAndSources() throws {
        let configuration = try Self.parse(
            "  registry: {embedded: {url: \"http://127.0.0.1:8000\"}}\n  source: {directory: ecs}\n"
                + "  state: {sqlite: {file: s.db}}")
        #expect(configuration.registry == .embeddedAt(url: "http://127.0.0.1:8000"))
        #expect(configuration.source == .directory("ecs"))
        #expect(configuration.stateFile == "s.db")
        #expect(try Self.parse("  registry: {embedded: {database: r.db}}").registry == .embedded(database: "r.db"))
    }

    struct Mistake: CustomTestStringConvertible {
        let spec: String
        let expected: [String]
        var testDescription: String { spec }

        init(_ spec: String, _ expected: String...) {
            (self.spec, self.expected) = (spec, expected)
        }
    }

    private static let host = "must be a host name such as roster.example.org, without a scheme, a port or '*'"
    private static let lineBreak =
        "U+2028 ends a line for some readers and not for others: remove it, or write it as \\L in double quotes"
    private static let order =
        "U+202E changes the order in which text is shown: remove it, or write it as \\u202E in double quotes"
    private static let duration = "must be a duration above 0s such as 30s, 5m, 1h30m or 14d, not"
    private static let rate =
        "must be a number of at least 0.000001, not"
    private static let loopback =
        "must be a loopback address (127.0.0.1, ::1 or localhost), because no password protects it, not"
    private static let url = "must be http://HOST or https://HOST, optionally with :PORT, and nothing after it, not"
    private static let malformed =
        "'url' is not the address of a Git repository, such as https://HOST/PATH.git, git@HOST:PATH.git or a folder: "
        + "correct it; in a password, write a '/' as %2F, and so on, or keep a token in a file, and name that in "
        + "'tokenFile'"
    private static let addressInside = "has an address with a user, a password or a query in it: remove that"
    private static let gitKeys = "'url', 'branch', 'path', 'interval', 'tokenFile', 'tokenEnvironment'"
    private static let path = "must be a path within the repository, such as 'manifests', not"

    static let locations: [Mistake] = [
        Mistake("  regstry: {}", "4:3: unknown key 'regstry' (did you mean 'registry'?)"),
        Mistake("  registry: {embeded: {}}", "4:14: unknown key 'embeded' (did you mean 'embedded'?)"),
        Mistake("  registry: {}", "4:13: 'registry' must have exactly one of 'embedded', 'aws', not none of them"),
        Mistake(
            "  registry: {embedded: {}, aws: {}}",
            "4:13: 'registry' must have exactly one of 'embedded', 'aws', not both"),
        Mistake(
            "  registry: {embedded: {database: d, url: http://h}}",
            "4:24: 'embedded' must have exactly one of 'database', 'url', not both"),
        Mistake(
            "  registry: {embedded: {database: ''}}",
            "4:35: 'database' must not be empty: give it a value, or remove the key"),
        Mistake(
            "  registry: {embedded: {database: \"a\\0b\"}}",
            "4:35: 'database' contains a control character: remove it"),
        Mistake("  registry: {embedded: {url: 'ftp://h'}}", "4:30: 'url' \(url) the text '…'"),
        Mistake("  registry: {aws: {endpointUrl: 'http://'}}", "4:33: 'endpointUrl' \(url) the text '…'"),
        Mistake("  registry: {aws: {endpointUrl: 'http://a b'}}", "4:33: 'endpointUrl' \(url) the text '…'"),
        Mistake(
            "  registry: {aws: {endpointUrl: 'http://user:hunter2@h'}}",
            "4:33: 'endpointUrl' must not contain a user name, a password or '@': write http://HOST:PORT"),
        Mistake("  registry: {aws: {region: true}}", "4:28: 'region' must be text, in quotes, not true"),
        Mistake(
            "  registry: {aws: {externalId: x}}",
            "4:32: 'externalId' needs 'roleArn': add 'roleArn', or remove 'externalId'"),
        Mistake(
            "  registry: {aws: {externalId: x, rolArn: y}}", "4:35: unknown key 'rolArn' (did you mean 'roleArn'?)"),
        Mistake(
            "  registry: {aws: {roleArn: roster}}",
            "4:29: 'roleArn' must be the ARN of a role, such as arn:aws:iam::123456789012:role/roster, not the text 'roster'"
        ),
        Mistake("  source: {git: {}}", "4:17: the key 'url' is missing from 'git': add it"),
        Mistake("  source: {git: {url: --upload-pack=x}}", "4:23: \(malformed)"),
        Mistake("  source: {directory: 'https://u:hunter2@h/r'}", "4:23: 'directory' \(addressInside)"),
        Mistake(
            "  source: {directory: 'https://h/r'}",
            "4:23: 'directory' must be a folder path, not a URL: for a repository, use 'git: {url: …}'"),
        Mistake(
            "  source: {git: 'https://u:hunter2@h/r'}",
            "4:17: 'git' must be a mapping with the keys \(gitKeys), not the text '…'"),
        Mistake(
            "  source: {git: {url: 'https://h/r', tokenFile: a, tokenEnvironment: B}}",
            "4:70: 'tokenEnvironment' cannot be used beside 'tokenFile': remove one of the two"),
        Mistake(
            "  source: {git: {url: git@h:r, tokenFile: a}}",
            "4:43: 'tokenFile' works only with an https:// address: remove it, or change 'url'"),
        Mistake(
            "  source: {git: {url: 'https://u:hunter2@h/r', tokenEnvironment: A}}",
            "4:66: 'url' has a password, too: remove it, or 'tokenEnvironment'"),
        Mistake(
            "  source: {git: {url: 'https://h/r', tokenEnvironment: AWS_SECRET_ACCESS_KEY}}",
            "4:56: 'tokenEnvironment' must not name one of AWS's variables: they are not for a Git server"),
        Mistake(
            "  source: {git: {url: /r, tag: v1, sshKeyFile: k}}",
            "4:32: 'tag' is not supported by this version: remove it",
            "4:48: 'sshKeyFile' is not supported by this version: remove it"),
        Mistake(
            "  source: {git: {url: u, branch: a b}}",
            "4:34: 'branch' must be a branch name, without spaces and not starting with '-', not the text 'a b'"),
        Mistake("  source: {git: {url: u, path: ../x}}", "4:32: 'path' \(path) the text '…'"),
        Mistake("  source: {git: {url: u, path: /x}}", "4:32: 'path' \(path) the text '…'"),
        Mistake("  source: {git: {url: u, interval: 0s}}", "4:36: 'interval' \(duration) the text '0s'"),
        Mistake(
            "  state: {sqlite: {}, dynamodb: {}}",
            "4:33: 'dynamodb' is not supported by this version: use 'sqlite', or remove 'state'"),
        Mistake(
            "  state: {dynamodb: {table: roster}}",
            "4:21: 'dynamodb' is not supported by this version: use 'sqlite', or remove 'state'"),
        Mistake("  state: {}", "4:10: the key 'sqlite' is missing from 'state': add it"),
    ]

    static let numbers: [Mistake] = [
        Mistake(
            "  guardrails: {maximumDeregistrations: {count: -1, percent: 101}}",
            "4:48: 'count' must be a whole number, 0 or more, not the number -1",
            "4:61: 'percent' must be a whole number, 0 to 100, not the number 101"),
        Mistake(
            "  guardrails: {keepNewest: 0}", "4:28: 'keepNewest' must be a whole number, 1 or more, not the number 0"),
        Mistake(
            "  guardrails: {minimumAge: 3600}",
            "4:28: 'minimumAge' must be a duration such as 30s, 5m, 1h30m or 14d, not the number 3600"),
        Mistake("  guardrails: {evidenceMaximumAge: 0s}", "4:36: 'evidenceMaximumAge' \(duration) the text '0s'"),
        Mistake("  pacing: {deregistrationsPerSecond: 0}", "4:38: 'deregistrationsPerSecond' \(rate) the number 0"),
        Mistake(
            "  pacing: {deregistrationsPerSecond: 0.0000009}",
            "4:38: 'deregistrationsPerSecond' \(rate) the number 0.0000009"),
        Mistake(
            "  guardrails: {referenceMaximumAge: 0s}", "4:37: 'referenceMaximumAge' \(duration) the text '0s'"),
        Mistake(
            "  guardrails: {maximumDeregistrations: {always: -1, beyond: all}}",
            "4:49: 'always' must be a whole number, 0 or more, not the number -1",
            "4:61: 'beyond' must be one of 'refuse', 'limit', not the text 'all'"),
        Mistake("  pacing: {burst: 0}", "4:19: 'burst' must be a whole number, 1 to 100, not the number 0"),
        Mistake("  pacing: {burst: 101}", "4:19: 'burst' must be a whole number, 1 to 100, not the number 101"),
        Mistake(
            "  pacing: {deregistrationsPerSecond: .nan}", "4:38: 'deregistrationsPerSecond' \(rate) the number .nan"),
        Mistake("  controller: {interval: 0s}", "4:26: 'interval' \(duration) the text '0s'"),
        Mistake(
            "  controller: {listen: 8080}",
            "4:24: 'listen' must be HOST:PORT, such as 127.0.0.1:8080, in quotes, not the number 8080"),
        Mistake(
            "  controller: {listen: 'h:70000'}",
            "4:24: 'listen' must be HOST:PORT, such as 127.0.0.1:8080, not the text '…'"),
        Mistake(
            "  controller: {listen: '127.0.0.1:+80'}",
            "4:24: 'listen' must be HOST:PORT, such as 127.0.0.1:8080, not the text '…'"),
        Mistake("  controller: {listen: '127.0.0.+1:80'}", "4:24: 'listen' \(loopback) the text '…'"),
        Mistake("  controller: {listen: '127.0.0.01:80'}", "4:24: 'listen' \(loopback) the text '…'"),
        Mistake("  controller: {listen: '0.0.0.0:80'}", "4:24: 'listen' \(loopback) the text '…'"),
        Mistake("  controller: {hosts: a}", "4:23: 'hosts' must be a list, not the text 'a'"),
        Mistake(
            "  controller:\n    hosts:\n      - a.example\n      - '*.example'\n      - 8080",
            "7:9: 'hosts' \(host), not the text '…'", "8:9: 'hosts' \(host), in quotes, not the number 8080"),
        Mistake(
            "  controller: {hosts: [http://a, 'a:80', '[::1]', -a, a_b..c, '.', bücher]}",
            "4:24: 'hosts' \(host), not the text '…'", "4:34: 'hosts' \(host), not the text '…'",
            "4:42: 'hosts' \(host), not the text '…'", "4:51: 'hosts' \(host), not the text '-a'",
            "4:55: 'hosts' \(host), not the text 'a_b..c'", "4:63: 'hosts' \(host), not the text '.'",
            "4:68: 'hosts' \(host), not the text '…'"),
        Mistake("  controller: {interval: 5m} # \u{2028}", "4:32: \(lineBreak)"),
        Mistake(
            "  controller: {interval: 5m}\n# \u{202E}\u{2028}  registry: {aws: {}}", "5:3: \(order)",
            "5:4: \(lineBreak)"),
        Mistake(
            "  source: {directory: manifests\u{A0}# here}\n  registry: {aws: {profile: 'ops\u{200B}'}}",
            "4:32: U+00A0 looks like a space, but is part of the text: use a space, or put the text in quotes",
            "5:33: U+200B is invisible, but part of the text: remove it, or write it as \\u200B in double quotes"),
        Mistake(
            "  controller: {listen: '127.evil.example.org:80'}",
            "4:24: 'listen' \(loopback) the text '…'"),
    ]

    private static let names = "must be a mapping from names or ARNs to reasons, '{NAME: \"the reason\"}', not"

    static let references: [Mistake] = [
        Mistake(
            "  references: {services: {waived: x}}",
            "4:26: 'services' cannot be waived: Roster must know what services and tasks use before it removes anything"
        ),
        Mistake(
            "  references: {tasks: {waived: x}}",
            "4:23: 'tasks' cannot be waived: Roster must know what services and tasks use before it removes anything"),
        Mistake(
            "  references: {pipes: {waived: ''}}",
            "4:32: 'waived' must not be empty: give it a value, or remove the key"),
        Mistake(
            "  references: {pipes: {waived: ' '}}",
            "4:32: 'waived' must give the reason: write why it is safe to waive this"),
        Mistake(
            "  references: {pipes: {waived: 'see https://u:hunter2@wiki'}}", "4:32: 'waived' \(addressInside)"),
        Mistake(
            "  references: {pipes: {}}", "4:23: 'pipes' must have exactly one of 'waived', 'opaque', not none of them"),
        Mistake(
            "  references: {pipes: {waived: x, opaque: {a: b}}}",
            "4:23: 'pipes' must have exactly one of 'waived', 'opaque', not both"),
        Mistake(
            "  references: {pipes: waived}",
            "4:23: 'pipes' must be 'required', '{waived: \"the reason\"}' or '{opaque: {NAME: \"the reason\"}}', "
                + "not the text 'waived'"),
        Mistake(
            "  references: {tasks: {opaque: {a: b}}}",
            "4:23: 'tasks' cannot be waived: Roster must know what services and tasks use before it removes anything"),
        Mistake(
            "  references: {stepFunctions: {redrivable: 15d}}",
            "4:44: 'redrivable' must be at most 14d: Step Functions redrives no older execution, not the text '15d'"),
        Mistake(
            "  references: {stepFunctions: {redrivable: soon}}",
            "4:44: 'redrivable' must be a duration such as 30s, 5m, 1h30m or 14d, not the text 'soon'"),
        Mistake(
            "  references: {pipes: {redrivable: 1d}}",
            "4:23: 'pipes' must have exactly one of 'waived', 'opaque', not none of them",
            "4:24: unknown key '…': 'pipes' takes 'waived', 'opaque'"),
        Mistake(
            "  references: {stepFunctions: on}",
            "4:31: 'stepFunctions' must be 'required', '{redrivable: 14d}', '{waived: \"the reason\"}' or "
                + "'{opaque: {NAME: \"the reason\"}}', not the text 'on'"),
        Mistake("  references: {pipes: {opaqe: {a: b}}}", "4:24: unknown key 'opaqe' (did you mean 'opaque'?)"),
        Mistake("  references: {pipes: {opaque: {}}}", "4:32: 'opaque' \(names) a mapping"),
        Mistake("  references: {pipes: {opaque: [a]}}", "4:32: 'opaque' \(names) a list"),
        Mistake("  references: {pipes: {opaque: }}", "4:32: 'opaque' \(names) an empty value"),
        Mistake(
            "  references: {pipes: {opaque: {a: true}}}",
            "4:36: 'a' must be text that gives the reason, in quotes, not true"),
        Mistake(
            "  references: {pipes: {opaque: {a: ''}}}",
            "4:36: 'a' must not be empty: give it a value, or remove the key"),
        Mistake(
            "  references: {pipes: {opaque: {'': x}}}",
            "4:33: a name in 'opaque' must not be empty: write the name or the ARN of what is waived"),
        Mistake(
            "  references: {pipes: {opaque: {a: x, a: y}}}",
            "4:39: duplicate key '…', already on line 4: remove one of the two"),
        Mistake("  references: {pipe: required}", "4:16: unknown key 'pipe' (did you mean 'pipes'?)"),
    ]

    @Test(arguments: locations + numbers + references)
    func everyMistakeHasItsLocation(_ test: Mistake) {
        let found = diagnostics { () throws(Diagnostics) in try Self.parse(test.spec) }
        #expect(found == test.expected.map { "roster.yaml:" + $0 })
    }

    @Test(arguments: [
        ("", "1:1: the file has no configuration: write one, or delete the file to use the defaults"),
        (
            "apiVersion: roster/v1\nkind: Roster\n---\n{}",
            "4:1: a configuration must be a single document: remove this one"
        ),
        (
            "apiVersion: roster/v1\nkind: TaskDefinitionFamily",
            "2:7: this is a manifest, not Roster's configuration: name the configuration with --config"
        ),
    ])
    func documentMistakes(_ text: String, _ expected: String) {
        let found = diagnostics { () throws(Diagnostics) in try parseConfiguration(file(text, at: "roster.yaml")) }
        #expect(found == ["roster.yaml:" + expected])
    }

    @Test(arguments: ["localhost:1", "127.0.0.1:0", "127.1.2.3:65535", "[::1]:80"])
    func loopbackAddresses(_ text: String) throws {
        #expect(try Self.parse("  controller: {listen: '\(text)'}").controller.listen.description == text)
    }

    @Test(arguments: [
        "http://h", "https://h/", "HTTP://LocalHost", "http://a-b.c_d:1", "http://127.0.0.1:65535", "http://[::1]",
        "http://[::1]:5000/",
    ])
    func serverURLs(_ text: String) throws {
        #expect(try Self.parse("  registry: {embedded: {url: '\(text)'}}").registry == .embeddedAt(url: text))
    }

    @Test(arguments: [
        "h:80", "//h", "http:///", "http://h/path", "http://h//", "http://h?x=1", "http://h?", "http://h#f",
        "http://h:", "http://h:0", "http://h:65536", "http://h:x", "http://h:+80", "http://h:-1", "http://h:1:2",
        "http://:80", "http://bücher.example", "http://[::1", "http://[h]", "http://::1", "http://[::1]x",
        "http://[::1]:+1",
    ])
    func invalidURLs(_ text: String) {
        let found = diagnostics { () throws(Diagnostics) in
            try Self.parse("  registry: {embedded: {url: '\(text)'}}")
        }
        #expect(found == ["roster.yaml:4:30: 'url' \(Self.url) the text '…'"])
    }
}

@Test(
    "for how long executions count that can be redriven",
    arguments: [
        ("required", 14.0, 0), ("{redrivable: 14d}", 14, 0), ("{redrivable: 36h}", 1.5, 0), ("{redrivable: 0s}", 0, 0),
        ("{redrivable: 2d, opaque: {nightly: x}}", 2, 1), ("{opaque: {nightly: x}}", 14, 1),
    ])
func readsRedriveTimes(text: String, days: Double, waivers: Int) throws {
    let configuration = try ConfigurationTests.parse("  references: {stepFunctions: \(text)}")
    #expect(configuration.redriveTime == .seconds(days * 86400))
    #expect(configuration.opaqueWaivers.count == waivers)
}
