import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

/// What the agent of a container and the metadata service of an instance are asked, and what is made of their answers.
@Suite struct MetadataCredentialsTests {
    static let document = """
        {"Code": "Success", "AccessKeyId": "ASIA", "SecretAccessKey": "s3cret", "Token": "t0ken",
         "Expiration": "2026-09-22T16:15:00Z", "Type": "AWS-HMAC"}
        """
    static let good = Turn.answer(200, document)
    static let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    static let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    static let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    static let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

    /// The document without a member, or with another value for it.
    static func document(_ member: String, _ value: String? = nil) -> String {
        guard let name = document.firstRange(of: "\"\(member)\": "),
            let end = document[name.upperBound...].firstRange(of: ",")
        else { return "no member \(member)" }
        return document.replacingCharacters(
            in: name.lowerBound..<end.upperBound, with: value.map { "\"\(member)\": \($0)," } ?? "")
    }

    private let time = ManualTime()

    private func load(
        _ environment: [String: String], _ transport: ScriptedTransport
    ) async throws -> TemporaryCredentials {
        try await #require(try ContainerEndpoint(environment: environment)).load(transport, time.source)
    }

    struct AddressCase: Sendable, CustomTestStringConvertible {
        let environment: [String: String]
        /// Nil when it is refused.
        let url: String?
        var testDescription: String { "\(environment.values.sorted())" }
    }

