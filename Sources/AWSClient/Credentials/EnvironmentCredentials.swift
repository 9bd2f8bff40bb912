/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary credentials, `AWS_SESSION_TOKEN` and
/// `AWS_CREDENTIAL_EXPIRATION`.
///
/// An empty variable counts as unset. `AWS_SECURITY_TOKEN`, the old name, takes precedence over `AWS_SESSION_TOKEN`, as
/// in botocore. [Environment variables](https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html)
enum EnvironmentCredentials {
    static let keyVariable = "AWS_ACCESS_KEY_ID"
    static let secretVariable = "AWS_SECRET_ACCESS_KEY"
    private static let tokenVariables = ["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"]
    private static let expirationVariable = "AWS_CREDENTIAL_EXPIRATION"

    /// The credentials in the environment; nil if neither the key nor the secret is set.
    /// - Throws: if only one of the two is set, or a value cannot be sent.
    static func read(_ environment: [String: String]) throws(CredentialsError) -> TemporaryCredentials? {
        let environment = environment.filter { !$0.value.isEmpty }
        switch (environment[keyVariable], environment[secretVariable]) {
        case (let key?, let secret?):
            let token = tokenVariables.first { environment[$0] != nil }
            return try TemporaryCredentials(
                key: SourcedText(key, keyVariable), secret: SourcedText(secret, secretVariable),
                token: token.map { SourcedText(environment[$0], $0) },
                expiration: SourcedText(environment[expirationVariable], expirationVariable))
        case (nil, nil): return nil
        case (_?, nil):
            throw CredentialsError("\(keyVariable) is set but \(secretVariable) is not: set both or neither")
        case (nil, _?):
            throw CredentialsError("\(secretVariable) is set but \(keyVariable) is not: set both or neither")
        }
    }
}
