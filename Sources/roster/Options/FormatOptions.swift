import ArgumentParser
import Reporting

/// The output flag of every command that prints a result.
struct FormatOptions: ParsableArguments {
    @Option(help: "'text' for people, 'json' for programs.")
    var format: OutputFormat = .text

    /// Prints a result in the chosen format.
    func print(text: (TextRenderer) -> String, json: () throws -> String) throws {
        try Terminal.print(rendered(text: text, json: json))
    }

    /// A result in the chosen format.
    func rendered(text: (TextRenderer) -> String, json: () throws -> String) rethrows -> String {
        switch format {
        case .text: text(TextRenderer(Terminal.palette))
        case .json: try json()
        }
    }
}

/// The values of `--format`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
