import AWSWire
import Testing

@testable import AWSClient

/// Which source it is, and which shadows which.
@Suite struct CredentialsResolutionTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s3cret"]
    static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": arn("web")]
    static let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
    static let off = ["AWS_EC2_METADATA_DISABLED": "TRUE"]

    static func arn(_ role: String) -> String { "arn:aws:iam::123456789012:role/\(role)" }

    static let configuration = """
        [default]
        aws_access_key_id = CONFIG
        aws_secret_access_key = s3cret
        [profile region]
        region = eu-west-1
        [profile static]
        aws_access_key_id = CONFIG
        aws_secret_access_key = s3cret
        aws_session_token = t0ken
        [profile both]
        aws_access_key_id = CONFIG
        aws_secret_access_key = s3cret
        credential_process = print "a b"
        [profile process]
        credential_process = print "a b"
        aws_access_key_id = CONFIG
        aws_secret_access_key = s3cret
        [profile web]
        web_identity_token_file = /other
        role_arn = \(arn("profile"))
        role_session_name = me
        source_profile = static
        [profile role]
        role_arn = \(arn("one"))
        source_profile = static
        external_id = external/1
        duration_seconds = 900
        [profile chain]
        role_arn = \(arn("two"))
        source_profile = role
        role_session_name = chained
        [profile self]
        role_arn = \(arn("self"))
        source_profile = self
        aws_access_key_id = SELF
        aws_secret_access_key = s3cret
        [profile of-web]
        role_arn = \(arn("of-web"))
        source_profile = web
        [profile of-self]
        role_arn = \(arn("of-self"))
        source_profile = self
        [profile environment]
        role_arn = \(arn("env"))
        credential_source = Environment
        [profile ecs]
        role_arn = \(arn("ecs"))
        credential_source = EcsContainer
        [profile ec2]
        role_arn = \(arn("ec2"))
        credential_source = Ec2InstanceMetadata
        ec2_metadata_service_endpoint = http://127.0.0.1:1338/base
        [profile v6]
        ec2_metadata_service_endpoint_mode = IPv6

        [profile loop-a]
        role_arn = \(arn("a"))
        source_profile = loop-b
        [profile loop-b]
        role_arn = \(arn("b"))
        source_profile = loop-a
        [profile loop-self]
        role_arn = \(arn("a"))
        source_profile = loop-self
        [profile mfa]
        role_arn = \(arn("a"))
        source_profile = static
        mfa_serial = arn:aws:iam::1:mfa/x
        [profile both-sources]
        role_arn = \(arn("a"))
        source_profile = static
        credential_source = Environment
        [profile no-source]
        role_arn = \(arn("a"))
        [profile unknown-source]
        role_arn = \(arn("a"))
        credential_source = environment
        [profile missing-source]
        role_arn = \(arn("a"))
        source_profile = nobody
        [profile empty-source]
        role_arn = \(arn("a"))
        source_profile = region
        [profile no-arn]
        role_arn = me
        source_profile = static
        [profile long]
        role_arn = \(arn("a"))
        source_profile = static
        duration_seconds = 899
        [profile session]
        role_arn = \(arn("a"))
        source_profile = static
        role_session_name = s3cret!
        [profile web-without-role]
        web_identity_token_file = /other
        [profile sso]
        sso_session = x
        sso_account_id = 123456789012
        sso_role_name = admin
        [profile login]
        login_session = arn:aws:iam::1:user/x
        [profile half]
        aws_secret_access_key = s3cret
        [profile quotes]
        credential_process = print 's3cret
        """
    static let credentials = """
        [default]
        aws_access_key_id = FILE
        aws_secret_access_key = s3cret
        [both]
        aws_access_key_id = FILE
        aws_secret_access_key = s3cret
        [halves]
        aws_access_key_id = FILE
        """

    static func source(
        _ explicit: String?, _ environment: [String: String]
    ) throws(CredentialsError) -> CredentialsSource {
        let configuration = try? INIFile(configuration)
        let credentials = try? INIFile(credentials)
        return try CredentialsResolution(
            environment: environment,
            configuration: SharedConfiguration(configuration: configuration, credentials: credentials, location: "C"),
            explicitProfile: explicit
        ).source()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let profile: String?
        var environment: [String: String] = [:]
        let expected: String

        init(_ profile: String?, _ environment: [String: String] = [:], _ name: String = "", is expected: String) {
            self.name = name
            self.profile = profile
            self.environment = environment
            self.expected = expected
        }

        var testDescription: String { "\(profile ?? "none") \(name) → \(expected)" }
    }

    @Test(arguments: [
        Case(nil, keys, is: "ENV"),
        Case(nil, keys.merging(["AWS_PROFILE": "role"]) { $1 }, "the variable's profile", is: "ENV"),
        Case("static", keys, "before the keys", is: "CONFIG t0ken"),
        Case("default", keys, is: "FILE"),
        Case(nil, is: "FILE"),
        Case(nil, ["AWS_PROFILE": "static"], is: "CONFIG t0ken"),
        Case("both", is: "FILE"),
        Case("process", is: #"run ["print", "a b"]"#),
        Case(nil, web, "before the files' keys", is: "web /token arn:aws:iam::123456789012:role/web roster"),
        Case(nil, web.merging(keys) { $1 }, "and the keys", is: "ENV"),
        Case(
            nil, web.merging(["AWS_ROLE_SESSION_NAME": "mine"]) { $1 }, "with a name",
            is: "web /token arn:aws:iam::123456789012:role/web mine"),
        Case("static", web, "and web identity", is: "CONFIG t0ken"),
        Case("web", web, is: "web /other arn:aws:iam::123456789012:role/profile me"),
        Case(
            nil, ["AWS_PROFILE": "web", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], "a mixture",
            is: "web /token arn:aws:iam::123456789012:role/profile me"),
        Case(
            nil, web.merging(["AWS_PROFILE": "role"]) { $1 }, "a role before web identity",
            is: "arn:aws:iam::123456789012:role/one roster external/1 900 by CONFIG t0ken"),
        Case("role", is: "arn:aws:iam::123456789012:role/one roster external/1 900 by CONFIG t0ken"),
        Case(
            "chain",
            is: """
                arn:aws:iam::123456789012:role/two chained by \
                arn:aws:iam::123456789012:role/one roster external/1 900 by CONFIG t0ken
                """),
        Case("self", is: "arn:aws:iam::123456789012:role/self roster by SELF"),
        Case("of-self", is: "arn:aws:iam::123456789012:role/of-self roster by SELF"),
        Case(
            "of-web", web,
            is: """
                arn:aws:iam::123456789012:role/of-web roster by web /other \
                arn:aws:iam::123456789012:role/profile me
                """),
        Case("environment", keys, is: "arn:aws:iam::123456789012:role/env roster by ENV"),
        Case(
            "ecs", container, is: "arn:aws:iam::123456789012:role/ecs roster by container http://169.254.170.2/v2/x"),
        Case("ec2", is: "arn:aws:iam::123456789012:role/ec2 roster by instance http://127.0.0.1:1338/base false"),
        Case("region", container, is: "container http://169.254.170.2/v2/x"),
        Case("region", is: "instance http://169.254.169.254/ true"),
        Case("v6", is: "instance http://[fd00:ec2::254]/ true"),
        Case(
            "region", ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"],
            is: "instance http://127.0.0.1:1/ true"),
    ])
    func finds(test: Case) throws {
        #expect(try Self.describe(Self.source(test.profile, test.environment)) == test.expected)
    }

    @Test(arguments: [
        Case("nobody", is: "there is no profile 'nobody' in C"),
        Case(nil, keys.merging(["AWS_PROFILE": "nobody"]) { $1 }, is: "AWS_PROFILE: there is no profile 'nobody'"),
        Case("loop-a", is: "cycle: loop-a → loop-b → loop-a"),
        Case("loop-self", is: "cycle: loop-self → loop-self"),
        Case("mfa", is: "'mfa_serial' of the profile 'mfa' needs an MFA code"),
        Case("both-sources", is: "'both-sources' has both 'source_profile' and 'credential_source'"),
        Case("no-source", keys, is: "'no-source' has 'role_arn' but neither"),
        Case("unknown-source", keys, is: "must be Environment, Ec2InstanceMetadata or EcsContainer"),
        Case("missing-source", is: "names 'nobody', which is not in C"),
        Case("empty-source", keys, is: "the 'source_profile' of the profile 'empty-source', has no credentials"),
        Case("environment", is: "is Environment, which has no credentials"),
        Case("ecs", is: "is EcsContainer, which has no credentials"),
        Case("ec2", off, is: "is Ec2InstanceMetadata, which has no credentials"),
        Case("no-arn", is: "'role_arn' of the profile 'no-arn' is not a role ARN"),
        Case("long", is: "'duration_seconds' of the profile 'long' must be a number from 900 to 43200"),
        Case("session", is: "'role_session_name' of the profile 'session' must be 2 to 64 letters"),
        Case("web-without-role", is: "'role_arn' of the profile 'web-without-role' is missing"),
        Case(nil, ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], is: "AWS_ROLE_ARN is missing"),
        Case("sso", is: "'credential_process = aws configure export-credentials --profile sso --format process'"),
        Case("login", is: "'login_session' of the profile 'login' is not supported"),
        Case("half", is: "'aws_access_key_id' of the profile 'half' in the configuration file is missing"),
        Case("halves", is: "'aws_secret_access_key' of the profile 'halves' in the credentials file is missing"),
        Case("quotes", is: "'credential_process' of the profile 'quotes' is not a command"),
        Case("region", off, is: "no credentials: set AWS_ACCESS_KEY_ID"),
        Case(
            "region", ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/s3cret"],
            is: "AWS_CONTAINER_CREDENTIALS_FULL_URI: plain HTTP"),
        Case(
            "region", ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "s3cret"],
            is: "AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL"),
    ])
    func refuses(test: Case) throws {
        let error = try #require(throws: CredentialsError.self) { try Self.source(test.profile, test.environment) }
        #expect("\(error)".contains(test.expected), "\(error)")
        #expect(!"\(error)".contains("s3cret"))
    }

    /// What a source is, without its secrets.
    static func describe(_ source: CredentialsSource) -> String {
        switch source {
        case .fixed(let found, from: _):
            ([found.credentials.accessKeyID] + [found.credentials.sessionToken].compactMap(\.self))
                .joined(separator: " ")
        case .process(let process): "run \(process.command)"
        case .role(let role, let other): "\(describe(role)) by \(describe(other))"
        case .webIdentity(let identity): "web \(identity.tokenFile) \(describe(identity.role))"
        case .container(let endpoint): "container \(endpoint.address)"
        case .instanceMetadata(let service): "instance \(service.address) \(service.isLastResort)"
        }
    }

    static func describe(_ role: AssumedRole) -> String {
        ([role.arn, role.sessionName] + [role.externalID, role.duration.map { "\($0)" }].compactMap(\.self))
            .joined(separator: " ")
    }
}
