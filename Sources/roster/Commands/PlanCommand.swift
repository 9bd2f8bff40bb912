import ArgumentParser
import Foundation
import Manifests
import Planning
import Reconciler

/// `roster plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what would change, what is withheld and why, and what drifts.")

    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Also write the plan, as JSON, for 'apply --plan'.", valueName: "file"))
    var out: String?
    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there is something to change.")
    var detailedExitCode = false

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: manifests.path)
            let planned = try await invocation.run { assembly in
                let planned = try await invocation.plan(assembly)
                if let warning = assembly.reconciler.warning(about: planned) { Terminal.note("note: \(warning)") }
                return planned
            }
            let document = try PlanDocument(planned.plan, refusals: planned.refusals, calls: planned.calls).jsonText()
            switch format.format {
            case .text: try Terminal.print(TextRenderer(Terminal.palette).render(planned))
            case .json: try Terminal.print(document)
            }
            if let out { try save(document, out) }
            guard planned.plan.coverage.isComplete else { throw ExitCode.error }
            if detailedExitCode, !planned.plan.removals.isEmpty { throw ExitCode.difference }
        }
    }
}

extension PlanCommand {
    private func save(_ document: String, _ file: String) throws(Failure) {
        do {
            try Data(document.utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw Failure(
                "the plan could not be written to \(file): check that its folder is there and can be written to")
        }
    }
}

/// The manifests on the command line.
struct ManifestArgument: ParsableArguments {
    @Argument(help: "The manifests: a folder or a file (default: the configuration's source).")
    var path: String?
}
