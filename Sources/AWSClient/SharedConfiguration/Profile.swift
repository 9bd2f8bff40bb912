import AWSWire
import SwiftExtensions

/// A profile of the AWS configuration, from both files. Nothing that prints it shows a value.
///
/// Where both files set a key, the credentials file wins.
/// [Shared files](https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html)
package struct Profile: Sendable {
    /// Its name in `--profile` and `AWS_PROFILE`.
    package let name: String
    /// Its settings in the credentials file.
    let credentialsFile: [String: INIFile.Value]
    /// Its settings in the configuration file.
    let configurationFile: [String: INIFile.Value]
    /// The two files, for messages.
    var files = Files()

    /// The names of the two files in messages: their paths, as far as they are known.
    struct Files: Sendable {
        var credentials = "the credentials file"
        var configuration = "the configuration file"
    }

    /// The text of a setting, for example of `region`; nil if it is not set, empty or nested.
    /// - Parameter key: in lower case.
    package subscript(key: String) -> String? { Self.text(value(key)) }

    /// Whether a switch such as `use_fips_endpoint` is on: only `true`, in any case, is; nil if it is not set.
    package func flag(_ key: String) -> Bool? { self[key].map { $0.lowercased() == "true" } }

    /// The nested settings below a key; nil if there are none.
    package func nested(_ key: String) -> [String: String]? {
        guard case .nested(let settings) = value(key) else { return nil }
        return settings
    }

    /// The file that a setting comes from.
    func file(of key: String) -> String { credentialsFile[key] == nil ? files.configuration : files.credentials }

    private func value(_ key: String) -> INIFile.Value? { credentialsFile[key] ?? configurationFile[key] }

    static func text(_ value: INIFile.Value?) -> String? {
        guard case .text(let text) = value, !text.isEmpty else { return nil }
        return text
    }
}

extension Profile: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "the profile '\(printable(name))'" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

extension Profile {
    /// A setting with its name for messages.
    func sourced(_ key: String) -> SourcedText { SourcedText(self[key], "'\(key)' of \(self)") }

    /// Where the credentials of a setting come from.
    func origin(of key: String) -> CredentialsOrigin.Profile {
        CredentialsOrigin.Profile(name: name, file: file(of: key))
    }
}

extension Profile {
    /// Whether its credentials come from a role that is assumed with others.
    var assumesRole: Bool { self["role_arn"] != nil && self["web_identity_token_file"] == nil }

    /// Whether it has its own keys, or one half of a pair.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// The keys in one of the two files; nil if there are none. The files do not complete each other.
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

    /// Throws for credentials that need a person or a browser.
    func refuseUnsupported() throws(CredentialsError) {
        for key in ["sso_account_id", "sso_role_name", "login_session"] where self[key] != nil {
            throw CredentialsError(
                """
                '\(key)' of \(self) is not supported: add a profile with \
                'credential_process = aws configure export-credentials --profile \(printable(name)) --format process', \
                and use that one
                """)
        }
    }
}
