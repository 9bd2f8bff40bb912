import ArgumentParser
import Reporting

/// The flag of everything that prints.
struct FormatOptions: ParsableArguments {
    @Option(help: "'text' for people, 'json' for programs.")
    var format: OutputFormat = .text

    /// Prints a result as the flag says.
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