    @Test(arguments: [
        AddressCase(environment: [relative: "/v2/a?b=c"], url: "http://169.254.170.2/v2/a"),
        AddressCase(environment: [relative: "/v2", full: "https://example.com/x"], url: "http://169.254.170.2/v2"),
        AddressCase(environment: [relative: "", full: "https://example.com/x"], url: "https://example.com/x"),
        AddressCase(environment: [full: "http://127.0.0.1:8080"], url: "http://127.0.0.1:8080/"),
        AddressCase(environment: [full: "http://127.9.9.9/x"], url: "http://127.9.9.9/x"),
        AddressCase(environment: [full: "http://localhost:1/x"], url: "http://localhost:1/x"),
        AddressCase(environment: [full: "http://[::1]:1/x"], url: "http://[::1]:1/x"),
        AddressCase(
            environment: [full: "http://169.254.170.23/v1/credentials"], url: "http://169.254.170.23/v1/credentials"),
        AddressCase(environment: [full: "http://[fd00:ec2::23]/v1"], url: "http://[fd00:ec2::23]/v1"),
        AddressCase(environment: [relative: "v2"], url: nil),
        AddressCase(environment: [relative: "/v2\r\nx-evil: 1"], url: nil),
        AddressCase(environment: [full: "http://192.0.2.1/x"], url: nil),
        AddressCase(environment: [full: "http://169.254.169.254/x"], url: nil),
        AddressCase(environment: [full: "http://127.0.0.1.example.com/x"], url: nil),
        AddressCase(environment: [full: "http://127.1/x"], url: nil),
        AddressCase(environment: [full: "http://[::2]/x"], url: nil),
        AddressCase(environment: [full: "http://user:s3cret@127.0.0.1/x"], url: nil),
        AddressCase(environment: [full: "ftp://127.0.0.1/x"], url: nil),
        AddressCase(environment: [full: "http://127.0.0.1#s3cret"], url: nil),
    ])
    func address(of test: AddressCase) throws {
        guard let url = test.url else {
            let error = try #require(throws: CredentialsError.self) {
                try ContainerEndpoint(environment: test.environment)
            }
            #expect(!"\(error)".contains("s3cret"))
            return
        }
        #expect("\(try #require(try ContainerEndpoint(environment: test.environment)).address)" == url)
    }

    @Test func asksTheAgent() async throws {
        let transport = ScriptedTransport([Self.good])
        let found = try await load([Self.relative: "/v2/a?b=c", Self.token: "Bearer t0"], transport)
        #expect(found.credentials == Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "t0ken"))
        #expect(found.expiration == TemporaryCredentials.date("2026-09-22T16:15:00Z"))
        let request = try #require(await transport.requests.first)
        #expect(request.method == "GET" && request.path == "/v2/a?b=c")
        #expect(request.headers["authorization"] == "Bearer t0")
        #expect(request.headers["host"] == "169.254.170.2")
        #expect(await transport.timeouts == [.seconds(2)])
    }

    @Test func readsTheTokenFileForEveryCall() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("one", to: "token")
            let endpoint = try #require(
                try ContainerEndpoint(environment: [Self.relative: "/", Self.token: "never", Self.file: path]))
            let transport = ScriptedTransport([Self.good, Self.good])
            _ = try await endpoint.load(transport, time.source)
            try folder.write("two", to: "token")
            _ = try await endpoint.load(transport, time.source)
            #expect(await transport.requests.map { $0.headers["authorization"] } == ["one", "two"])
            for text in ["s3cret\n", "", "s3crét"] {
                try folder.write(text, to: "token")
                let error = await failure(CredentialsError.self) { try await endpoint.load(transport, time.source) }
                #expect(error?.description.hasPrefix("the authorization token file \(path) is empty") == true)
            }
        }
    }

    @Test func aMissingTokenFileIsAnError() async throws {
        let error = await failure(CredentialsError.self) {
            try await load([Self.relative: "/", Self.file: "/nowhere/token"], ScriptedTransport([Self.good]))
        }
        #expect(error?.description == "the authorization token file /nowhere/token does not exist or is not a file")
    }

    @Test func asksTheAgentThreeTimes() async throws {
        let slow = Turn.failure(.timedOut(.seconds(2)))
        let transport = ScriptedTransport([slow, .answer(500, "s3cret"), Self.good])
        _ = try await load([Self.relative: "/"], transport)
        #expect(time.sleeps == [.seconds(1), .seconds(1)])
        let down = ScriptedTransport([slow, slow, .answer(404, "s3cret"), Self.good])
        let error = await failure(CredentialsError.self) { try await load([Self.relative: "/"], down) }
        #expect(
            error?.description
                == "could not get the container's credentials at http://169.254.170.2/: status 404 (attempts: 3)")
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        let says: String

        init(_ body: String, says: String) {
            testDescription = says
            self.body = body
            self.says = says
        }
    }

    @Test(arguments: [
        Malformed("<html>s3cret", says: "is not JSON with credentials"),
        Malformed("", says: "'Token' in"),
        Malformed("[\"s3cret\"]", says: "is not JSON with credentials"),
        Malformed(document("AccessKeyId"), says: "'AccessKeyId' in"),
        Malformed(document("SecretAccessKey"), says: "'SecretAccessKey' in"),
        Malformed(document("Token"), says: "'Token' in"),
        Malformed(document("Token", "\"\""), says: "'Token' in"),
        Malformed(document("Token", "null"), says: "'Token' in"),
        Malformed(document("SecretAccessKey", "[\"s3cret\"]"), says: "'SecretAccessKey' in"),
        Malformed(document("SecretAccessKey", #""s3cret\n""#), says: "line break"),
        Malformed(document("Code", "\"AssumeRoleUnauthorizedAccess\""), says: "AssumeRoleUnauthorizedAccess"),
        Malformed(document.replacing("2026-09-22T16:15:00Z", with: "s3cret"), says: "'Expiration' in"),
        Malformed(document.replacing("\"2026-09-22T16:15:00Z\"", with: "null"), says: "'Expiration' in"),
    ])
    func neverTakesForCredentials(test: Malformed) async throws {
        let container = await failure(CredentialsError.self) {
            try await load([Self.relative: "/v2"], ScriptedTransport([.answer(200, test.body)]))
        }
        let words = Turn.answer(200, "word")
        let instance = await failure(CredentialsError.self) {
            try await metadata().load(ScriptedTransport([words, words, .answer(200, test.body)]))
        }
        for (error, address) in [
            (container, "http://169.254.170.2/v2"),
            (instance, "http://169.254.169.254/latest/meta-data/iam/security-credentials/word"),
        ] {
            let text = try #require(error).description
            #expect(text.contains(test.says) && text.contains(address), "\(text)")
            #expect(!text.contains("s3cret"))
        }
    }

    private func metadata(_ environment: [String: String] = [:]) throws -> InstanceMetadata {
        try #require(try InstanceMetadata(environment: environment, profile: nil, isLastResort: false))
    }

    @Test func asksTheInstanceForATokenFirst() async throws {
        let transport = ScriptedTransport([.answer(200, "imds-token"), .answer(200, "my-role\n"), Self.good])
        let endpoint = "http://127.0.0.1:1338/base/"
        let found = try await metadata(["AWS_EC2_METADATA_SERVICE_ENDPOINT": endpoint]).load(transport)
        #expect(found.credentials.accessKeyID == "ASIA")
        let requests = await transport.requests
        #expect(requests.map(\.method) == ["PUT", "GET", "GET"])
        let roles = "/base/latest/meta-data/iam/security-credentials/"
        #expect(requests.map(\.path) == ["/base/latest/api/token", roles, roles + "my-role"])
        #expect(requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(requests[1...].map { $0.headers["x-aws-ec2-metadata-token"] } == ["imds-token", "imds-token"])
        #expect(await transport.timeouts == Array(repeating: .seconds(1), count: 3))
    }

    @Test(arguments: [
        ([Turn.failure(.notConnected("refused"))], "/latest/api/token: no connection: refused"),
        ([.answer(404, "")], "/latest/api/token returned status 404"),
        ([.answer(200, "")], "/latest/api/token did not return a single word"),
        ([.answer(200, "a\nb: c")], "/latest/api/token did not return a single word"),
        ([.answer(200, "t"), .answer(401, "")], "/security-credentials/ returned status 401"),
        ([.answer(200, "t"), .answer(200, "a\nb")], "/security-credentials/ did not return a single word"),
        ([.answer(200, "t"), .answer(200, "../x")], "/security-credentials/ does not name one role"),
        ([.answer(200, "t"), .answer(200, "r"), .answer(404, "")], "/security-credentials/r returned status 404"),
    ])
    func neverSpeaksVersionOne(turns: [Turn], says: String) async throws {
        let transport = ScriptedTransport(turns)
        let error = try #require(await failure(CredentialsError.self) { try await metadata().load(transport) })
        #expect("\(error)".contains(says), "\(error)")
        #expect(await transport.requests.count == turns.count)
        let last = try #require(try InstanceMetadata(environment: [:], profile: nil, isLastResort: true))
        let hint = await failure(CredentialsError.self) { try await last.load(ScriptedTransport(turns)) }
        #expect(hint?.description.hasPrefix("no credentials: set AWS_ACCESS_KEY_ID") == true)
    }
}
