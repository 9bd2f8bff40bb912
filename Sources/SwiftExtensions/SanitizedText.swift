// Text from outside: file names, names in responses, server messages, arguments. It is kept as it is, cut where it
// becomes part of a sentence, and escaped once, where it is printed.

/// How much text from outside is shown, in Unicode scalars.
package enum TextLimit: Int {
    /// One name in a sentence. Those of AWS are shorter, but for the longest ARNs.
    case name = 500
    /// A sentence that has text from outside.
    case line = 4_000
}

extension StringProtocol {
    /// The text on one line, safe for a terminal and a log.
    ///
    /// What could start a line, move the cursor, reorder the text, look like a space or not be seen at all becomes its
    /// code point: `\u{1b}`. Escaping twice changes nothing more.
    package var sanitized: String {
        guard !utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return String(self) }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isPrintable {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result
    }

    /// The text, or its beginning and its end with its length between them if it is longer than the limit.
    package func shortened(to limit: TextLimit = .name) -> String {
        let (scalars, limit) = (String(self).unicodeScalars, limit.rawValue)
        guard utf8.count > limit, scalars.count > limit else { return String(self) }
        let (start, end) = (scalars.prefix(limit * 4 / 5), scalars.suffix(limit / 5))
        return "\(String(start))… (\(scalars.count) characters) …\(String(end))"
    }
}

extension Unicode.Scalar {
    /// Whether it can be shown as it is: neither a control, nor a format character, nor a space other than U+0020, nor
    /// invisible, nor without a meaning.
    package var isPrintable: Bool {
        guard !(0x20...0x7E).contains(value) else { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
            .unassigned:
            return false
        default:
            // The braille pattern without dots is as empty as a space.
            return !properties.isDefaultIgnorableCodePoint && value != 0x2800
        }
    }
}

/// A server's text, safe to print: on one line, of limited length, with unprintable characters escaped.
package func printable(_ text: String) -> String { text.shortened().sanitized }

/// A file's text in single quotes, safe to print: on one line, at most 60 characters long, with unprintable characters
/// escaped, and without what may be a credential.
package func quoted(_ text: String) -> String {
    let scalars = withoutCredentials(text).unicodeScalars
    return "'\(String(scalars.prefix(60)).sanitized)\(scalars.dropFirst(60).isEmpty ? "" : "…")'"
}
