import ArgumentParser
import Foundation
import Reporting

/// The program; each command has its own file.
@main
struct Roster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster",
        abstract: "Keeps the ACTIVE task definitions of Amazon ECS equal to what manifests declare.",
        discussion: """
            Deregisters revisions that are no longer declared, but never one that something still uses, and reports \
            drift. Results go to standard output, everything else to standard error.
            """,
        version: "0.1.0",
        subcommands: [
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, DriftCommand.self, ExplainCommand.self,
            RunCommand.self, RegistryCommand.self, DemoCommand.self,
        ])

    static func main() async {
        Terminal.prepare()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            end(error, arguments)
        }
    }

    /// Prints what the parser says, and exits as it would itself.
    private static func end(_ error: any Error, _ arguments: [String]) -> Never {
        let code = exitCode(for: error)
        guard !code.isSuccess else {
            let text = fullMessage(for: error)
            do {
                if !text.isEmpty { try Terminal.print(text + "\n") }
                Foundation.exit(code.rawValue)
            } catch {
                Terminal.show(error.lines, .red)
                Foundation.exit(ExitCode.error.rawValue)
            }
        }
        if !(error is ExitCode) { Terminal.show(UsageError(error, arguments).lines) }
        Foundation.exit(code.rawValue)
    }
}
