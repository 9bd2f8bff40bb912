import AWSWire
import ECSWire
import Foundation
import SwiftExtensions
import TestSupport
import Testing

@testable import AWSClient

@Suite struct XMLElementTests {
    @Test func readsAnAnswer() throws {
        let text = """
            <?xml version="1.0"?><!-- no -->
            <a:Root xmlns:a="urn:x" >
              <One attribute='2'>1 &lt;&amp;&gt;&quot;&apos;&#65;&#x42; <![CDATA[<&x>]]></One>
              <Two><Three/></Two><Two>b</Two>
            </a:Root>

            """
        let root = try #require(XMLElement(Data(text.utf8)))
        #expect(root.name == "Root")
        #expect(root.first("One")?.text == "1 <&>\"'AB <&x>")
        #expect(root.first("Two", "Three")?.text == "")
        #expect(root.first("Two", "Four") == nil)
        #expect(root.children.map(\.name) == ["One", "Two", "Two"])
    }

    @Test(arguments: [
        "", "text", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>text", "text<a/>", "<a>&none;</a>", "<a>&amp</a>",
        "<a>&#x110000;</a>", "<a>&#xD800;</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a", "<>", "< a/>",
        "<a><![CDATA[</a>", "<!-- <a/>", "{}",
        String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
    ])
    func refuses(text: String) {
        #expect(XMLElement(Data(text.utf8)) == nil)
    }
}

/// Roles assumed with STS.
@Suite struct STSTests {
    static func answer(_ operation: String, without member: String = "") -> String {
        let members = [
            "AccessKeyId": "ASIA", "SecretAccessKey": "s3cret", "SessionToken": "t0ken+/=",
            "Expiration": "2026-09-22T16:15:00Z",
        ]
        let inner = members.filter { $0.key != member }.map { "<\($0.key)>\($0.value)</\($0.key)>" }.sorted().joined()
        return """
            <\(operation)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(operation)Result>
            <AssumedRoleUser><Arn>arn:x</Arn></AssumedRoleUser><Credentials>\(inner)</Credentials>
            </\(operation)Result></\(operation)Response>
            """
    }

    static func refusal(_ code: String, _ message: String) -> Turn {
        let xml =
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
        return .answer(403, xml)
    }

    static let arn = "arn:aws:iam::123456789012:role/roster"
    private let time = ManualTime()

