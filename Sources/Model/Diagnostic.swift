/// A location in a file, as editors show it: lines and columns from 1, columns in characters.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The path as the user gave it; below a folder, joined to the folder's path.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int

    package init(file: String, line: Int = 1, column: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Comparable {
    /// By file, then by line and column.
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// One mistake in what a person wrote: where it is, what it is, and the remedy.
package struct Diagnostic: Hashable, Sendable {
    /// Where it is; nil for what has no location, such as an empty folder.
    package let location: SourceLocation?
    /// One sentence, without the location.
    package let message: String

    package init(_ message: String, at location: SourceLocation? = nil) {
        self.location = location
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: message`, as editors and CI systems parse it.
    package var description: String {
        location.map { "\($0): \(message)" } ?? message
    }
}

extension Diagnostic: Comparable {
    /// What has no location comes first; the rest is sorted by location.
    package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        switch (left.location, right.location) {
        case (nil, nil): left.message < right.message
        case (nil, _): true
        case (_, nil): false
        case (let one?, let other?): one == other ? left.message < right.message : one < other
        }
    }
}

/// All mistakes found in one run; never empty, sorted by location.
package struct Diagnostics: Error, Equatable, CustomStringConvertible {
    /// Sorted by location.
    package let all: [Diagnostic]

    /// Nil when there are none.
    package init?(_ all: [Diagnostic]) {
        guard !all.isEmpty else { return nil }
        self.all = all.sorted()
    }

    /// A single mistake.
    package init(_ message: String, at location: SourceLocation? = nil) {
        all = [Diagnostic(message, at: location)]
    }

    /// One line for each mistake.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
