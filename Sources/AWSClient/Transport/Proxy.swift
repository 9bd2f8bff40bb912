import Foundation

/// An HTTP proxy. Nothing that prints it shows the password.
struct Proxy: Hashable, Sendable {
    /// A name or an address, without brackets.
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// Reads `http://host:port`, `host:port` and `http://user:password@host:port`; the default port is 80, and a path
    /// is ignored.
    ///
    /// - Parameter variable: the variable with the text. The text is never in an error, as it may contain a password.
    init(_ text: String, from variable: String) throws(HTTPSettingsError) {
        guard let parts = URLComponents(string: text.contains("://") ? text : "http://\(text)"),
            let host = parts.host, !host.isEmpty, (1...65535).contains(parts.port ?? 80)
        else {
            throw HTTPSettingsError(
                """
                \(variable) is not a proxy URL: write http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, and \
                percent-encode (%XX) every character of the user and the password that is not a letter or a digit
                """)
        }
        guard parts.scheme?.lowercased() == "http" else {
            throw HTTPSettingsError(
                "\(variable): only proxies over plain HTTP are supported: write http://HOST:PORT")
        }
        self.host = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        port = parts.port ?? 80
        user = parts.user
        password = parts.password
    }
}

extension Proxy {
    /// User and password as Basic authentication has them; nil if there is no user.
    var credentials: String? { user.map { Data("\($0):\(password ?? "")".utf8).base64EncodedString() } }
}

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}

/// What is wrong with the network settings; names the setting and the remedy, never a password.
package struct HTTPSettingsError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
