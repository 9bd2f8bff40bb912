extension String {
    /// Makes text from outside safe for a terminal and a log: on one line and at most `limit` characters long.
    ///
    /// Control characters, which could forge a log line or colour a terminal, become their code points.
    fileprivate init(sanitizing text: String, limit: Int) {
        self.init()
        let scalars = text.unicodeScalars
        for scalar in scalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                append("\\u{\(String(scalar.value, radix: 16))}")
            default: unicodeScalars.append(scalar)
            }
        }
        if !scalars.dropFirst(limit).isEmpty { append("…") }
    }
}

/// A server's text, safe to print: on one line, at most 500 characters long, control characters escaped.
package func printable(_ text: String) -> String { String(sanitizing: text, limit: 500) }

/// A file's text in single quotes, safe to print: on one line, at most 60 characters long, control characters escaped,
/// and without what may be a credential.
package func quoted(_ text: String) -> String { "'\(String(sanitizing: withoutCredentials(text), limit: 60))'" }
