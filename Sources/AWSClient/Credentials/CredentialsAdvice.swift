/// What to do about credentials that a service rejects: each remedy names where they came from.
struct CredentialsAdvice {
    private let origin: CredentialsOrigin?

    /// - Parameter origin: nil for advice that fits any.
    init(_ origin: CredentialsOrigin?) { self.origin = origin }

    /// They lack a permission.
    func allow(_ action: String) -> String {
        switch origin {
        case nil: "allow the action \(action) in an IAM policy of these credentials"
        case .role(let arn, by: _), .webIdentity(let arn, tokenFile: _):
            "allow the action \(action) in an IAM policy of the role \(arn)"
        case .environment, .profile, .process, .container, .instance:
            "allow the action \(action) in an IAM policy of the owner of the credentials\(from)"
        }
    }

    /// They have expired, and renewing them has not helped or is not possible.
    var expired: String {
        let remedy =
            switch origin {
            case nil: "get new ones, and set the session token too"
            case .environment: "get new ones, and set \(variables) and AWS_SESSION_TOKEN"
            case .profile: "renew them"
            case .process: "check that it prints new ones, and this machine's clock"
            // Roster renews these itself, in time by this clock.
            case .container, .instance, .role, .webIdentity: "check this machine's clock, then rerun"
            }
        return "the temporary credentials\(from) have expired: \(remedy)"
    }

    /// The signature is not what the service computes.
    var badSignature: String { "check \(name(of: .secret)), and this machine's clock" }

    /// The service does not know the key.
    var unknownKey: String { "check \(name(of: .key)), and that the key belongs to this partition" }

    private var variables: String {
        "\(EnvironmentCredentials.keyVariable), \(EnvironmentCredentials.secretVariable)"
    }

    private var from: String { origin.map { " \($0)" } ?? "" }

    private enum Part {
        case key, secret
    }

    /// A part of the credentials and the token, by the names that they have where they come from.
    private func name(of part: Part) -> String {
        let isKey = part == .key
        switch origin {
        case .environment:
            let variable = isKey ? EnvironmentCredentials.keyVariable : EnvironmentCredentials.secretVariable
            return "\(variable) and AWS_SESSION_TOKEN"
        case .profile(let profile):
            return "\(isKey ? "aws_access_key_id" : "aws_secret_access_key") and aws_session_token of \(profile)"
        case .process, .container, .instance:
            return "the \(isKey ? "AccessKeyId" : "SecretAccessKey") and the token\(from)"
        case nil, .role, .webIdentity: return "the credentials\(from)"
        }
    }
}
