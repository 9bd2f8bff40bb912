import AWSWire
import ECSWire
import Foundation

/// Verifies that a request is complete, current and signed with a known key. Pure.
///
/// The checks run in the order of AWS's own: date, skew, signed headers, day, key, signature, token. The messages are
/// AWS's, except that AWS's message for an unsigned header is known for `host` only.
struct SignatureVerifier: Sendable {
    /// The largest accepted difference from the registry's time, either way, in seconds.
    private static let maximumSkew: TimeInterval = 300

    let keys: AccessKeys

    /// Verifies the signature.
    ///
    /// - Parameter now: the system's time, never that of ``AdminClock``: clients sign with the system's time.
    /// - Throws: IncompleteSignatureException without a date, UnrecognizedClientException for an unknown key or token,
    ///   InvalidSignatureException for everything else.
    func verify(_ request: WireRequest, _ credential: CredentialScope, at now: Date) throws(ECSError) {
        let signed = credential.signedHeaders.split(separator: ";").map { $0.lowercased() }
        let timestamp = try Self.timestamp(of: request)
        try Self.checkSkew(timestamp, at: now)
        try Self.checkHeaders(request, signed)
        guard credential.day == timestamp.text.prefix(8) else {
            throw ECSError(
                .invalidSignature,
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "'\(credential.day)' != '\(timestamp.text.prefix(8))', from '\(timestamp.text)'.")
        }
        guard let key = keys[credential.accessKeyID] else { throw Self.unknownKey }
        let scope = SigV4.Scope(region: credential.region, service: ECS.signingName, timestamp: timestamp.text)
        let statedHash = request.headers["x-amz-content-sha256"]
        guard
            SigV4.isSignature(credential.signature, of: request, signing: signed, secret: key.secret, scope),
            statedHash == nil || statedHash == SigV4.hash(of: request.body)
        else { throw Self.wrongSignature }
        guard request.headers["x-amz-security-token"] == key.sessionToken else { throw Self.unknownKey }
    }

    private static let unknownKey = ECSError(
        .unrecognizedClient, "The security token included in the request is invalid.")
    private static let wrongSignature = ECSError(
        .invalidSignature,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
            + "Key and signing method. Consult the service documentation for details.")

    private static func timestamp(of request: WireRequest) throws(ECSError) -> (text: String, date: Date) {
        guard let sent = request.headers["x-amz-date"] ?? request.headers["date"] else {
            throw ECSError(
                .incompleteSignature,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        }
        let isOwn = request.headers["x-amz-date"] != nil
        let text = isOwn ? sent : SigV4.timestamp(httpDate: sent) ?? sent
        guard let date = SigV4.date(timestamp: text) else {
            throw ECSError(
                .incompleteSignature,
                "Date must be in ISO-8601 'basic format'. Got '\(sent)'. See http://en.wikipedia.org/wiki/ISO_8601")
        }
        return (text, date)
    }

    private static func checkSkew(_ timestamp: (text: String, date: Date), at now: Date) throws(ECSError) {
        let now = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
        let (earliest, latest) = (now - maximumSkew, now + maximumSkew)
        if timestamp.date < earliest {
            throw ECSError(
                .invalidSignature,
                "Signature expired: \(timestamp.text) is now earlier than \(SigV4.timestamp(earliest)) "
                    + "(\(SigV4.timestamp(now)) - 5 min.)")
        }
        if timestamp.date > latest {
            throw ECSError(
                .invalidSignature,
                "Signature not yet current: \(timestamp.text) is still later than \(SigV4.timestamp(latest)) "
                    + "(\(SigV4.timestamp(now)) + 5 min.)")
        }
    }

    /// Requires that the headers that matter are signed: anyone could change the others in transit.
    private static func checkHeaders(_ request: WireRequest, _ signed: [String]) throws(ECSError) {
        guard signed.contains("host") else {
            throw ECSError(
                .invalidSignature, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        let dated = request.headers["x-amz-date"] == nil ? ["date"] : []
        let amazon = request.headers.keys.filter { $0.hasPrefix("x-amz-") }.sorted()
        for name in dated + amazon where !signed.contains(name) {
            throw ECSError(.invalidSignature, "'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
        }
    }
}
