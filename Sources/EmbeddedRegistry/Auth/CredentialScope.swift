import AWSWire
import ECSWire

/// The parts of an Authorization header: who signed, for which day, Region and service, and how. Nothing is verified.
struct CredentialScope: Equatable, Sendable {
    /// The access key's public half.
    let accessKeyID: Substring
    /// The date, such as `20260922`; not validated.
    let day: Substring
    /// For example `eu-west-1`.
    let region: String
    /// Names of headers, joined by `;`.
    let signedHeaders: Substring
    /// The signature itself.
    let signature: Substring

    /// Reads `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/ecs/aws4_request, SignedHeaders=…, Signature=…`.
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
        let credential = try Self.value("Credential", "Credential=", in: parameters)
        signature = Substring(try Self.value("Signature", "Signature=", in: parameters))
        signedHeaders = Substring(try Self.value("SignedHeaders", "SignedHeaders=", in: parameters))
        let parts = credential.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 5, !parts[0].isEmpty, Self.isRegion(parts[2]), parts[4].elementsEqual("aws4_request".utf8)
        else {
            throw ECSError(
                .incompleteSignature, "The Authorization header's Credential must be KEY/DATE/REGION/ecs/aws4_request.")
        }
        guard parts[3].elementsEqual(ECS.signingName.utf8) else {
            throw ECSError(.invalidSignature, "Credential should be scoped to correct service: 'ecs'.")
        }
        accessKeyID = Substring(parts[0])
        day = Substring(parts[1])
        region = String(decoding: parts[2], as: UTF8.self)
    }

    private static let algorithm = Array("AWS4-HMAC-SHA256 ".utf8)

    private static func value(
        _ name: StaticString, _ prefix: StaticString, in parameters: [Substring.UTF8View]
    ) throws(ECSError) -> Substring.UTF8View {
        for parameter in parameters {
            let trimmed = parameter.drop { $0 == UInt8(ascii: " ") }
            let isNamed = prefix.withUTF8Buffer { trimmed.starts(with: $0) }
            if isNamed, trimmed.count > prefix.utf8CodeUnitCount { return trimmed.dropFirst(prefix.utf8CodeUnitCount) }
        }
        throw ECSError(.incompleteSignature, "Authorization header requires '\(name)' parameter.")
    }

    private static func isRegion(_ text: Substring.UTF8View) -> Bool {
        (1...64).contains(text.count)
            && text.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The Region's partition, as in an ARN.
    var partition: String { Partition.of(region: region).name }
}
