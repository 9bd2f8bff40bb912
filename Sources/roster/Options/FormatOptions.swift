import ArgumentParser
import Reporting

/// The output flag of every command that prints a result.
struct FormatOptions: ParsableArguments {
    @Option(help: "'text' for people, 'json' for programs.")
    var format: OutputFormat = .text

    /// Prints a result in the chosen format.
    func print(text: (TextRenderer) -> String, json: () throws -> String) throws {
        switch format {
        case .text: try Terminal.print(text(TextRenderer(Terminal.palette)))
        case .json: try Terminal.print(json())
        }
    }
}

/// The values of `--format`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
