import SwiftExtensions

/// The keys that requests must be signed with. Nothing that prints a value of this type shows a secret.
package struct AccessKeys: Sendable {
    /// What a key's public half does not say.
    struct Key: Equatable, Sendable {
        let secret: String
        /// Of temporary credentials: comes in `x-amz-security-token`.
        let sessionToken: String?
    }

    private var keys: [String: Key] = [:]

    /// None.
    package init() {}

    /// True when nobody could sign.
    package var isEmpty: Bool { keys.isEmpty }

    /// Adds a key; the same one again changes nothing.
    ///
    /// - Throws: ``AccessKeyError``, which says what is wrong, and never shows the secret.
    package mutating func add(id: String, secret: String, sessionToken: String? = nil) throws(AccessKeyError) {
        // What the header's own syntax uses can be no part of an identifier.
        guard Self.isPrintable(id), !id.utf8.contains(where: { ":/,=".utf8.contains($0) }) else {
            throw AccessKeyError("an access key's ID takes letters and digits of ASCII")
        }
        guard Self.isPrintable(secret) else {
            throw AccessKeyError("the secret of \(id) takes printable characters of ASCII, without spaces")
        }
        let key = Key(secret: secret, sessionToken: sessionToken)
        guard keys[id, default: key] == key else {
            throw AccessKeyError("\(id) is given twice, with different secrets")
        }
        keys[id] = key
    }

    /// Adds a key that is written `ID:SECRET`.
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

/// Why a key cannot be taken; a sentence without a full stop, and without a secret.
package struct AccessKeyError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
