import ECSWire

/// What the registry takes from an Authorization header: the Region that the request is signed for.
struct CredentialScope: Equatable, Sendable {
    /// For example `eu-west-1`.
    let region: String

    /// Reads `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…`.
    /// - Throws: MissingAuthenticationTokenException without a header, IncompleteSignatureException for another form.
    init(authorization: String?) throws(ECSError) {
        guard let authorization, !authorization.isEmpty else {
            throw ECSError(.missingAuthenticationToken, "Missing Authentication Token")
        }
        guard authorization.utf8.starts(with: Self.algorithm.utf8) else {
            throw ECSError(.incompleteSignature, "The Authorization header must start with AWS4-HMAC-SHA256.")
        }
        let parameters = Self.parameters(of: authorization.dropFirst(Self.algorithm.utf8.count))
        for name: Substring in ["Credential", "SignedHeaders", "Signature"]
        where parameters[name]?.isEmpty ?? true {
            throw ECSError(.incompleteSignature, "The Authorization header has no '\(name)' parameter.")
        }
        let parts = (parameters["Credential"] ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts.last == "aws4_request", Self.isRegion(parts[parts.count - 3]) else {
            throw ECSError(
                .incompleteSignature, "The Authorization header's Credential must be KEY/DATE/REGION/ecs/aws4_request.")
        }
        region = String(parts[parts.count - 3])
    }

    private static let algorithm = "AWS4-HMAC-SHA256 "

    private static func parameters(of list: Substring) -> [Substring: Substring] {
        var parameters: [Substring: Substring] = [:]
        for item in list.split(separator: ",") {
            let trimmed = item.drop { $0 == " " }
            guard let equals = trimmed.firstIndex(of: "=") else { continue }
            parameters[trimmed[..<equals]] = trimmed[trimmed.index(after: equals)...]
        }
        return parameters
    }

    private static func isRegion(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The partition that the Region belongs to, as ARNs name it.
    var partition: String {
        if region.utf8.starts(with: "cn-".utf8) { return "aws-cn" }
        if region.utf8.starts(with: "us-gov-".utf8) { return "aws-us-gov" }
        return "aws"
    }
}
