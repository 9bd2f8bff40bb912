import TaskDefinitions
import YAML

/// Texts that have a form of their own.
extension Field {
    /// `30s`, `1h30m`; above zero, unless zero means something.
    func duration(zeroAllowed: Bool = false) -> Duration? {
        guard let duration = node.string.flatMap({ Duration($0) }), zeroAllowed || duration > .zero else {
            let least = zeroAllowed ? "" : " above 0s"
            mismatch("a duration\(least) such as 30s, 5m, 1h30m or 14d")
            return nil
        }
        return duration
    }

    /// The URL of an HTTP server.
    func httpURL() -> String? {
        guard let text = text("a URL") else { return nil }
        let scheme = ["http://", "https://"].first { text.hasPrefix($0) }
        let authority = scheme.map { text.dropFirst($0.count).prefix { !"/?#".contains($0) } } ?? ""
        guard !authority.isEmpty, authority.first != ":", text.allSatisfy({ !$0.isWhitespace }) else {
            mismatch("a URL that starts with http:// or https://")
            return nil
        }
        return text
    }

    /// The address of a socket that this machine alone can reach.
    func loopbackAddress() -> ListenAddress? {
        let expected = "HOST:PORT, such as 127.0.0.1:8080"
        guard let text = text(expected) else { return nil }
        guard let address = ListenAddress(text) else {
            mismatch(expected)
            return nil
        }
        guard address.isLoopback else {
            mismatch(
                "a loopback address (127.0.0.1, ::1 or localhost) because whoever reaches it needs no password")
            return nil
        }
        return address
    }

    /// The ARN of an IAM role.
    func roleARN() -> String? {
        let expected = "the ARN of a role, such as arn:aws:iam::123456789012:role/roster"
        guard let text = text(expected) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
            mismatch(expected)
            return nil
        }
        return text
    }

    /// Text that git can't take for an option or for two arguments.
    func gitArgument(_ expected: String) -> String? {
        guard let text = text(expected) else { return nil }
        guard text.first != "-", text.allSatisfy({ !$0.isWhitespace }) else {
            mismatch("\(expected), without spaces and not starting with '-'")
            return nil
        }
        return text
    }

    /// A folder in a repository: relative, and not out of it.
    func pathWithinRepository() -> String? {
        guard let text = text("a path") else { return nil }
        guard text.first != "/", text.first != "-", !text.split(separator: "/").contains("..") else {
            mismatch("a path within the repository, such as 'manifests'")
            return nil
        }
        return text
    }
}

extension ListenAddress {
    /// 127.0.0.0/8, `::1`, or the name that means them.
    fileprivate var isLoopback: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let isIPv4 = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
        return host == "localhost" || host == "::1" || (isIPv4 && parts[0] == "127")
    }
}
