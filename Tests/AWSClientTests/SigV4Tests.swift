import ECSWire
import Foundation
import Testing

@testable import AWSClient

@Suite struct SigV4Tests {
    @Test(arguments: sigV4Vectors)
    func signsAsBotocoreDoes(vector: SigV4Vector) throws {
        let signed = SigV4.sign(
            vector.request, credentials: vector.credentials, region: try Region(vector.region),
            service: vector.service, at: Date(timeIntervalSince1970: vector.at))
        let scope = "\(vector.date.prefix(8))/\(vector.region)/\(vector.service)/aws4_request"
        #expect(signed.headers["x-amz-date"] == vector.date)
        #expect(signed.headers["x-amz-security-token"] == vector.credentials.sessionToken)
        #expect(
            signed.headers["authorization"]
                == "AWS4-HMAC-SHA256 Credential=\(vector.credentials.accessKeyID)/\(scope), "
                + "SignedHeaders=\(vector.signs), Signature=\(vector.signature)")
        #expect(signed.body == vector.request.body)
    }

    @Test func showsItsSteps() {
        let request = WireRequest(
            headers: ["x-amz-date": "20260922T101500Z", "host": "localhost:8000"], body: Data("{}".utf8))
        let canonical = CanonicalRequest(request)
        let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
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
        let region = try Region(vector.region)
        let date = Date(timeIntervalSince1970: vector.at)
        let old = SigV4.sign(
            vector.request, credentials: .temporary, region: region, service: "ecs", at: date - 900)
        let again = SigV4.sign(old, credentials: .lasting, region: region, service: "ecs", at: date)
        let fresh = SigV4.sign(vector.request, credentials: .lasting, region: region, service: "ecs", at: date)
        #expect(again.headers == fresh.headers)
    }
}
