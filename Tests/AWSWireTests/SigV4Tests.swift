import ECSWire
import Foundation
import Testing

@testable import AWSWire

@Suite struct SigV4Tests {
    @Test(arguments: sigV4Vectors)
    func signsAsBotocoreDoes(vector: SigV4Vector) {
        let signed = vector.signed()
        let scope = "\(vector.date.prefix(8))/\(vector.region)/\(vector.service)/aws4_request"
        #expect(signed.headers["x-amz-date"] == vector.date)
        #expect(signed.headers["x-amz-security-token"] == vector.key.sessionToken)
        #expect(
            signed.headers["authorization"]
                == "AWS4-HMAC-SHA256 Credential=\(vector.key.accessKeyID)/\(scope), "
                + "SignedHeaders=\(vector.signs), Signature=\(vector.signature)")
        #expect(signed.body == vector.request.body)
    }

    @Test func showsItsSteps() {
        let request = WireRequest(
            headers: ["x-amz-date": "20260922T101500Z", "host": "localhost:8000"], body: Data("{}".utf8))
        let canonical = CanonicalRequest(request)
        let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        #expect(SigV4.hash(of: request.body) == hash)
        #expect(
            canonical.text
                == "POST\n/\n\nhost:localhost:8000\nx-amz-date:20260922T101500Z\n\nhost;x-amz-date\n\(hash)")
        let scope = SigV4.Scope(region: "us-east-1", service: "ecs", timestamp: "20260922T101500Z")
        #expect(
            SigV4.stringToSign(canonical, scope).split(separator: "\n").dropLast()
                == ["AWS4-HMAC-SHA256", "20260922T101500Z", "20260922/us-east-1/ecs/aws4_request"])
    }

    @Test func replacesTheSignatureOfAnEarlierAttempt() throws {
        let vector = try #require(sigV4Vectors.first)
        let date = Date(timeIntervalSince1970: vector.at)
        let old = SigV4.sign(vector.request, key: .temporary, region: vector.region, service: "ecs", at: date - 900)
        let again = SigV4.sign(old, key: .lasting, region: vector.region, service: "ecs", at: date)
        #expect(again.headers == vector.signed().headers)
    }
}

@Suite struct KeyTests {
    @Test func showsNoSecret() {
        var dumped = ""
        dump(["key": SigV4.Key.temporary], to: &dumped)
        for text in [
            "\(SigV4.Key.temporary)", "\([SigV4.Key.temporary])", String(reflecting: SigV4.Key.temporary), dumped,
        ] {
            #expect(text.contains("ASIAEXAMPLE"))
            #expect(!text.contains("secret") && !text.contains("FwoG"))
        }
    }
}

@Suite struct SignatureVerificationTests {
    @Test(arguments: sigV4Vectors)
    func takesWhatBotocoreSigns(vector: SigV4Vector) {
        #expect(vector.verifies(vector.signed()))
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let make: @Sendable (inout WireRequest, inout SigV4Vector) -> Void

        init(_ name: String, _ make: @escaping @Sendable (inout WireRequest, inout SigV4Vector) -> Void) {
            testDescription = name
            self.make = make
        }
    }

    @Test(arguments: [
        Change("another body") { request, _ in request.body.append(UInt8(ascii: " ")) },
        Change("another method") { request, _ in request.method = "PUT" },
        Change("another path") { request, _ in request.path = "/x" },
        Change("a query") { request, _ in request.path = "/?a=b" },
        Change("another signed header") { request, _ in request.headers["x-amz-target"] = "Other" },
        Change("no signed header") { request, _ in request.headers["x-amz-target"] = nil },
        Change("another secret") { _, vector in vector.secret += "x" },
        Change("another Region") { _, vector in vector.region = "eu-west-2" },
        Change("another service") { _, vector in vector.service = "ecz" },
        Change("another time") { _, vector in vector.date = "20260922T101501Z" },
        Change("fewer headers") { _, vector in vector.signs = "content-type;host;x-amz-date" },
        Change("another digit") { _, vector in vector.signature = "b" + vector.signature.dropFirst() },
        Change("upper case") { _, vector in vector.signature = vector.signature.uppercased() },
        Change("too short") { _, vector in vector.signature.removeLast() },
        Change("nothing") { _, vector in vector.signature = "" },
        Change("no hexadecimal digits") { _, vector in vector.signature = String(repeating: "g", count: 64) },
    ])
    func refuses(change: Change) throws {
        var vector = try #require(sigV4Vectors.first)
        var request = vector.signed()
        #expect(vector.verifies(request))
        change.make(&request, &vector)
        #expect(!vector.verifies(request))
    }

    @Test func takesAHeaderThatIsNotSignedAsItComes() throws {
        let vector = try #require(sigV4Vectors.first)
        var request = vector.signed()
        request.headers["user-agent"] = "other"
        #expect(vector.verifies(request))
    }
}

@Suite struct SigningTimeTests {
    @Test(arguments: [
        ("20260922T101500Z", 1_790_072_100.0), ("19700101T000000Z", 0), ("20240229T000000Z", 1_709_164_800),
    ])
    func readsATimestamp(text: String, seconds: Double) {
        #expect(SigV4.date(timestamp: text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "2026", "20260922", "20260922T101500", "20260922T101500z", "20260922T101500+", "20260230T000000Z",
        "20260922T246060Z", "2026-09-22T10:15:00Z", " 0260922T101500Z", "20260922T101500Z ", "２０２６T1Z",
    ])
    func readsNothingElse(text: String) {
        #expect(SigV4.date(timestamp: text) == nil)
    }

    @Test(
        arguments: [
            ("Tue, 22 Sep 2026 10:15:00 GMT", "20260922T101500Z"),
            ("Thu, 01 Jan 2026 00:00:00 -0000", "20260101T000000Z"),
            ("Thu, 1 Jan 2026 00:00:00 +0000", "20260101T000000Z"),
            ("Thu, 31 Dec 2026 23:59:59 GMT", "20261231T235959Z"),
            ("Tue, 22 Sep 2026 10:15:00 CET", nil), ("Tue, 22 Foo 2026 10:15:00 GMT", nil), ("22 Sep 2026", nil),
            ("Tue, 31 Sep 2026 10:15:00 GMT", nil), ("Tue, 22 Sep 2026 10:15 GMT", nil), ("", nil),
        ] as [(String, String?)])
    func readsADateHeader(text: String, timestamp: String?) {
        #expect(SigV4.timestamp(httpDate: text) == timestamp)
    }
}
