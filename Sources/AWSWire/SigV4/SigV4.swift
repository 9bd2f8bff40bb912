import Crypto
import Foundation

/// Signature Version 4 in the `Authorization` header, over the complete body. Pure.
///
/// [Create a signed request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html)
package enum SigV4 {
    static let algorithm = "AWS4-HMAC-SHA256"

    /// A signing key. Nothing that prints it shows the secret or the token.
    package struct Key: Sendable, CustomStringConvertible, CustomReflectable {
        let accessKeyID: String
        let secret: String
        let sessionToken: String?

        /// - Parameter sessionToken: of temporary credentials.
        package init(accessKeyID: String, secret: String, sessionToken: String?) {
            self.accessKeyID = accessKeyID
            self.secret = secret
            self.sessionToken = sessionToken
        }

        package var description: String { "the key \(accessKeyID)" }
        package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
    }

    /// The scope of a signature: a day, a Region and a service.
    package struct Scope: Sendable {
        let region: String
        let service: String
        /// `20260922T101500Z`
        let timestamp: String

        /// - Parameter timestamp: as in `x-amz-date`.
        package init(region: String, service: String, timestamp: String) {
            self.region = region
            self.service = service
            self.timestamp = timestamp
        }

        var day: String { String(timestamp.prefix(8)) }
        var text: String { "\(day)/\(region)/\(service)/aws4_request" }
    }

    /// The request with `x-amz-date`, `authorization` and, when there is a token, `x-amz-security-token`.
    ///
    /// Signs every header except those that proxies may change. `host` must be present, as it will be sent.
    package static func sign(
        _ request: WireRequest, key: Key, region: String, service: String, at date: Date
    ) -> WireRequest {
        var signed = request
        let scope = Scope(region: region, service: service, timestamp: timestamp(date))
        signed.headers["authorization"] = nil
        signed.headers["x-amz-date"] = scope.timestamp
        signed.headers["x-amz-security-token"] = key.sessionToken
        let canonical = CanonicalRequest(signed)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(stringToSign(canonical, scope).utf8), using: signingKey(secret: key.secret, scope))
        signed.headers["authorization"] =
            "\(algorithm) Credential=\(key.accessKeyID)/\(scope.text), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(hex(code))"
        return signed
    }

    /// Whether a signature is that of the request with this secret, compared in constant time.
    ///
    /// - Parameters:
    ///   - names: of the signed headers, as the request lists them.
    ///   - signature: 64 digits, lower case.
    package static func isSignature(
        _ signature: some StringProtocol, of request: WireRequest, signing names: [String], secret: String,
        _ scope: Scope
    ) -> Bool {
        guard let code = bytes(hex: signature) else { return false }
        let text = stringToSign(CanonicalRequest(request, signing: names), scope)
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Data(text.utf8), using: signingKey(secret: secret, scope))
    }

    /// The hash of a body, as `x-amz-content-sha256` has it.
    package static func hash(of body: Data) -> String { hex(SHA256.hash(data: body)) }

    static func stringToSign(_ request: CanonicalRequest, _ scope: Scope) -> String {
        [algorithm, scope.timestamp, scope.text, hash(of: Data(request.text.utf8))].joined(separator: "\n")
    }

    private static func signingKey(secret: String, _ scope: Scope) -> SymmetricKey {
        [scope.day, scope.region, scope.service, "aws4_request"]
            .reduce(SymmetricKey(data: Data("AWS4\(secret)".utf8))) { key, part in
                SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Data(part.utf8), using: key))
            }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func bytes(hex text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard digits.count == 2 * SHA256.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension SigV4 {
    private static let format = Date.ISO8601FormatStyle.iso8601.dateSeparator(.omitted).timeSeparator(.omitted)
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A date in the format of `x-amz-date`: `20260922T101500Z`. UTC, rounded down to whole seconds.
    package static func timestamp(_ date: Date) -> String {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)).formatted(format)
    }

    /// The time of an `x-amz-date`; nil for any other form and for invalid dates.
    package static func date(timestamp text: String) -> Date? {
        guard text.utf8.count == 16, let date = try? format.parse(text), timestamp(date) == text else { return nil }
        return date
    }

    /// The `x-amz-date` equivalent to a `Date` header: `Tue, 22 Sep 2026 10:15:00 GMT`, or with `+0000` or `-0000`.
    package static func timestamp(httpDate text: String) -> String? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].utf8.last == UInt8(ascii: ","), ["GMT", "+0000", "-0000"].contains(words[5]),
            let month = months.firstIndex(where: { $0 == words[2] })
        else { return nil }
        let day = words[1].count == 1 ? "0\(words[1])" : String(words[1])
        let time = words[4].split(separator: ":", omittingEmptySubsequences: false).joined()
        let timestamp = "\(words[3])\(month < 9 ? "0" : "")\(month + 1)\(day)T\(time)Z"
        return date(timestamp: timestamp) == nil ? nil : timestamp
    }
}
