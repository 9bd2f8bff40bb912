import SwiftExtensions

/// The address of a Git repository, with its credential taken off: what is left can be an argument and a message.
///
/// An address is refused where its reader and Git could disagree on where a password ends: an '@' stands once, after
/// the user. No error repeats any of it.
package struct RepositoryAddress: Equatable, Sendable {
    /// What `git` is given: a URL, `USER@HOST:PATH`, or a path, without a password, and over HTTP without a user.
    package let url: String
    /// How `git` reaches it.
    package let transport: Transport
    /// The user and the password in an `http` or `https` address, percent-decoded. Without a password, the user may be
    /// a token.
    package let user: Secret?
    /// See ``user``.
    package let password: Secret?

    /// How `git` reaches a repository.
    package enum Transport: Equatable, Sendable {
        /// `http://…` or `https://…`.
        case http(HTTPOrigin)
        /// SSH, Git's own protocol, or a remote helper such as `codecommit::…`.
        case remote
        /// A folder: an absolute path, or one relative to the working folder.
        case path
    }

    /// Whom a credential is for.
    package struct HTTPOrigin: Equatable, Sendable, CustomStringConvertible {
        /// `https`, not `http`.
        package let isEncrypted: Bool
        /// A name or an address; an IPv6 address has brackets.
        package let host: String
        /// As written; nil for the scheme's own.
        package let port: UInt16?

        /// `https://host:port`.
        package var description: String {
            "\(isEncrypted ? "https" : "http")://\(host)\(port.map { ":\($0)" } ?? "")"
        }
    }

    /// Why a text is not an address.
    package enum Invalid: Error, CaseIterable {
        /// It is empty, could be an option, or has white space where Git takes none.
        case malformed
        /// An '@' in the path, or in what could be a password.
        case misplacedAt
        /// It has a query or a fragment.
        case query
        /// It has a password, which is for HTTP only, or a user where there is none.
        case passwordBesideHTTP
        /// Its user or password has a control character.
        case controlCharacter
        /// `ext::` and `fd::` run a program.
        case runsProgram
    }

    /// Takes an address apart.
    package init(_ text: String) throws(Invalid) {
        guard !text.isEmpty, !text.hasPrefix("-"), !text.unicodeScalars.contains(where: \.isControl) else {
            throw .malformed
        }
        if let scheme = text.firstRange(of: "://"), !text[..<scheme.lowerBound].contains("/") {
            try self.init(scheme: text[..<scheme.lowerBound], text[scheme.upperBound...])
        } else {
            self.init(url: text, try Self.transport(withoutScheme: text))
        }
    }

    /// - Parameter rest: what follows `://`.
    private init(scheme: Substring, _ rest: Substring) throws(Invalid) {
        let authority = rest.prefix { !"/?#".contains($0) }
        let tail = rest[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        let host = at.map { authority[authority.index(after: $0)...] } ?? authority
        let user = at.map { authority[..<$0] }
        let name = scheme.lowercased()
        if name == "file" {
            guard authority.isEmpty else { throw at == nil ? .malformed : .passwordBesideHTTP }
            self.init(url: "file://\(rest)", .path)
            return
        }
        guard !tail.contains("@") else { throw .misplacedAt }
        guard !tail.contains("?"), !tail.contains("#") else { throw .query }
        guard name == "http" || name == "https" else {
            guard user == nil || Self.takesUser(name), user?.contains(":") != true else { throw .passwordBesideHTTP }
            let isHelper = name.contains("::")
            // Git's own helper for HTTP is given what follows as it is, with any token.
            guard !name.hasPrefix("http"), !name.hasPrefix("ftp") || !isHelper else { throw .malformed }
            guard isHelper || HostAndPort(host) != nil, !rest.contains(where: \.isWhitespace) else { throw .malformed }
            self.init(url: "\(scheme)://\(rest)", .remote)
            return
        }
        guard let place = HostAndPort(host), !tail.contains(where: \.isWhitespace) else { throw .malformed }
        let parts = user?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        let origin = HTTPOrigin(isEncrypted: name == "https", host: place.host, port: place.port)
        self.init(
            url: "\(origin)\(tail)", .http(origin), user: try Self.secret(parts.first),
            password: try Self.secret(parts.dropFirst().first))
    }

    private init(url: String, _ transport: Transport, user: Secret? = nil, password: Secret? = nil) {
        self.url = url
        self.transport = transport
        self.user = user
        self.password = password
    }

    /// `USER@HOST:PATH`, `HELPER::ADDRESS` or a path: what comes before the first slash decides, as in Git.
    private static func transport(withoutScheme text: String) throws(Invalid) -> Transport {
        guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else {
            // 'https//user:password@host' and 'token@host/path' are no folders.
            guard withoutCredentials(text) == text else { throw .misplacedAt }
            return .path
        }
        let (host, path) = (text[..<colon], text[text.index(after: colon)...])
        guard !path.contains("@") else { throw .misplacedAt }
        if path.hasPrefix(":") {
            guard host != "ext", host != "fd" else { throw .runsProgram }
        }
        guard !text.contains(where: \.isWhitespace), !host.isEmpty, !path.isEmpty else { throw .malformed }
        return .remote
    }

    /// Whether a user in the address is a name, not a token: over SSH, or a profile of CodeCommit's helper.
    private static func takesUser(_ scheme: String) -> Bool {
        ["ssh", "git+ssh", "ssh+git"].contains(scheme) || scheme.hasPrefix("codecommit::")
    }

    /// Nil if there is none, or an empty one.
    private static func secret(_ text: Substring?) throws(Invalid) -> Secret? {
        guard let text, !text.isEmpty else { return nil }
        let decoded = percentDecoded(text)
        // A line break would be another line for Git, which reads user and password from lines.
        guard let decoded, !decoded.unicodeScalars.contains(where: \.isControl) else { throw .controlCharacter }
        return Secret(decoded)
    }

    /// Nil if it is not UTF-8. A '%' without two digits stays.
    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(hexadecimal: rest.prefix(2))
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension RepositoryAddress: CustomStringConvertible {
    /// The address without any user.
    package var description: String {
        guard let scheme = url.firstRange(of: "://"), let at = url.lastIndex(of: "@"), scheme.upperBound <= at,
            transport == .remote
        else { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }
}

/// A name or an address, and perhaps a port. Anything else may be a password that ends at its '/'.
private struct HostAndPort {
    let host: String
    let port: UInt16?

    init?(_ text: Substring) {
        var name = text
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = UInt16(digits: text[text.index(after: colon)...]), number > 0 else { return nil }
            (name, port) = (text[..<colon], number)
        } else {
            port = nil
        }
        host = String(name)
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        if isBracketed { name = name.dropFirst().dropLast() }
        let others = isBracketed ? ":." : "-._"
        guard !name.isEmpty, name.first != "-",
            name.allSatisfy({ $0.isLetter || $0.isNumber || others.contains($0) })
        else { return nil }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }
}

extension UInt8 {
    /// Nil unless the bytes are two hexadecimal digits; the standard library would also accept a sign.
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        self.init(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
