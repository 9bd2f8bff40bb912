import ArgumentParser

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
        Terminal.ignoreBrokenPipes()
        await main(nil)
    }
}
