/// What is wrong with a YAML text: where, what, and the way out.
package struct YAMLError: Error, Equatable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    /// One sentence, without the place.
    package let message: String

    /// Says what is wrong at a place.
    package init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    init(_ message: String, at mark: Mark) {
        self.init(line: mark.line, column: mark.column, message: message)
    }
}

/// A place in the text.
struct Mark: Equatable {
    /// From 1.
    var line = 1
    /// From 1, in Unicode scalars.
    var column = 1
}

/// The text in single quotes, on one line and at most 60 characters long, fit for a message.
///
/// Control characters, which could forge a line of a log or colour a terminal, become their code points.
package func quoted(_ text: String) -> String {
    let limit = 60
    let scalars = text.unicodeScalars
    var result = "'"
    for scalar in scalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + (scalars.dropFirst(limit).isEmpty ? "'" : "…'")
}
