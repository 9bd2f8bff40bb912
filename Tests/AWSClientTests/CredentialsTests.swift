import Testing

@testable import AWSClient

@Suite struct CredentialsTests {
    static let key = "AWS_ACCESS_KEY_ID"
    static let secret = "AWS_SECRET_ACCESS_KEY"
    static let token = "AWS_SESSION_TOKEN"

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let environment: [String: String]
        var fallback: Credentials?
        let expected: Credentials

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "lasting", environment: [key: "AKID", secret: "s3cret"],
            expected: Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret")),
        Case(
            name: "temporary", environment: [key: "ASIA", secret: "s3cret", token: "t0ken"],
            expected: Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "t0ken")),
        Case(
            name: "an empty token is none", environment: [key: "AKID", secret: "s3cret", token: ""],
            expected: Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret")),
        Case(name: "the fallback", environment: [key: "", token: "t0ken"], fallback: .lasting, expected: .lasting),
        Case(
            name: "the environment before the fallback", environment: [key: "AKID", secret: "s3cret"],
            fallback: .lasting, expected: Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret")),
    ])
    func reads(test: Case) async throws {
        let provider = EnvironmentCredentials(environment: test.environment, fallback: test.fallback)
        #expect(try await provider.credentials() == test.expected)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let environment: [String: String]
        let says: [String]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Bad(name: "nothing", environment: [:], says: [key, secret, "set"]),
        Bad(name: "a key alone", environment: [key: "AKID"], says: ["\(key) is set and \(secret) is not"]),
        Bad(name: "a secret alone", environment: [secret: "s3cret"], says: ["\(secret) is set and \(key) is not"]),
        Bad(name: "a line break", environment: [key: "AKID\n", secret: "s3cret"], says: [key, "line break"]),
        Bad(name: "a space", environment: [key: "AKID", secret: " s3cret"], says: [secret, "space"]),
        Bad(
            name: "a header pasted in", environment: [key: "AKID", secret: "s3cret", token: "t0\r\nx-evil: 1"],
            says: [token]),
    ])
    func refuses(bad: Bad) async throws {
        let provider = EnvironmentCredentials(environment: bad.environment)
        let error = try #require(await failure(CredentialsError.self) { try await provider.credentials() })
        for part in bad.says { #expect("\(error)".contains(part)) }
        #expect(!"\(error)".contains("s3cret"))
    }

    @Test func aHalfIsAnErrorDespiteTheFallback() async {
        let provider = EnvironmentCredentials(environment: [Self.key: "AKID"], fallback: .lasting)
        #expect(await failure(CredentialsError.self) { try await provider.credentials() } != nil)
    }

    @Test func nothingThatPrintsShowsTheSecret() throws {
        let environment = [
            Self.key: "ASIAEXAMPLE", Self.secret: Credentials.temporary.secretAccessKey,
            Self.token: "FwoGZXIvYXdzEXAMPLE//token==",
        ]
        let client = try ECSClient.scripted(
            ScriptedTransport([]), credentials: StaticCredentials(.temporary))
        let values: [Any] = [
            Credentials.temporary, [Credentials.temporary], Optional(Credentials.temporary) as Any,
            EnvironmentCredentials(environment: environment), StaticCredentials(.temporary), client,
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("secret/with"), "\(type(of: value))")
                #expect(!text.contains("FwoG"), "\(type(of: value))")
            }
        }
        #expect("\(Credentials.temporary)".contains("ASIAEXAMPLE"))
    }

    @Test func hidesASecretInAText() {
        let text = "sign secret/with+signs=and~more with FwoGZXIvYXdzEXAMPLE//token=="
        #expect(Credentials.temporary.redact(text) == "sign [hidden] with [hidden]")
        #expect(Credentials(accessKeyID: "a", secretAccessKey: "e").redact("a test") == "a test")
    }
}
