/// An error in a YAML text: what is wrong, where, and the remedy.
package struct YAMLError: Error, Equatable, Sendable {
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    /// One sentence, without the position.
    package let message: String

    package init(line: Int, column: Int, message: String) {
        self.line = line
        self.column = column
        self.message = message
    }

    init(_ message: String, at position: Position) {
        self.init(line: position.line, column: position.column, message: message)
    }

    /// The last error of a text with ``YAMLLimits/errors`` others.
    static func tooMany(at position: Position) -> YAMLError {
        YAMLError("stopped after \(YAMLLimits.errors) errors: fix these first", at: position)
    }
}

/// A position in the text.
struct Position: Equatable {
    /// From 1.
    var line = 1
    /// From 1, in Unicode scalars.
    var column = 1

    /// Moves to the position after a character. Only a line feed ends a line, as in editors.
    mutating func advance(over scalar: Unicode.Scalar) {
        if scalar == "\n" { self = Position(line: line + 1) } else { column += 1 }
    }
}
