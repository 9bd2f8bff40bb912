import SwiftExtensions

/// The keys that requests must be signed with. No description of this type shows a secret.
package struct AccessKeys: Sendable {
    /// The private parts of a key.
    struct Key: Equatable, Sendable {
        let secret: String
        /// For temporary credentials: the expected `x-amz-security-token`.
        let sessionToken: String?
    }

    private var keys: [String: Key] = [:]

    /// Starts without keys.
    package init() {}

    package var isEmpty: Bool { keys.isEmpty }

    /// Adds a key. Adding the same key again has no effect.
    ///
    /// - Throws: ``AccessKeyError``, which contains neither: the two may be swapped.
    package mutating func add(id: String, secret: String, sessionToken: String? = nil) throws(AccessKeyError) {
        // Delimiters of the Authorization header cannot be part of an ID.
        guard Self.isPrintable(id), !id.utf8.contains(where: { ":/,=".utf8.contains($0) }) else {
            throw AccessKeyError("an access key ID consists of ASCII letters and digits")
        }
        guard Self.isPrintable(secret) else {
            throw AccessKeyError(
                "the secret of an access key must consist of printable ASCII characters, without spaces")
        }
        let key = Key(secret: secret, sessionToken: sessionToken)
        guard keys[id, default: key] == key else {
            throw AccessKeyError("an access key ID is given twice, with different secrets")
        }
        keys[id] = key
    }

    /// Adds a key in the form `ID:SECRET`.
    package mutating func add(_ text: String) throws(AccessKeyError) {
        guard let colon = text.firstIndex(of: ":") else { throw AccessKeyError("write an access key as ID:SECRET") }
        try add(id: String(text[..<colon]), secret: String(text[text.index(after: colon)...]))
    }

    subscript(id: some StringProtocol) -> Key? { keys[String(id)] }

    private static func isPrintable(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension AccessKeys: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "access keys \(keys.keys.sorted().joined(separator: ", "))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["ids": keys.keys.sorted()]) }
}

/// Why a key is refused: a phrase without a full stop, and without the key.
package struct AccessKeyError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
