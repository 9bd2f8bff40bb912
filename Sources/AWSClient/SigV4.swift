import Crypto
import ECSWire
import Foundation

/// Signature Version 4 in the `Authorization` header, over the whole body. Pure.
///
/// [Create a signed request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
package enum SigV4 {
    static let algorithm = "AWS4-HMAC-SHA256"

    /// What a signature is good for: one day, one Region, one service.
    struct Scope {
        let region: String
        let service: String
        /// `20260922T101500Z`
        let timestamp: String

        var day: String { String(timestamp.prefix(8)) }
        var text: String { "\(day)/\(region)/\(service)/aws4_request" }
    }

    /// The request with `x-amz-date`, `authorization` and, when there is a token, `x-amz-security-token`.
    ///
    /// Every header is signed, save those that proxies may change. `host` must be among them, as it will be sent.
    package static func sign(
        _ request: WireRequest, credentials: Credentials, region: Region, service: String, at date: Date
    ) -> WireRequest {
        var signed = request
        let scope = Scope(region: region.name, service: service, timestamp: timestamp(date))
        signed.headers["authorization"] = nil
        signed.headers["x-amz-date"] = scope.timestamp
        signed.headers["x-amz-security-token"] = credentials.sessionToken
        let canonical = CanonicalRequest(signed)
        let toSign = stringToSign(canonical, scope)
        signed.headers["authorization"] =
            "\(algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
            + "SignedHeaders=\(canonical.signedHeaders), "
            + "Signature=\(signature(of: toSign, secret: credentials.secretAccessKey, scope))"
        return signed
    }

    static func stringToSign(_ request: CanonicalRequest, _ scope: Scope) -> String {
        [algorithm, scope.timestamp, scope.text, hex(SHA256.hash(data: Data(request.text.utf8)))]
            .joined(separator: "\n")
    }

    static func signature(of text: String, secret: String, _ scope: Scope) -> String {
        let key = [scope.day, scope.region, scope.service, "aws4_request"]
            .reduce(SymmetricKey(data: Data("AWS4\(secret)".utf8))) { key, part in
                SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
            }
        return hex(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key))
    }

    /// UTC, whole seconds, rounded down.
    static func timestamp(_ date: Date) -> String {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
            .formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
