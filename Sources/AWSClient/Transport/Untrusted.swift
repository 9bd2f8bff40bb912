/// A text that a server sent, fit for a terminal and a log: on one line, at most 500 characters long.
///
/// Control characters, which could forge a line of a log or colour a terminal, become their code points.
package func printable(_ text: String) -> String {
    let limit = 500
    var result = ""
    var length = 0
    for scalar in text.unicodeScalars {
        guard length < limit else { return result + "…" }
        length += 1
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
