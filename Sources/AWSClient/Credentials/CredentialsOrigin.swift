import SwiftExtensions

/// Where credentials come from. It holds names and paths, never a key, and is for messages alone.
package indirect enum CredentialsOrigin: Equatable, Sendable {
    /// The variables `AWS_ACCESS_KEY_ID` and so on.
    case environment
    /// The keys of a profile.
    case profile(Profile)
    /// The program that a profile names.
    case process(Profile)
    /// The container's agent at this address.
    case container(String)
    /// The metadata service of the instance at this address.
    case instance(String)
    /// STS, for a role with this ARN, with credentials from elsewhere.
    case role(String, by: CredentialsOrigin)
    /// STS, for a role with this ARN, in exchange for the token in a file.
    case webIdentity(String, tokenFile: String)

    /// A profile and the file with its setting.
    package struct Profile: Equatable, Sendable {
        let name: String
        /// Its path, printable.
        let file: String
    }
}

extension CredentialsOrigin: CustomStringConvertible {
    /// Follows `credentials`: `from profile 'prod' (/home/me/.aws/credentials)`.
    package var description: String {
        switch self {
        case .environment: "from the environment"
        case .profile(let profile): "from \(profile)"
        case .process(let profile): "from credential_process of \(profile)"
        case .container(let address): "from the container endpoint \(address)"
        case .instance(let address): "from the instance metadata at \(address)"
        case .role(let arn, by: let other): "of the role \(arn), assumed with those \(other)"
        case .webIdentity(let arn, tokenFile: let file):
            "of the role \(arn), assumed with the token in \(printable(file))"
        }
    }
}

extension CredentialsOrigin.Profile: CustomStringConvertible {
    package var description: String { "profile '\(printable(name))' (\(file))" }
}
