import Model
import SwiftExtensions
import YAML

/// Texts with a format.
extension Field {
    /// Reads a duration such as `30s` or `1h30m`, above zero unless `zeroAllowed`.
    func duration(zeroAllowed: Bool = false) -> Duration? {
        guard let duration = node.string.flatMap({ Duration($0) }), zeroAllowed || duration > .zero else {
            let least = zeroAllowed ? "" : " above 0s"
            reportMismatch(expected: "a duration\(least) such as 30s, 5m, 1h30m or 14d")
            return nil
        }
        return duration
    }

    /// Reads the URL of an HTTP server: a scheme, a host and optionally a port, which is all that a client accepts.
    func httpURL() -> String? {
        guard let text = text("a URL", about: .address) else { return nil }
        // The message must not show a password, which would end up in logs.
        guard !text.contains("@") else {
            report("\(collector.quote(name)) must not contain a user name, a password or '@': write http://HOST:PORT")
            return nil
        }
        guard isServerURL(text) else {
            reportMismatch(expected: "http://HOST or https://HOST, optionally with :PORT, and nothing after it")
            return nil
        }
        return text
    }

    /// Reads a socket address that only this machine can reach.
    func loopbackAddress() -> ListenAddress? {
        let expected = "HOST:PORT, such as 127.0.0.1:8080"
        guard let text = text(expected) else { return nil }
        guard let address = ListenAddress(text) else {
            reportMismatch(expected: expected)
            return nil
        }
        guard isLoopback(address.host) else {
            reportMismatch(
                expected:
                    "a loopback address (127.0.0.1, ::1 or localhost), because no password protects it")
            return nil
        }
        return address
    }

    /// Reads a host name: labels of letters, digits, '-' and '_', optionally with a final dot.
    func hostName() -> String? {
        let expected = "a host name such as roster.example.org, without a scheme, a port or '*'"
        guard let text = text(expected) else { return nil }
        let labels = (text.last == "." ? text.dropLast() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.lowercased().utf8.allSatisfy("abcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains)
        }
        guard isName, text.utf8.count <= 254 else {
            reportMismatch(expected: expected)
            return nil
        }
        return text
    }

    /// Reads the ARN of an IAM role.
    func roleARN() -> String? {
        let expected = "the ARN of a role, such as arn:aws:iam::123456789012:role/roster"
        // A role's name may have an '@'.
        guard let text = text(expected, about: .address) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
            reportMismatch(expected: expected)
            return nil
        }
        return text
    }

    /// Reads text that git cannot mistake for an option or for two arguments.
    func gitArgument(_ expected: String) -> String? {
        guard let text = text(expected) else { return nil }
        guard text.first != "-", text.allSatisfy({ !$0.isWhitespace }) else {
            reportMismatch(expected: "\(expected), without spaces and not starting with '-'")
            return nil
        }
        return text
    }

    /// Reads the path of a folder in a repository: relative, and not leading out of it.
    func pathWithinRepository() -> String? {
        guard let text = text("a path") else { return nil }
        guard text.first != "/", text.first != "-", !text.split(separator: "/").contains("..") else {
            reportMismatch(expected: "a path within the repository, such as 'manifests'")
            return nil
        }
        return text
    }
}

extension FixedWidthInteger {
    /// Nil unless the text consists of the digits 0 to 9; the standard library would also accept a sign.
    init?(digits: some StringProtocol) {
        guard digits.utf8.allSatisfy("0123456789".utf8.contains) else { return nil }
        self.init(digits)
    }
}

/// Whether the text is `http://` or `https://`, a host, and optionally a port above 0 and a final `/`.
private func isServerURL(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: { lowercased.hasPrefix($0) }) else { return false }
    var host = lowercased.dropFirst(scheme.count)
    if host.last == "/" { host = host.dropLast() }
    let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
    if let colon = host[afterBracket...].firstIndex(of: ":") {
        guard let port = UInt16(digits: host[host.index(after: colon)...]), port > 0 else { return false }
        host = host[..<colon]
    }
    guard host.first != "[" else {
        return host.last == "]" && host.dropFirst().dropLast().contains(":")
            && host.dropFirst().dropLast().utf8.allSatisfy("0123456789abcdef:.".utf8.contains)
    }
    return !host.isEmpty && host.utf8.allSatisfy("abcdefghijklmnopqrstuvwxyz0123456789.-_".utf8.contains)
}
