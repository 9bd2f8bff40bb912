import AWSWire
import Foundation
import TestSupport
import Testing

@testable import AWSClient

@Suite struct CredentialsProcessTests {
    static let output = """
        {"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "s3cret", "SessionToken": "t0ken", \
        "Expiration": "2026-09-22T10:15:00+00:00"}
        """

    private func load(
        _ line: String, _ environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        within limit: Duration = .seconds(600)
    ) async throws -> TemporaryCredentials {
        let profile = Profile(name: "dev", credentialsFile: [:], configurationFile: [:])
        return try await CredentialsProcess(line, of: profile).load(environment: environment, within: limit)
    }

    @Test func runsAProgramOfThePath() async throws {
        let found = try await load("sh -c 'echo \"$0$OUTPUT\"' ''", ["PATH": "/usr/bin:/bin", "OUTPUT": Self.output])
        #expect(found.credentials == Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "t0ken"))
        #expect(found.expiration == TemporaryCredentials.date("2026-09-22T10:15:00Z"))
    }

    @Test func runsAProgramByItsPathWithItsArguments() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("#!/bin/sh\ncat \"$1\"\n", to: "a program")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            let output = try folder.write(
                #"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s3cret"}"#, to: "an output")
            let found = try await load("'\(path)' \"\(output)\"")
            #expect(found.credentials == Credentials(accessKeyID: "AKIA", secretAccessKey: "s3cret"))
            #expect(found.expiration == nil)
        }
    }

    @Test func hasNothingToRead() async throws {
        await #expect(throws: CredentialsError.self) { try await load("cat") }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let line: String
        let says: String
        var testDescription: String { line }
    }

    static let name = "'credential_process' of the profile 'dev'"

    @Test(arguments: [
        Bad(line: "no-such-program-s3cret", says: "\(name): there is no such program, or it is not executable"),
        Bad(line: "/nowhere/s3cret", says: "\(name): there is no such program, or it is not executable"),
        Bad(line: "/etc/passwd", says: "\(name): there is no such program, or it is not executable"),
        Bad(line: "sh -c 'exit 3'", says: "\(name) failed; run it by hand to see why"),
        Bad(line: "sh -c 'echo log in first >&2; exit 1'", says: "\(name) failed; run it by hand to see why"),
        Bad(
            line: "sh -c 'echo bad token wJalrXUtnFEMI-s3cret >&2; exit 1'",
            says: "\(name) failed; run it by hand to see why"),
        Bad(line: "sh -c 'echo s3cret; exit 1'", says: "\(name) failed; run it by hand to see why"),
        Bad(line: "echo s3cret", says: "the output of \(name) is not JSON with credentials"),
        Bad(line: "true", says: "'Version' in the output of \(name) is missing or not 1"),
        Bad(
            line: #"echo '{"Version":2,"AccessKeyId":"A","SecretAccessKey":"s3cret"}'"#,
            says: "'Version' in the output of \(name) is missing or not 1"),
        Bad(
            line: #"echo '{"Version":1,"AccessKeyId":"A"}'"#,
            says: "'SecretAccessKey' in the output of \(name) is missing"),
        Bad(
            line: #"echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s3cret","Expiration":"s3cret"}'"#,
            says: "'Expiration' in the output of \(name) is not a time such as 2026-09-22T10:15:00Z"),
        Bad(line: "head -c 70000 /dev/zero", says: "\(name) printed more than 65536 bytes"),
    ])
    func refuses(bad: Bad) async throws {
        let error = try #require(await failure(CredentialsError.self) { try await load(bad.line) })
        #expect("\(error)".hasPrefix(bad.says), "\(error)")
        #expect(!"\(error)".contains("s3cret"))
    }

    @Test func endsWhatTakesTooLong() async throws {
        let error = try #require(
            await failure(CredentialsError.self) { try await load("sleep 600", within: .milliseconds(50)) })
        #expect("\(error)".contains("took longer than"))
    }
}
