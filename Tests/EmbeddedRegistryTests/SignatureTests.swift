import AWSWire
import ECSWire
import Foundation
import Testing

@testable import EmbeddedRegistry

/// A registry with one permanent and one temporary key, at 2026-01-01 00:10:00.5 UTC.
private struct SignedRegistry {
    let registry: Registry

    init() throws {
        var settings = Registry.Settings()
        var keys = AccessKeys()
        try keys.add("AKIDEXAMPLE:c0nfidential")
        try keys.add(id: "ASIAEXAMPLE", secret: "als0c0nfidential", sessionToken: "t0ken")
        settings.accessKeys = keys
        registry = try Registry(
            database: .memory, settings: settings, clock: { Date(timeIntervalSince1970: 1_767_226_200.5) })
    }

    static func request(_ operation: String = "ListClusters") -> WireRequest {
        WireRequest(
            headers: ["host": "localhost", "x-amz-target": ECS.targetPrefix + operation], body: Data("{}".utf8))
    }
}

@Suite struct SignatureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var key = SigV4.Key(accessKeyID: "AKIDEXAMPLE", secret: "c0nfidential", sessionToken: nil)
        var service = "ecs"
        /// Seconds from the registry's time.
        var skew: TimeInterval = 0
        var signing: @Sendable (inout WireRequest) -> Void = { _ in }
        var sending: @Sendable (inout WireRequest) -> Void = { _ in }
        var code: ECSErrorCode?
        var message: String?

        func answer() async throws -> WireResponse {
            var request = SignedRegistry.request()
            signing(&request)
            request = SigV4.sign(
                request, key: key, region: "eu-west-1", service: service,
                at: Date(timeIntervalSince1970: 1_767_226_200 + skew))
            sending(&request)
            return try await SignedRegistry().registry.respond(to: request)
        }
    }

    private static let wrong =
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        + "Key and signing method. Consult the service documentation for details."
    private static let unknown = "The security token included in the request is invalid."
    private static func key(_ id: String, _ secret: String, _ token: String? = nil) -> SigV4.Key {
        SigV4.Key(accessKeyID: id, secret: secret, sessionToken: token)
    }
    private static func authorization(_ edit: @escaping @Sendable (String) -> String)
        -> @Sendable (inout WireRequest) -> Void
    {
        { $0.headers["authorization"] = $0.headers["authorization"].map(edit) }
    }

    @Test(arguments: [
        Case(testDescription: "a good signature"),
        Case(testDescription: "a temporary key with its token", key: key("ASIAEXAMPLE", "als0c0nfidential", "t0ken")),
        Case(testDescription: "exactly five minutes late", skew: -300),
        Case(testDescription: "exactly five minutes early", skew: 300),
        Case(
            testDescription: "the hash of the body",
            signing: { request in
                request.headers["x-amz-content-sha256"] = SigV4.hash(of: request.body)
            }),
        Case(testDescription: "a header that is not Amazon's, added on the way") { $0.headers["via"] = "proxy" },
    ])
    func takes(test: Case) async throws {
        let response = try await test.answer()
        #expect(response.status == 200, "\(String(decoding: response.body, as: UTF8.self))")
    }

    @Test(arguments: [
        Case(
            testDescription: "no signature", sending: { $0.headers["authorization"] = nil },
            code: .missingAuthenticationToken, message: "Missing Authentication Token"),
        Case(
            testDescription: "no list of signed headers",
            sending: authorization { $0.replacing("SignedHeaders", with: "SignedFooters") },
            code: .incompleteSignature, message: "Authorization header requires 'SignedHeaders' parameter."),
        Case(
            testDescription: "no signature in the header",
            sending: authorization { $0.replacing("Signature=", with: "") },
            code: .incompleteSignature, message: "Authorization header requires 'Signature' parameter."),
        Case(
            testDescription: "an unknown key", key: key("AKIDOTHER", "c0nfidential"),
            code: .unrecognizedClient, message: unknown),
        Case(
            testDescription: "the token of nobody", key: key("AKIDEXAMPLE", "c0nfidential", "t0ken"),
            code: .unrecognizedClient, message: unknown),
        Case(
            testDescription: "a temporary key without its token", key: key("ASIAEXAMPLE", "als0c0nfidential"),
            code: .unrecognizedClient, message: unknown),
        Case(
            testDescription: "a wrong secret", key: key("AKIDEXAMPLE", "als0c0nfidential"),
            code: .invalidSignature, message: wrong),
        Case(
            testDescription: "an altered body", sending: { $0.body = Data(#"{"maxResults":1}"#.utf8) },
            code: .invalidSignature, message: wrong),
        Case(
            testDescription: "an altered operation",
            sending: { $0.headers["x-amz-target"] = ECS.targetPrefix + "CreateCluster" },
            code: .invalidSignature, message: wrong),
        Case(
            testDescription: "an altered Region",
            sending: authorization { $0.replacing("eu-west-1", with: "eu-west-2") },
            code: .invalidSignature, message: wrong),
        Case(
            testDescription: "no hash of the body",
            signing: { $0.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD" },
            code: .invalidSignature, message: wrong),
        Case(
            testDescription: "another service", service: "ecr", code: .invalidSignature,
            message: "Credential should be scoped to correct service: 'ecs'."),
        Case(
            testDescription: "another day in the scope",
            sending: authorization { $0.replacing("20260101", with: "20251231") }, code: .invalidSignature,
            message: "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + "'20251231' != '20260101', from '20260101T001000Z'."),
        Case(
            testDescription: "over five minutes late", skew: -301, code: .invalidSignature,
            message: "Signature expired: 20260101T000459Z is now earlier than 20260101T000500Z "
                + "(20260101T001000Z - 5 min.)"),
        Case(
            testDescription: "over five minutes early", skew: 301, code: .invalidSignature,
            message: "Signature not yet current: 20260101T001501Z is still later than 20260101T001500Z "
                + "(20260101T001000Z + 5 min.)"),
        Case(
            testDescription: "no date", sending: { $0.headers["x-amz-date"] = nil }, code: .incompleteSignature,
            message: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."),
        Case(
            testDescription: "a date of another form", sending: { $0.headers["x-amz-date"] = "yesterday" },
            code: .incompleteSignature,
            message: "Date must be in ISO-8601 'basic format'. Got 'yesterday'. "
                + "See http://en.wikipedia.org/wiki/ISO_8601"),
        Case(
            testDescription: "the host not signed", signing: { $0.headers["host"] = nil },
            sending: { $0.headers["host"] = "localhost" }, code: .invalidSignature,
            message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."),
        Case(
            testDescription: "the date not signed",
            sending: authorization { $0.replacing(";x-amz-date", with: "") }, code: .invalidSignature,
            message: "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization."),
        Case(
            testDescription: "a header of Amazon's added on the way",
            sending: { $0.headers["x-amz-security-token"] = "t0ken" }, code: .invalidSignature,
            message: "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization."),
    ])
    func refuses(test: Case) async throws {
        let response = try await test.answer()
        #expect(response.status == 400)
        #expect(ECSError(response) == ECSError(try #require(test.code), try #require(test.message)))
        #expect(!String(decoding: response.body, as: UTF8.self).contains("c0nfidential"))
    }

    /// The date format of botocore for a request that already has a Date header.
    @Test(arguments: [("Thu, 01 Jan 2026 00:10:00 -0000", true), ("Thu, 01 Jan 2026 00:10:01 -0000", false)])
    func aDateHeaderWillDo(date: String, isGood: Bool) async throws {
        var request = SignedRegistry.request()
        request.headers["date"] = date
        let scope = "20260101/eu-west-1/ecs/aws4_request"
        // Made by botocore 1.43.11: AWS4-HMAC-SHA256 over host, date and target.
        request.headers["authorization"] =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(scope), SignedHeaders=date;host;x-amz-target, "
            + "Signature=cf334f3f77cc29ce6deab19c89fac52d18d59f841df037ab78e587c0a5a5e9ac"
        let response = try await SignedRegistry().registry.respond(to: request)
        #expect((response.status == 200) == isGood)
        #expect(isGood || ECSError(response)?.message == Self.wrong)
    }

    @Test func aRefusedRequestChangesNothing() async throws {
        let signed = try SignedRegistry()
        let key = Self.key("AKIDEXAMPLE", "wrong")
        let now = Date(timeIntervalSince1970: 1_767_226_200)
        let refused = SigV4.sign(
            SignedRegistry.request("CreateCluster"), key: key, region: "eu-west-1", service: "ecs", at: now)
        #expect(await signed.registry.respond(to: refused).status == 400)
        let list = SigV4.sign(
            SignedRegistry.request(), key: Case(testDescription: "").key, region: "eu-west-1", service: "ecs", at: now)
        #expect(await signed.registry.respond(to: list).body == Data(#"{"clusterArns":[]}"#.utf8))
    }
}
