import Foundation
import SwiftExtensions

/// Where credentials come from, as the settings say it; nothing is asked or run yet.
indirect enum CredentialsSource: Equatable, Sendable {
    /// They stand in the settings themselves.
    case fixed(TemporaryCredentials)
    /// A program prints them.
    case process(CredentialsProcess)
    /// STS gives them for a role, to whoever has those of another source.
    case role(AssumedRole, by: CredentialsSource)
    /// STS gives them for a role, to whoever has the token of a file.
    case webIdentity(WebIdentity)
    /// The container's agent gives them.
    case container(ContainerEndpoint)
    /// The instance's metadata service gives them.
    case instanceMetadata(InstanceMetadata)
}

/// A role and the file whose token is exchanged for it.
///
/// [AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)
struct WebIdentity: Equatable, Sendable {
    /// Without an external ID and a duration.
    let role: AssumedRole
    /// Read anew for every exchange: whoever writes it renews it.
    let tokenFile: String

    /// The longest token that STS takes, in bytes.
    private static let longestToken = 20_000

    /// The token, without white space around it.
    /// - Throws: with the name of the file, and nothing of what it holds.
    func token() throws(CredentialsError) -> String {
        let name = "the web identity token file \(printable(tokenFile))"
        return try SourcedText(
            String(TokenFile.read(tokenFile, called: name).trimmed), name
        ).required(upTo: Self.longestToken)
    }
}

/// Files that hold a token.
enum TokenFile {
    /// What the file holds; never part of an error.
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
