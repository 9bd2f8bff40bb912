import AWSWire
import ECSWire
import Foundation
import Logging
import SwiftExtensions
import Synchronization
import TestSupport
import Testing

@testable import AWSClient

/// Every source full of secrets, every way to fail: nothing that is printed has one.
@Suite struct SecretsTests {
    private static let secret = "mArKeR/0123456789+s3cret"
    private static let document = """
        {"Version": 1, "Code": "Success", "AccessKeyId": "ASIA", "SecretAccessKey": "\(secret)", "Token": "\(secret)", \
        "SessionToken": "\(secret)", "Expiration": "2026-09-22T10:27:00Z"}
        """
    private static let sts = """
        <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>\
        <SecretAccessKey>\(secret)</SecretAccessKey><SessionToken>\(secret)</SessionToken>\
        <Expiration>2026-09-22T10:27:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
        """
    private static let refusal = """
        <ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>\(secret)</Message></Error></ErrorResponse>
        """

    /// Answers to what comes after the settings: none, good ones with a secret, and ones that are wrong.
    private static let answers: [[Turn]] = [
        [],
        Array(repeating: .answer(200, document), count: 4),
        Array(repeating: .answer(200, sts), count: 4),
        [.answer(200, "word"), .answer(200, "word"), .answer(200, document)],
        Array(repeating: .answer(200, secret), count: 4),
        Array(repeating: .answer(200, document.replacing("2026-09", with: secret)), count: 4),
        Array(repeating: .answer(200, document.replacing("\"\(secret)\"", with: "{\"\(secret)\": 1}")), count: 4),
        Array(repeating: .answer(200, document.replacing("0123", with: "\\n")), count: 4),
        Array(repeating: .answer(200, sts.replacing("2026-09", with: secret)), count: 4),
        Array(repeating: .answer(200, sts.replacing("0123", with: "\n")), count: 4),
        Array(repeating: .answer(403, refusal), count: 4),
        Array(repeating: .answer(500, secret), count: 4),
        Array(repeating: .failure(.timedOut(.seconds(1))), count: 4),
    ]

    /// Variables; `FOLDER` stands for the folder of the files.
    private static let environments: [[String: String]] = [
        ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": secret],
        ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": secret + "\n"],
        ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": secret, "AWS_CREDENTIAL_EXPIRATION": secret],
        ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SESSION_TOKEN": secret],
        ["AWS_SECRET_ACCESS_KEY": secret],
        ["AWS_PROFILE": "static"], ["AWS_PROFILE": "half"], ["AWS_PROFILE": "broken"], ["AWS_PROFILE": "role"],
        ["AWS_PROFILE": "duration"], ["AWS_PROFILE": "process"], ["AWS_PROFILE": "process-fails"],
        ["AWS_PROFILE": "process-lies"], ["AWS_PROFILE": "quotes"], ["AWS_PROFILE": "no-program"],
        ["AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x?\(secret)"],
        ["AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x#\(secret)"],
        ["AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x:\(secret)@127.0.0.1/"],
        [
            "AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example.com",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": secret,
        ],
        [
            "AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example.com",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": secret + "\r",
        ],
        [
            "AWS_PROFILE": "none", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "https://example.com",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "FOLDER/token-lines",
        ],
        ["AWS_WEB_IDENTITY_TOKEN_FILE": "FOLDER/token", "AWS_ROLE_ARN": STSTests.arn],
        ["AWS_WEB_IDENTITY_TOKEN_FILE": "FOLDER/token-lines", "AWS_ROLE_ARN": STSTests.arn],
        ["AWS_WEB_IDENTITY_TOKEN_FILE": "FOLDER/token", "AWS_ROLE_ARN": secret],
        ["AWS_PROFILE": "none"],
        ["AWS_PROFILE": "none", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1/?\(secret)"],
        ["AWS_PROFILE": "none", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://\(secret)@127.0.0.1/"],
        ["AWS_CONFIG_FILE": "FOLDER/bad-line"], ["AWS_CONFIG_FILE": "FOLDER/bad-key"],
    ]

    private static let configuration = """
        [profile none]
        region = eu-west-1
        [profile static]
        aws_access_key_id = AKIA
        aws_secret_access_key = \(secret)
        aws_session_token = \(secret)
        [profile half]
        aws_secret_access_key = \(secret)
        [profile broken]
        aws_access_key_id = AKIA
        aws_secret_access_key = \(secret) # mine
        [profile role]
        role_arn = \(STSTests.arn)
        source_profile = static
        external_id = \(secret)
        [profile duration]
        role_arn = \(STSTests.arn)
        source_profile = static
        duration_seconds = \(secret)
        [profile process]
        credential_process = echo '\(document)'
        [profile process-fails]
        credential_process = sh -c 'echo \(secret); echo \(secret) >&2; exit 1'
        [profile process-lies]
        credential_process = echo \(secret)
        [profile quotes]
        credential_process = echo '\(secret)
        [profile no-program]
        credential_process = \(secret)
        """

    @Test func nothingPrintsASecret() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Self.configuration, to: ".aws/config")
            try folder.write(Self.secret, to: "token")
            try folder.write("\(Self.secret)\n\(Self.secret)", to: "token-lines")
            try folder.write("[default]\n\(Self.secret)", to: "bad-line")
            try folder.write("[default]\n\(Self.secret)=1\n\(Self.secret)=2", to: "bad-key")
            let printed = Printed()
            for variables in Self.environments {
                let environment = variables.mapValues { $0.replacing("FOLDER", with: folder.path) }
                    .merging(["HOME": folder.path, "PATH": "/usr/bin:/bin"]) { own, _ in own }
                for turns in Self.answers { await ask(environment, turns, printed) }
            }
            let lines = printed.lines
            #expect(lines.count > 1000)
            #expect(lines.contains { $0.contains("could not renew credentials") })
            for line in lines where line.contains("mArKeR") { Issue.record("\(line)") }
        }
    }

    /// Asks twice, the second time when a renewal is due, and once for a replacement; prints all there is.
    private func ask(_ environment: [String: String], _ turns: [Turn], _ printed: Printed) async {
        let time = ManualTime()
        do {
            let files = try SharedConfiguration.read(environment: environment)
            printed.add(files)
            let chain = try CredentialsChain(
                profile: nil, role: nil, environment: environment, configuration: files)
            printed.add(chain)
            let transport = ScriptedTransport(turns)
            let endpoint = try Endpoint("http://127.0.0.1:8000")
            let provider = chain.provider(
                region: try Region("eu-west-1"), endpoints: { _ in endpoint }, transport: transport,
                directTransport: transport, time: time.source, logger: printed.logger)
            printed.add(provider)
            let first = try await provider.credentials()
            printed.add(first)
            try await time.source.sleep(.seconds(60))
            printed.add(try await provider.credentials())
            printed.add(provider)
            printed.add(try await provider.replacement(for: first) as Any)
        } catch {
            printed.add(error)
        }
    }
}

/// Whatever a program, a debugger or a log could show.
private final class Printed: Sendable {
    private let state = Mutex<[String]>([])

    var lines: [String] { state.withLock { $0 } }

    func add(_ value: Any) {
        var dumped = ""
        dump(value, to: &dumped)
        let texts = ["\(value)", String(reflecting: value), dumped]
        state.withLock { $0 += texts }
    }

    var logger: Logger {
        var logger = Logger(label: "test") { [self] _ in Handler(printed: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let printed: Printed
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { printed.add("\(event.message) \(event.metadata ?? [:])") }
    }
}
