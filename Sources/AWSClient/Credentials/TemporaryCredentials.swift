import AWSWire
import Foundation

/// Credentials and their end.
struct TemporaryCredentials: Equatable, Sendable {
    let credentials: Credentials
    /// From then on no service takes them; nil when they last.
    let expiration: Date?

    /// Checks what came from outside.
    ///
    /// - Parameters:
    ///   - token: nil or without a text when there need be none.
    ///   - expiration: ISO 8601; without a text the credentials last.
    /// - Throws: when the key or the secret is missing, or anything cannot be part of a request.
    init(
        key: SourcedText, secret: SourcedText, token: SourcedText?, expiration: SourcedText?
    ) throws(CredentialsError) {
        credentials = Credentials(
            accessKeyID: try key.required(upTo: 128), secretAccessKey: try secret.required(upTo: 1024),
            sessionToken: try token?.optional(upTo: 16 << 10))
        guard let expiration, let text = expiration.text else {
            self.expiration = nil
            return
        }
        guard let date = Self.date(text) else {
            throw CredentialsError("\(expiration.name) is not a time such as 2026-09-22T10:15:00Z")
        }
        self.expiration = date
    }

    /// The time of a text such as `2026-09-22T10:15:00Z`, with or without fractions of a second, which are dropped,
    /// and with `Z` or an offset such as `+01:00`; nil for any other.
    static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 64, text.utf8.count > 19 else { return nil }
        let time = text.prefix(19)
        var zone = text.dropFirst(19)
        if zone.hasPrefix(".") {
            let digits = zone.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            zone = zone.dropFirst(1 + digits.count)
        }
        let separators = time.enumerated().filter { !($0.element.isASCII && $0.element.isNumber) }
        guard separators.map(\.offset) == [4, 7, 10, 13, 16],
            separators.map({ String($0.element) }).joined() == "--T::",
            let date = SigV4.date(timestamp: time.filter { $0 != "-" && $0 != ":" } + "Z"),
            let offset = offset(zone)
        else { return nil }
        return date.addingTimeInterval(-offset)
    }

    /// In seconds east of Greenwich.
    private static func offset(_ zone: Substring) -> Double? {
        if zone == "Z" { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard let sign = zone.first, sign == "+" || sign == "-", [2, 4].contains(digits.utf8.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let hours = Double(digits.prefix(2)),
            let minutes = digits.count == 4 ? Double(digits.suffix(2)) : 0, hours < 24, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

/// A text from outside and what people call it: a variable, a setting of a profile, a member of an answer.
///
/// Its errors name it and never repeat it.
struct SourcedText: Sendable {
    /// Nil when it is not there or empty.
    let text: String?
    /// For example `'aws_access_key_id' of the profile 'dev'`.
    let name: String

    init(_ text: String?, _ name: String) {
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.name = name
    }

    /// - Parameter length: in bytes.
    /// - Throws: when it is missing, longer, or has anything but the visible letters of ASCII.
    func required(upTo length: Int) throws(CredentialsError) -> String {
        guard let text = try optional(upTo: length) else { throw CredentialsError("\(name) is missing") }
        return text
    }

    /// As ``required(upTo:)``, save that it may be missing.
    func optional(upTo length: Int) throws(CredentialsError) -> String? {
        guard let text else { return nil }
        // A line break pasted along would end a header early, or fail as a wrong signature that says nothing.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialsError("\(name) contains a space, a line break or a non-ASCII character: set it again")
        }
        guard text.utf8.count <= length else {
            throw CredentialsError("\(name) is longer than \(length) bytes: set it again")
        }
        return text
    }
}

extension SourcedText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { name }
    var debugDescription: String { name }
    var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
