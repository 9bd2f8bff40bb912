import AWSWire
import Foundation

/// The JSON in which programs and metadata services return credentials.
struct CredentialsDocument: Decodable {
    let Version: Int?
    let Code: String?
    let AccessKeyId: String?
    let SecretAccessKey: String?
    let SessionToken: String?
    let Token: String?
    let Expiration: String?

    /// Reads the JSON.
    /// - Parameter origin: where it came from, for messages.
    /// - Throws: with the name of the member that has another type, never with a value.
    static func read(_ body: Data, from origin: String) throws(CredentialsError) -> CredentialsDocument {
        do {
            return try WireCoding.decode(CredentialsDocument.self, from: body)
        } catch .typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let member = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw CredentialsError("'\(member)' in \(origin) has the wrong type")
        } catch {
            throw CredentialsError("\(origin) is not JSON with credentials")
        }
    }

    /// The output of `credential_process`: version 1; the session token and the expiration are optional. [Process
    /// credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)
    func ofProcess(_ origin: String) throws(CredentialsError) -> TemporaryCredentials {
        guard Version == 1 else { throw CredentialsError("'Version' in \(origin) is missing or not 1") }
        return try credentials(origin, token: text(SessionToken, "SessionToken", origin), mustEnd: false)
    }

    /// The response of the metadata services of containers and instances: always with a token and an expiration.
    /// [Container credential
    /// provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)
    func ofMetadata(_ origin: String) throws(CredentialsError) -> TemporaryCredentials {
        // Instance metadata returns 200 even if it could not assume the instance's role.
        if let Code, Code != "Success", Code.utf8.count <= 64, Code.allSatisfy({ $0.isASCII && $0.isLetter }) {
            throw CredentialsError("\(origin) has no credentials: \(Code)")
        }
        let token = text(Token, "Token", origin)
        guard token.text != nil else { throw CredentialsError("\(token.name) is missing") }
        return try credentials(origin, token: token, mustEnd: true)
    }

    private func credentials(
        _ origin: String, token: SourcedText, mustEnd: Bool
    ) throws(CredentialsError) -> TemporaryCredentials {
        let end = text(Expiration, "Expiration", origin)
        guard end.text != nil || !mustEnd else { throw CredentialsError("\(end.name) is missing") }
        return try TemporaryCredentials(
            key: text(AccessKeyId, "AccessKeyId", origin), secret: text(SecretAccessKey, "SecretAccessKey", origin),
            token: token, expiration: end)
    }

    private func text(_ value: String?, _ member: String, _ origin: String) -> SourcedText {
        SourcedText(value, "'\(member)' in \(origin)")
    }
}

extension CredentialsDocument: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "a document with credentials" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
