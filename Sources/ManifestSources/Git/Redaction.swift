/// Removes credentials from `git`'s output before it becomes an error or a log line.
struct Redaction: Sendable {
    /// The password or token of the configured URL, as written and decoded, and its query.
    private let secrets: [String]

    /// Collects the secrets of one URL.
    init(url: String) {
        var found: Set<String> = []
        if let question = url.firstIndex(of: "?") { found.insert(String(url[url.index(after: question)...])) }
        if let range = Self.userInfo(in: url[...]) {
            let userInfo = String(url[range])
            let parts = userInfo.split(separator: ":", maxSplits: 1).map(String.init)
            // Over HTTP, a user without a password is a token; over SSH, it is a name such as 'git'.
            if let secret = parts.count == 2 ? parts[1] : url.hasPrefix("http") ? userInfo : nil {
                found.formUnion([secret, Self.percentDecoded(secret)])
            }
        }
        // Shorter secrets would mask ordinary words. The longest come first, because one may contain another.
        secrets = found.filter { $0.utf8.count > 3 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// Removes the user part of every URL and masks the secrets wherever they occur.
    func callAsFunction(_ text: String) -> String {
        var result = Self.withoutUserInfo(text)
        for secret in secrets { result = result.replacing(secret, with: "***") }
        return result
    }

    /// Turns every `scheme://user:password@host` into `scheme://host`.
    static func withoutUserInfo(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let found = userInfo(in: rest) {
            result += rest[..<found.lowerBound]
            rest = rest[rest.index(after: found.upperBound)...]
        }
        return result + rest
    }

    /// The user part of the first URL that has one: between `://` and `@`.
    private static func userInfo(in text: Substring) -> Range<Substring.Index>? {
        var rest = text
        while let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !$0.isWhitespace && !"/?#'\"".contains($0) }
            if let at = authority.lastIndex(of: "@") { return authority.startIndex..<at }
        }
        return nil
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
