import AWSWire
import ECSWire
import TestSupport
import Testing

@testable import AWSClient

@Suite struct CredentialsAdviceTests {
    static let prod = CredentialsOrigin.Profile(name: "prod", file: "/home/me/.aws/credentials")

    struct Case: Sendable, CustomTestStringConvertible {
        let origin: CredentialsOrigin?
        let expired: String
        let badSignature: String
        let unknownKey: String
        let denied: String

        var testDescription: String { origin.map { "\($0)" } ?? "unknown" }
    }

    @Test(arguments: [
        Case(
            origin: nil, expired: "the temporary credentials have expired: get new ones, and set the session token too",
            badSignature: "check the credentials, and this machine's clock",
            unknownKey: "check the credentials, and that the key belongs to this partition",
            denied: "allow the action ecs:ListTasks in an IAM policy of these credentials"),
        Case(
            origin: .environment,
            expired: "the temporary credentials from the environment have expired: get new ones, and set "
                + "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
            badSignature: "check AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and this machine's clock",
            unknownKey: "check AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN, and that the key belongs to this partition",
            denied: "in an IAM policy of the owner of the credentials from the environment"),
        Case(
            origin: .profile(prod),
            expired: "the temporary credentials from profile 'prod' (/home/me/.aws/credentials) have expired: renew "
                + "them",
            badSignature: "check aws_secret_access_key and aws_session_token of profile 'prod' "
                + "(/home/me/.aws/credentials), and this machine's clock",
            unknownKey: "check aws_access_key_id and aws_session_token of profile 'prod' "
                + "(/home/me/.aws/credentials), and that the key belongs to this partition",
            denied: "of the owner of the credentials from profile 'prod' (/home/me/.aws/credentials)"),
        Case(
            origin: .process(prod),
            expired: "the temporary credentials from credential_process of profile 'prod' "
                + "(/home/me/.aws/credentials) have expired: check that it prints new ones, and this machine's clock",
            badSignature: "check the SecretAccessKey and the token from credential_process of profile 'prod'",
            unknownKey: "check the AccessKeyId and the token from credential_process of profile 'prod'",
            denied: "the credentials from credential_process of profile 'prod'"),
        Case(
            origin: .container("http://169.254.170.2/v2/x"),
            expired: "from the container endpoint http://169.254.170.2/v2/x have expired: check this machine's clock",
            badSignature: "check the SecretAccessKey and the token from the container endpoint",
            unknownKey: "check the AccessKeyId and the token from the container endpoint",
            denied: "the credentials from the container endpoint http://169.254.170.2/v2/x"),
        Case(
            origin: .instance("http://169.254.169.254/"), expired: "from the instance metadata at http://169.254.1",
            badSignature: "the token from the instance metadata", unknownKey: "the token from the instance metadata",
            denied: "the credentials from the instance metadata at http://169.254.169.254/"),
        Case(
            origin: .role("arn:r", by: .profile(prod)),
            expired: "the temporary credentials of the role arn:r, assumed with those from profile 'prod'",
            badSignature: "check the credentials of the role arn:r, assumed with those from profile 'prod'",
            unknownKey: "check the credentials of the role arn:r",
            denied: "allow the action ecs:ListTasks in an IAM policy of the role arn:r"),
        Case(
            origin: .webIdentity("arn:r", tokenFile: "/run/\u{1B}token"),
            expired: #"the role arn:r, assumed with the token in /run/\u{1b}token have expired"#,
            badSignature: "check the credentials of the role arn:r, assumed with the token in",
            unknownKey: "check the credentials of the role arn:r", denied: "in an IAM policy of the role arn:r"),
    ])
    func names(test: Case) throws {
        let endpoint = try Endpoint("http://localhost:8000")
        for (code, advice) in [
            ("ExpiredTokenException", test.expired), ("ExpiredToken", test.expired),
            ("InvalidSignatureException", test.badSignature), ("SignatureDoesNotMatch", test.badSignature),
            ("RequestExpired", test.badSignature), ("UnrecognizedClientException", test.unknownKey),
            ("InvalidClientTokenId", test.unknownKey), ("AccessDeniedException", test.denied),
        ] {
            let error = AWSError(
                cause: .service(ServiceError(code, ""), requestID: nil), service: .ecs, operation: "ListTasks",
                endpoint: endpoint, attempts: 1, origin: test.origin)
            #expect("\(error)".contains("\(code); ") && "\(error)".contains(advice), "\(error)")
        }
    }

    @Test(
        "where they come from",
        arguments: [
            (nil, CredentialsResolutionTests.keys, "from the environment"),
            (nil, [:], "from profile 'default' (the credentials file)"),
            ("static", [:], "from profile 'static' (the configuration file)"),
            ("process", [:], "from credential_process of profile 'process' (the configuration file)"),
            (
                nil, CredentialsResolutionTests.web,
                "of the role arn:aws:iam::123456789012:role/web, assumed with the token"
            ),
            ("region", CredentialsResolutionTests.container, "from the container endpoint http://169.254.170.2/v2/x"),
            ("region", [:], "from the instance metadata at http://169.254.169.254/"),
            (
                "role", [:],
                """
                of the role arn:aws:iam::123456789012:role/one, assumed with those from profile 'static' (the \
                configuration file)
                """
            ),
        ] as [(String?, [String: String], String)])
    func origin(profile: String?, environment: [String: String], says: String) throws {
        let source = try CredentialsResolutionTests.source(profile, environment)
        #expect("\(source.origin)".hasPrefix(says), "\(source.origin)")
    }

    @Test func aCallNamesTheFileOfItsKeys() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write(
                "[prod]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = s3cret-s3cret\n", to: "credentials")
            let environment = ["HOME": folder.path, "AWS_SHARED_CREDENTIALS_FILE": path]
            let chain = try CredentialsChain(
                profile: "prod", role: nil, environment: environment,
                configuration: try SharedConfiguration.read(environment: environment))
            let endpoint = try Endpoint("http://127.0.0.1:8000")
            let provider = chain.provider(
                region: try Region("eu-west-1"), endpoints: { _ in endpoint }, transport: ScriptedTransport([]),
                directTransport: ScriptedTransport([]), time: ManualTime().source)
            let client = try ECSClient.scripted(
                ScriptedTransport([.error("ExpiredTokenException"), .error("ExpiredTokenException")]),
                credentials: provider)
            let error = try #require(
                await failure(AWSError.self) { try await client.call(ECS.ListTasks.self, .init { _ in }) })
            #expect(
                "\(error)".hasSuffix(
                    "; the temporary credentials from profile 'prod' (\(path)) have expired: renew them"), "\(error)")
            #expect(!"\(error)".contains("AKIDEXAMPLE") && !"\(error)".contains("s3cret"))
        }
    }
}
