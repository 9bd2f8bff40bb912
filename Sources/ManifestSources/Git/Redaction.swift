import Foundation
import SwiftExtensions

/// Removes credentials from `git`'s output before it becomes an error or a log line.
struct Redaction: Sendable {
    private let secrets: [String]

    /// - Parameters:
    ///   - secrets: hidden as they are, and percent-encoded.
    ///   - headers: hidden as HTTP's basic authentication encodes them.
    init(_ secrets: [Secret] = [], headers: [String] = []) {
        let plain = secrets.map { $0.reveal() }
        let encoded = plain.compactMap { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) }
        let unreserved = plain.compactMap {
            $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
        }
        let found = Set(plain + encoded + unreserved + headers.map { Data($0.utf8).base64EncodedString() })
        // Shorter secrets would mask ordinary words. The longest come first, because one may contain another.
        self.secrets = found.filter { $0.utf8.count > 3 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// Removes the user part of every URL and masks the secrets wherever they occur.
    func callAsFunction(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var result = lines.map { Self.withoutUsers($0) }.joined(separator: "\n")
        for secret in secrets { result = result.replacing(secret, with: "***") }
        return result
    }

    /// Turns every `scheme://user:password@host` into `scheme://host`. A password may have any character: the last '@'
    /// before the next URL of the line ends it.
    private static func withoutUsers(_ line: Substring) -> String {
        var result = ""
        var rest = line
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let url = rest[..<(rest.firstRange(of: "://")?.lowerBound ?? rest.endIndex)]
            if let at = url.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        }
        return result + rest
    }
}