    private func session(_ transport: any Transport) throws -> AWSSession {
        let endpoint = try Endpoint("http://127.0.0.1:8000")
        return AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, credentials: StaticCredentials(.lasting),
            transport: transport, time: time.source, random: { 1 })
    }

    @Test func assumesARole() async throws {
        let transport = ScriptedTransport([.answer(200, Self.answer("AssumeRole"))])
        let role = try AssumedRole(
            arn: SourcedText(Self.arn, ""), sessionName: SourcedText("me@x", ""), externalID: SourcedText("a/b=c", ""),
            duration: SourcedText("900", ""))
        let found = try await session(transport).assume(role)
        #expect(
            found.credentials
                == Credentials(accessKeyID: "ASIA", secretAccessKey: "s3cret", sessionToken: "t0ken+/="))
        #expect(found.expiration == TemporaryCredentials.date("2026-09-22T16:15:00Z"))
        let request = try #require(await transport.requests.first)
        #expect(
            String(decoding: request.body, as: UTF8.self) == """
                Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Froster\
                &RoleSessionName=me%40x&ExternalId=a%2Fb%3Dc&DurationSeconds=900
                """)
        #expect(request.headers["authorization"]?.contains("Credential=AKIDEXAMPLE/20260922/eu-west-1/sts/") == true)
    }

    @Test func exchangesTheTokenOfAFileEachTime() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("one\n", to: "token")
            let good = Turn.answer(200, Self.answer("AssumeRoleWithWebIdentity"))
            let transport = ScriptedTransport([good, good])
            let identity = WebIdentity(role: try AssumedRole(arn: Self.arn, externalID: nil), tokenFile: path)
            _ = try await session(transport).assume(identity)
            try folder.write("two", to: "token")
            _ = try await session(transport).assume(identity)
            let requests = await transport.requests
            let bodies = requests.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(bodies.map { $0.hasSuffix("&WebIdentityToken=one") } == [true, false])
            #expect(bodies.map { $0.hasSuffix("&RoleSessionName=roster&WebIdentityToken=two") } == [false, true])
            #expect(requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test(arguments: [
        (Turn.answer(200, answer("AssumeRole", without: "SessionToken")), "'SessionToken' in the response of http"),
        (.answer(200, answer("AssumeRole", without: "Expiration")), "'Expiration' in the response of http"),
        (.answer(200, answer("AssumeRole", without: "SecretAccessKey")), "'SecretAccessKey' in the response of http"),
        (.answer(200, answer("GetSessionToken")), "is not a response of AssumeRole"),
        (.answer(200, "{}"), "is not a response of AssumeRole"),
        (
            refusal("AccessDenied", "User is not authorized"),
            "cannot assume the role \(arn): sts:AssumeRole at http://127.0.0.1:8000: AccessDenied: User is not"
        ),
        (refusal("ValidationError", "&apos;a&apos; &amp; b"), "ValidationError: 'a' & b"),
        (.answer(200, answer("AssumeRole").replacing("2026-", with: "20-")), "'Expiration' in the response of http"),
    ])
    func refuses(turn: Turn, says: String) async throws {
        let role = try AssumedRole(arn: Self.arn, externalID: nil)
        let error = try #require(
            await failure(CredentialsError.self) { try await session(ScriptedTransport([turn])).assume(role) })
        #expect("\(error)".contains(says), "\(error)")
        #expect(!"\(error)".contains("s3cret"))
    }

    @Test(arguments: [
        ("Not authorized", "Not authorized"), ("the token eyJhbGciOiJIUzI1NiJ9.e30 is wrong", nil),
        ("eyJhbGciOiJ…", "eyJhbGciOiJ"),
    ])
    func repeatsNoPieceOfAToken(message: String, shown: String?) async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", to: "token")
            let identity = WebIdentity(role: try AssumedRole(arn: Self.arn, externalID: nil), tokenFile: path)
            let transport = ScriptedTransport([Self.refusal("InvalidIdentityToken", message)])
            let error = try #require(
                await failure(CredentialsError.self) { try await session(transport).assume(identity) })
            #expect("\(error)".contains("AssumeRoleWithWebIdentity at http://127.0.0.1:8000: InvalidIdentityToken"))
            #expect("\(error)".contains(shown ?? "InvalidIdentityToken"))
            #expect(shown != nil || !"\(error)".contains("eyJ"))
        }
    }

    @Test func aRoleThatCannotBeAssumedIsACallThatWasNotMade() async throws {
        let transport = ScriptedTransport([Self.refusal("AccessDenied", "no")])
        let settings = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"]
        let chain = try CredentialsChain(
            profile: nil, role: try AssumedRole(arn: Self.arn, externalID: nil), environment: settings,
            configuration: .empty)
        let endpoint = try Endpoint("http://127.0.0.1:8000")
        let provider = chain.provider(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint }, transport: transport,
            directTransport: ScriptedTransport([]), time: time.source)
        let client = try ECSClient.scripted(transport, time: time, credentials: provider)
        let error = try #require(
            await failure(AWSError.self) { try await client.call(ECS.ListClusters.self, .init { _ in }) })
        #expect(
            "\(error)".hasPrefix("ecs:ListClusters at http://127.0.0.1:8000: cannot assume the role \(Self.arn)"))
        #expect(error.attempts == 0)
        #expect(await transport.requests.count == 1)
    }

    @Test func aSourceThatFailsIsSaidAsItIs() async throws {
        let endpoint = try Endpoint("http://127.0.0.1:8000")
        let ended = try TemporaryCredentials(
            key: SourcedText("A", ""), secret: SourcedText("s", ""), token: nil,
            expiration: SourcedText("2026-01-01T00:00:00Z", ""))
        let session = AWSSession(
            region: try Region("eu-west-1"), endpoints: { _ in endpoint },
            credentials: ExpiringCredentials(value: ended, time: time.source, origin: .environment),
            transport: ScriptedTransport([]))
        let role = try AssumedRole(arn: Self.arn, externalID: nil)
        let error = await failure(CredentialsError.self) { try await session.assume(role) }
        #expect(
            error?.description == """
                the temporary credentials from the environment have expired: get new ones, and set AWS_ACCESS_KEY_ID, \
                AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN
                """)
    }

    @Test(arguments: [
        ("", nil, "registry.aws.roleArn is missing"), ("roster", nil, "registry.aws.roleArn is not a role ARN"),
        (arn, "x", "registry.aws.externalId must be 2 to 1224"),
        (arn, "a b", "registry.aws.externalId contains a space"),
        (arn, "a&b", "registry.aws.externalId must be"), (arn, "é!", "registry.aws.externalId contains"),
    ])
    func refusesARole(arn: String, externalID: String?, says: String) throws {
        let error = try #require(throws: CredentialsError.self) {
            try AssumedRole(arn: arn, externalID: externalID)
        }
        #expect("\(error)".hasPrefix(says))
    }
}
