import AWSWire
import Foundation

/// Credentials that sign requests. Nothing that prints them shows the secret or the token.
package struct Credentials: Equatable, Sendable {
    /// The public half: `AKIA…`, `ASIA…`.
    package let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?

    /// Takes the values unchecked; external ones come through a ``CredentialsProvider``.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The default for the embedded registry, which needs a signature but does not verify it.
    package static let embedded = Credentials(accessKeyID: "roster", secretAccessKey: "roster")

    /// The key that signs requests.
    var key: SigV4.Key { SigV4.Key(accessKeyID: accessKeyID, secret: secretAccessKey, sessionToken: sessionToken) }

    /// The text with the secret and the token redacted, in case a service repeats them.
    ///
    /// Values shorter than eight characters are kept: they are not AWS secrets, and would match any text.
    func redact(_ text: String) -> String {
        [secretAccessKey, sessionToken ?? ""].filter { $0.count >= 8 }
            .reduce(text) { $0.replacingOccurrences(of: $1, with: "[hidden]") }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "credentials of \(accessKeyID)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}

/// A source of credentials; called before every attempt, so that it can renew them.
package protocol CredentialsProvider: Sendable {
    /// Credentials that are valid now.
    func credentials() async throws(CredentialsError) -> Credentials

    /// Where they come from, for advice; nil if that is not worth a word, as for those of the embedded registry.
    var origin: CredentialsOrigin? { get }

    /// New credentials in place of those that the service reports as expired; nil if there is no way to get any.
    func replacement(for expired: Credentials) async throws(CredentialsError) -> Credentials?
}

extension CredentialsProvider {
    /// Nil.
    package var origin: CredentialsOrigin? { nil }

    /// Returns nil: there is no way to get new ones.
    package func replacement(for expired: Credentials) async throws(CredentialsError) -> Credentials? { nil }
}

/// Fixed credentials.
package struct StaticCredentials: CredentialsProvider {
    private let value: Credentials

    /// Wraps fixed credentials.
    package init(_ value: Credentials) { self.value = value }

    /// ``Credentials/embedded``.
    package static let embedded = StaticCredentials(.embedded)

    package func credentials() async throws(CredentialsError) -> Credentials { value }
}

/// Why there are no credentials; names the setting and the remedy, never a value.
package struct CredentialsError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
