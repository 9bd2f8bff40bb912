import AWSWire
import Foundation

/// Credentials and their expiration.
struct TemporaryCredentials: Equatable, Sendable {
    let credentials: Credentials
    /// When they expire; nil if they do not.
    let expiration: Date?

    /// Checks values from outside.
    ///
    /// - Parameters:
    ///   - token: nil or without text if it is optional.
    ///   - expiration: as ``date(_:)`` reads it; without text the credentials do not expire.
    /// - Throws: if the key or the secret is missing, or a value cannot be part of a request.
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

    /// The time of a text such as `2026-09-22T10:15:00Z`; nil for any other form.
    ///
    /// Date and time are separated by `T` or a space. Fractions of a second are dropped. The time zone is `Z`, `UTC`,
    /// `GMT` or an offset such as `+01:00`, `+0100` or `+01`, with or without a space before it.
    ///
    /// botocore takes more, through dateutil. What could be meant in two ways is refused here, as credentials that are
    /// used for too long fail in the middle of a run: a time without a zone (an error in botocore as well), a zone by
    /// any other name (dateutil ignores it), and `UTC+3` (for dateutil three hours west of Greenwich, for most others
    /// three hours east).
    static func date(_ text: String) -> Date? {
        guard text.utf8.count <= 64, text.utf8.count > 19 else { return nil }
        let time = text.prefix(19)
        var zone = text.dropFirst(19)
        if zone.hasPrefix(".") {
            let digits = zone.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            zone = zone.dropFirst(1 + digits.count)
        }
        if zone.hasPrefix(" ") { zone = zone.dropFirst() }
        let separators = time.enumerated().filter { !($0.element.isASCII && $0.element.isNumber) }
        guard separators.map(\.offset) == [4, 7, 10, 13, 16],
            ["--T::", "-- ::"].contains(separators.map { String($0.element) }.joined()),
            let date = SigV4.date(timestamp: "\(time.prefix(10))T\(time.suffix(8))Z".filter { $0 != "-" && $0 != ":" }),
            let offset = offset(zone)
        else { return nil }
        return date.addingTimeInterval(-offset)
    }

    /// In seconds east of Greenwich.
    private static func offset(_ zone: Substring) -> Double? {
        if ["Z", "UTC", "GMT"].contains(zone) { return 0 }
        guard let found = zone.wholeMatch(of: /([+-])([0-9]{2})(?::?([0-9]{2}))?/), let hours = Double(found.2),
            let minutes = Double(found.3 ?? "0"), hours < 24, minutes < 60
        else { return nil }
        return (found.1 == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}

/// A text from outside and its name: a variable, a setting of a profile, a member of a response.
///
/// Errors contain the name, never the text.
struct SourcedText: Sendable {
    /// Nil if it is missing or empty.
    let text: String?
    /// For example `'aws_access_key_id' of the profile 'dev'`.
    let name: String

    init(_ text: String?, _ name: String) {
        self.text = text.flatMap { $0.isEmpty ? nil : $0 }
        self.name = name
    }

    /// - Parameter length: in bytes.
    /// - Throws: if it is missing, longer, or has anything but visible ASCII characters.
    func required(upTo length: Int) throws(CredentialsError) -> String {
        guard let text = try optional(upTo: length) else { throw CredentialsError("\(name) is missing") }
        return text
    }

    /// As ``required(upTo:)``, but it may be missing.
    func optional(upTo length: Int) throws(CredentialsError) -> String? {
        guard let text else { return nil }
        // A pasted line break would end a header early, or fail with an uninformative signature error.
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
