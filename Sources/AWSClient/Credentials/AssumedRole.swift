/// A role to assume, and how.
///
/// [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)
package struct AssumedRole: Equatable, Sendable {
    /// `arn:aws:iam::123456789012:role/roster`
    let arn: String
    /// The session name, which CloudTrail shows.
    let sessionName: String
    /// The external ID that the role's trust policy may require.
    let externalID: String?
    /// In seconds; nil for the service's default, an hour.
    let duration: Int?

    /// The default session name.
    static let sessionName = "roster"

    /// The role of the configuration's `roleArn` and `externalId`.
    /// - Throws: if STS could not accept one of them.
    package init(arn: String, externalID: String?) throws(CredentialsError) {
        try self.init(
            arn: SourcedText(arn, "registry.aws.roleArn"),
            externalID: SourcedText(externalID, "registry.aws.externalId"))
    }

    /// - Throws: if there is no ARN, or STS could not accept one of the texts; names it.
    init(
        arn: SourcedText, sessionName: SourcedText? = nil, externalID: SourcedText? = nil, duration: SourcedText? = nil
    ) throws(CredentialsError) {
        self.arn = try arn.required(upTo: 2048)
        guard self.arn.hasPrefix("arn:"), self.arn.utf8.count >= 20 else {
            throw CredentialsError(
                "\(arn.name) is not a role ARN such as arn:aws:iam::123456789012:role/roster")
        }
        self.sessionName = try sessionName?.word(of: 2...64, and: "+=,.@-_") ?? Self.sessionName
        self.externalID = try externalID?.word(of: 2...1224, and: "+=,.@:/-_")
        self.duration = try duration?.seconds(900...43200)
    }
}

extension SourcedText {
    /// A text of letters, digits and these others; nil if there is none.
    fileprivate func word(of length: ClosedRange<Int>, and others: String) throws(CredentialsError) -> String? {
        guard let text = try optional(upTo: length.upperBound) else { return nil }
        guard text.utf8.count >= length.lowerBound,
            text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) })
        else {
            throw CredentialsError(
                """
                \(name) must be \(length.lowerBound) to \(length.upperBound) letters, digits or any of \
                \(others.map(String.init).joined(separator: " "))
                """)
        }
        return text
    }

    fileprivate func seconds(_ range: ClosedRange<Int>) throws(CredentialsError) -> Int? {
        guard let text else { return nil }
        guard let seconds = Int(text), range.contains(seconds) else {
            throw CredentialsError("\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return seconds
    }
}
