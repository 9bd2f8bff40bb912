/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary credentials, `AWS_SESSION_TOKEN`.
///
/// [Environment variables](https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html)
package struct EnvironmentCredentials: CredentialsProvider {
    private static let keyVariable = "AWS_ACCESS_KEY_ID"
    private static let secretVariable = "AWS_SECRET_ACCESS_KEY"
    private static let tokenVariable = "AWS_SESSION_TOKEN"

    // The variables are read once: the environment, with its secrets, is not kept.
    private let outcome: Result<Credentials, CredentialsError>

    /// Reads the variables of this environment; a variable that is set to nothing counts as not set.
    /// - Parameter fallback: taken when neither the key nor the secret is set. One without the other is an error.
    package init(environment: [String: String], fallback: Credentials? = nil) {
        outcome = Result { () throws(CredentialsError) in try Self.read(environment, fallback) }
    }

    package func credentials() async throws(CredentialsError) -> Credentials { try outcome.get() }

    private static func read(
        _ environment: [String: String], _ fallback: Credentials?
    ) throws(CredentialsError) -> Credentials {
        let key = try value(keyVariable, environment)
        let secret = try value(secretVariable, environment)
        switch (key, secret) {
        case (let key?, let secret?):
            return Credentials(
                accessKeyID: key, secretAccessKey: secret, sessionToken: try value(tokenVariable, environment))
        case (nil, nil):
            if let fallback { return fallback }
            throw CredentialsError("no credentials: set \(keyVariable) and \(secretVariable)")
        case (_?, nil):
            throw CredentialsError("\(keyVariable) is set and \(secretVariable) is not: set both or neither")
        case (nil, _?):
            throw CredentialsError("\(secretVariable) is set and \(keyVariable) is not: set both or neither")
        }
    }

    private static func value(
        _ variable: String, _ environment: [String: String]
    ) throws(CredentialsError) -> String? {
        guard let value = environment[variable], !value.isEmpty else { return nil }
        // A line break pasted along would end a header early, or fail as a wrong signature that says nothing.
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialsError("\(variable) holds a space, a line break or a letter beyond ASCII: set it again")
        }
        return value
    }
}
