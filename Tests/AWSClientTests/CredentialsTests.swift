import SwiftExtensions
import Testing

@testable import AWSClient

@Suite struct CredentialsTests {
    static let key = "AWS_ACCESS_KEY_ID"
    static let secret = "AWS_SECRET_ACCESS_KEY"
    static let token = "AWS_SESSION_TOKEN"
    static let expiration = "AWS_CREDENTIAL_EXPIRATION"

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let environment: [String: String]
        let expected: Credentials?
        var end: String?

        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "lasting", environment: [key: "AKID", secret: "s3cret"],
            expected: Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret")),
        Case(
            name: "temporary",
            environment: [key: "ASIA", secret: "s3cret", token: "t0ken", expiration: "2026-09-22T10:15:00Z"],
            expected: Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "t0ken"),
            end: "2026-09-22T10:15:00Z"),
        Case(
            name: "an empty token is none", environment: [key: "AKID", secret: "s3cret", token: "", expiration: ""],
            expected: Credentials(accessKeyID: "AKID", secretAccessKey: "s3cret")),
        Case(
            name: "the old name of the token",
            environment: [key: "ASIA", secret: "s3cret", token: "t0ken", "AWS_SECURITY_TOKEN": "0ld"],
            expected: Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "0ld")),
        Case(name: "a token alone is nothing", environment: [key: "", token: "t0ken"], expected: nil),
        Case(name: "nothing", environment: [:], expected: nil),
    ])
    func reads(test: Case) throws {
        let found = try EnvironmentCredentials.read(test.environment)
        #expect(found?.credentials == test.expected)
        #expect(found?.expiration == test.end.flatMap(TemporaryCredentials.date))
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let environment: [String: String]
        let says: [String]

        var testDescription: String { name }
    }

    @Test(arguments: [
        Bad(name: "a key alone", environment: [key: "AKID"], says: ["\(key) is set but \(secret) is not"]),
        Bad(name: "a secret alone", environment: [secret: "s3cret"], says: ["\(secret) is set but \(key) is not"]),
        Bad(name: "a line break", environment: [key: "AKID\n", secret: "s3cret"], says: [key, "line break"]),
        Bad(name: "a space", environment: [key: "AKID", secret: " s3cret"], says: [secret, "space"]),
        Bad(
            name: "a header pasted in", environment: [key: "AKID", secret: "s3cret", token: "t0\r\nx-evil: 1"],
            says: [token]),
        Bad(
            name: "a token without end",
            environment: [key: "AKID", secret: "s3cret", token: String(repeating: "s3cret", count: 3000)],
            says: [token, "longer than 16384 bytes"]),
        Bad(
            name: "no time", environment: [key: "AKID", secret: "s3cret", expiration: "s3cret"],
            says: [expiration, "is not a time"]),
    ])
    func refuses(bad: Bad) throws {
        let error = try #require(throws: CredentialsError.self) { try EnvironmentCredentials.read(bad.environment) }
        for part in bad.says { #expect("\(error)".contains(part)) }
        #expect(!"\(error)".contains("s3cret"))
    }

    @Test(arguments: [
        ("2026-09-22T10:15:00Z", "2026-09-22T10:15:00Z"), ("2026-09-22T10:15:00.123456Z", "2026-09-22T10:15:00Z"),
        ("2026-09-22T10:15:00+00:00", "2026-09-22T10:15:00Z"), ("2026-09-22T12:15:00+0200", "2026-09-22T10:15:00Z"),
        ("2026-09-22T00:45:00-09:30", "2026-09-22T10:15:00Z"), ("2026-09-22T11:15:00.5+01", "2026-09-22T10:15:00Z"),
        ("2026-09-22 10:15:00 UTC", "2026-09-22T10:15:00Z"), ("2026-09-22T10:15:00UTC", "2026-09-22T10:15:00Z"),
        ("2026-09-22 10:15:00+00:00", "2026-09-22T10:15:00Z"), ("2026-09-22 10:15:00Z", "2026-09-22T10:15:00Z"),
        ("2026-09-22 10:15:00.25 GMT", "2026-09-22T10:15:00Z"), ("2026-09-22 12:15:00 +0200", "2026-09-22T10:15:00Z"),
        ("2026-09-22T10:15:00", nil), ("2026-09-22 10:15:00", nil), ("2026-09-22", nil), ("2026-02-30T10:15:00Z", nil),
        ("", nil), ("2026-09-22T10:15:00UTC+3", nil), ("2026-09-22 10:15:00 UTC+03:00", nil),
        ("2026-09-22 10:15:00 GMT-3", nil), ("2026-09-22 10:15:00 EST", nil), ("2026-09-22 10:15:00 CET", nil),
        ("2026-09-22 10:15:00 +0000 UTC", nil), ("2026-09-22 10:15:00  UTC", nil), ("2026-09-22  10:15:00 UTC", nil),
        ("2026-09-22_10:15:00Z", nil), ("2026-09-22T10:15:00 ", nil), ("2026-09-22T10:15:00+0:100", nil),
        ("2026-09-22T10:15:00+1", nil), ("09/22/2026 10:15:00 UTC", nil),
        ("2026-09-22T10:15:00.Z", nil), ("2026-09-22T10:15:00+2500", nil), ("2026-09-22T10:15:00Zx", nil),
        ("2026-09-22T10:15:00+00:60", nil), ("soon", nil), ("1790072100", nil),
    ])
    func readsTimes(text: String, same: String?) {
        let date = TemporaryCredentials.date(text)
        #expect((date == nil) == (same == nil))
        #expect(date == same.flatMap(TemporaryCredentials.date))
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
            StaticCredentials(.temporary), client,
            ExpiringCredentials(
                value: try #require(try EnvironmentCredentials.read(environment)), time: ManualTime().source,
                origin: .environment),
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
