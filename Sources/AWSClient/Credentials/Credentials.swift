import AWSWire
import Foundation

/// What a request is signed with. Nothing that prints a value of this type shows the secret or the token.
package struct Credentials: Equatable, Sendable {
    /// The public half: `AKIA…`, `ASIA…`.
    package let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?

    /// Takes the values as they are; what came from outside goes through a ``CredentialsProvider``.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// What the embedded registry is called with when nothing else is set: it asks for a signature, not whose.
    package static let embedded = Credentials(accessKeyID: "roster", secretAccessKey: "roster")

    /// The values, as a signature takes them.
    var key: SigV4.Key { SigV4.Key(accessKeyID: accessKeyID, secret: secretAccessKey, sessionToken: sessionToken) }

    /// The text without the secret and the token, should a service repeat one of them to us.
    ///
    /// Values under eight characters are left: they are no secrets of AWS, and would be found in any text.
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

/// Where credentials come from; asked before every attempt, so that it may renew them.
package protocol CredentialsProvider: Sendable {
    /// Credentials that are good now.
    func credentials() async throws(CredentialsError) -> Credentials

    /// Others than these, of which the service says that they have ended; nil where there is no way to get any.
    func replacement(for expired: Credentials) async throws(CredentialsError) -> Credentials?
}

extension CredentialsProvider {
    /// Nil: there is no way to get others.
    package func replacement(for expired: Credentials) async throws(CredentialsError) -> Credentials? { nil }
}

/// Always the same credentials.
package struct StaticCredentials: CredentialsProvider {
    private let value: Credentials

    /// Those.
    package init(_ value: Credentials) { self.value = value }

    /// ``Credentials/embedded``.
    package static let embedded = StaticCredentials(.embedded)

    package func credentials() async throws(CredentialsError) -> Credentials { value }
}

/// Why there are no credentials; the text names the setting and the way out, never a value.
package struct CredentialsError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
