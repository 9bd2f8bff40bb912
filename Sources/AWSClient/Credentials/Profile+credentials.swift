import SwiftExtensions

extension Profile {
    /// Whether its credentials are those of a role that others assume.
    var assumesRole: Bool { self["role_arn"] != nil && self["web_identity_token_file"] == nil }

    /// Whether it has keys of its own, or half of them.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// The keys in one of the two files; nil when there are none. They do not complete each other.
    func keys(
        of file: [String: INIFile.Value], called fileName: String
    ) throws(CredentialsError) -> TemporaryCredentials? {
        func sourced(_ key: String) -> SourcedText {
            SourcedText(Profile.text(file[key]), "'\(key)' of \(self) in \(fileName)")
        }
        let key = sourced("aws_access_key_id")
        let secret = sourced("aws_secret_access_key")
        guard key.text != nil || secret.text != nil else { return nil }
        let old = sourced("aws_security_token")
        return try TemporaryCredentials(
            key: key, secret: secret, token: old.text == nil ? sourced("aws_session_token") : old, expiration: nil)
    }

    /// Ways that take a person or a browser.
    func refuseUnsupported() throws(CredentialsError) {
        for key in ["sso_account_id", "sso_role_name", "login_session"] where self[key] != nil {
            throw CredentialsError(
                """
                '\(key)' of \(self) is not supported: let a profile have \
                'credential_process = aws configure export-credentials --profile \(printable(name)) --format process', and name that one
                """)
        }
    }
}
