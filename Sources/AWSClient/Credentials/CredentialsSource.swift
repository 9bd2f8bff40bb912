import Foundation
import SwiftExtensions

/// The source of credentials that the settings select; nothing is called or run yet.
indirect enum CredentialsSource: Equatable, Sendable {
    /// The settings contain them.
    case fixed(TemporaryCredentials, from: CredentialsOrigin)
    /// A program prints them.
    case process(CredentialsProcess)
    /// STS returns them for a role, to a caller with credentials of another source.
    case role(AssumedRole, by: CredentialsSource)
    /// STS returns them for a role, in exchange for the token in a file.
    case webIdentity(WebIdentity)
    /// The container's agent returns them.
    case container(ContainerEndpoint)
    /// The instance's metadata service returns them.
    case instanceMetadata(InstanceMetadata)
}

extension CredentialsSource {
    /// Where its credentials come from, for advice.
    var origin: CredentialsOrigin {
        switch self {
        case .fixed(_, from: let origin): origin
        case .process(let process): .process(process.origin)
        case .role(let role, by: let other): .role(role.arn, by: other.origin)
        case .webIdentity(let identity): .webIdentity(identity.role.arn, tokenFile: identity.tokenFile)
        case .container(let endpoint): .container("\(endpoint.address)")
        case .instanceMetadata(let service): .instance("\(service.address)")
        }
    }
}

/// A role and the file with the token that is exchanged for it.
///
/// [AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)
struct WebIdentity: Equatable, Sendable {
    /// Without an external ID and a duration.
    let role: AssumedRole
    /// Read again for every exchange, as its writer renews it.
    let tokenFile: String

    /// The longest token that STS accepts, in bytes.
    private static let longestToken = 20_000

    /// The token, without white space around it.
    /// - Throws: with the name of the file, never its content.
    func token() throws(CredentialsError) -> String {
        let name = "the web identity token file \(printable(tokenFile))"
        return try SourcedText(
            String(TokenFile.read(tokenFile, called: name).trimmed), name
        ).required(upTo: Self.longestToken)
    }
}

/// Files that hold a token.
enum TokenFile {
    /// The content of the file; never part of an error.
    static func read(_ path: String, called name: String) throws(CredentialsError) -> String {
        let bytes: [UInt8]?
        do {
            bytes = try SettingsFile.read(path, maximumBytes: 64 << 10)
        } catch {
            throw CredentialsError("\(name) \(error.what)")
        }
        guard let bytes else { throw CredentialsError("\(name) does not exist or is not a file") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
