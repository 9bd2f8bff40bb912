import Foundation

/// A proxy on the way. Nothing that prints a value of this type shows the password.
struct Proxy: Hashable, Sendable {
    /// A name or an address, without brackets.
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// Reads `http://host:port`, `host:port` and `http://user:password@host:port`; the port is 80 when none is given,
    /// and what follows it plays no part.
    ///
    /// - Parameter variable: where the text stands. The text itself is in no error, as it may hold a password.
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

extension Proxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}

/// What is wrong with the settings of the network; the text names the setting and the way out, never a password.
package struct HTTPSettingsError: Error, Equatable, CustomStringConvertible {
    /// A sentence without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
