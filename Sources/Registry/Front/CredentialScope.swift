import ECSWire

/// What the registry takes from an Authorization header: the Region that the request is signed for.
struct CredentialScope: Equatable, Sendable {
    /// For example `eu-west-1`.
    let region: String

    /// Reads `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…`.
    ///
    /// Works on bytes: every request passes here, and characters cost ten times as much.
    /// - Throws: MissingAuthenticationTokenException without a header, IncompleteSignatureException for another form,
    ///   InvalidSignatureException for another service.
    init(authorization: String?) throws(ECSError) {
        guard let authorization, !authorization.isEmpty else {
            throw ECSError(.missingAuthenticationToken, "Missing Authentication Token")
        }
        let bytes = authorization.utf8
        guard bytes.starts(with: Self.algorithm) else {
            throw ECSError(.incompleteSignature, "The Authorization header must start with AWS4-HMAC-SHA256.")
        }
        let parameters = bytes.dropFirst(Self.algorithm.count).split(separator: UInt8(ascii: ","))
        _ = try Self.value("SignedHeaders=", in: parameters)
        _ = try Self.value("Signature=", in: parameters)
        let parts = try Self.value("Credential=", in: parameters)
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[parts.count - 1].elementsEqual("aws4_request".utf8),
            Self.isRegion(parts[parts.count - 3])
        else {
            throw ECSError(
                .incompleteSignature, "The Authorization header's Credential must be KEY/DATE/REGION/ecs/aws4_request.")
        }
        guard parts[parts.count - 2].elementsEqual("ecs".utf8) else {
            throw ECSError(Self.invalidSignature, "Credential should be scoped to correct service: 'ecs'.")
        }
        region = String(decoding: parts[parts.count - 3], as: UTF8.self)
    }

    private static let invalidSignature = ECSErrorCode(rawValue: "InvalidSignatureException")
    private static let algorithm = Array("AWS4-HMAC-SHA256 ".utf8)

    private static func value(
        _ name: StaticString, in parameters: [Substring.UTF8View]
    ) throws(ECSError) -> Substring.UTF8View {
        for parameter in parameters {
            let trimmed = parameter.drop { $0 == UInt8(ascii: " ") }
            let isNamed = name.withUTF8Buffer { trimmed.starts(with: $0) }
            if isNamed, trimmed.count > name.utf8CodeUnitCount { return trimmed.dropFirst(name.utf8CodeUnitCount) }
        }
        throw ECSError(.incompleteSignature, "The Authorization header has no '\(name)' parameter.")
    }

    private static func isRegion(_ text: Substring.UTF8View) -> Bool {
        (1...64).contains(text.count)
            && text.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The partition that the Region belongs to, as ARNs name it.
    var partition: String {
        if region.utf8.starts(with: "cn-".utf8) { return "aws-cn" }
        if region.utf8.starts(with: "us-gov-".utf8) { return "aws-us-gov" }
        return "aws"
    }
}
