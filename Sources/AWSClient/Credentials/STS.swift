import Foundation

/// The two operations of AWS STS that return credentials: their Query parameters and XML responses. Pure.
enum STS {
    /// The parameters of AssumeRole.
    static func parameters(of role: AssumedRole) -> [(name: String, value: String)] {
        var parameters = [(name: "RoleArn", value: role.arn), (name: "RoleSessionName", value: role.sessionName)]
        if let externalID = role.externalID { parameters.append((name: "ExternalId", value: externalID)) }
        if let duration = role.duration { parameters.append((name: "DurationSeconds", value: "\(duration)")) }
        return parameters
    }

    /// The parameters of AssumeRoleWithWebIdentity.
    static func parameters(of role: AssumedRole, token: String) -> [(name: String, value: String)] {
        parameters(of: role) + [(name: "WebIdentityToken", value: token)]
    }

    /// The credentials in the response.
    /// - Parameter origin: for messages.
    /// - Throws: if the response is not one of the operation, or lacks a member.
    static func credentials(
        in response: Data, of operation: String, _ origin: String
    ) throws(CredentialsError) -> TemporaryCredentials {
        guard let root = XMLElement(response), root.name == "\(operation)Response",
            let found = root.first("\(operation)Result", "Credentials")
        else { throw CredentialsError("\(origin) is not a response of \(operation)") }
        func text(_ member: String) -> SourcedText {
            SourcedText(found.first(member)?.text, "'\(member)' in \(origin)")
        }
        // Both always expire, and are useless without their token.
        for needed in [text("SessionToken"), text("Expiration")] where needed.text == nil {
            throw CredentialsError("\(needed.name) is missing")
        }
        return try TemporaryCredentials(
            key: text("AccessKeyId"), secret: text("SecretAccessKey"), token: text("SessionToken"),
            expiration: text("Expiration"))
    }
}
