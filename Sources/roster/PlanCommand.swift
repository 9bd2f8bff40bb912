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
    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there is something to change.")
    var detailedExitCode = false

    func run() async throws {
        try await reportingFailures {
            let planned = try await Session(options, path: manifests.path).run { try await $0.reconciler.plan() }
            switch format.format {
            case .text: Terminal.print(TextRenderer(Terminal.palette).render(planned))
            case .json: Terminal.print(try PlanDocument(planned.plan, refusals: planned.refusals).jsonText())
            }
            guard planned.plan.coverage.isComplete else { throw ExitCode.error }
            if detailedExitCode, !planned.plan.removals.isEmpty { throw ExitCode.difference }
        }
    }
}

/// The manifests on the command line.
struct ManifestArgument: ParsableArguments {
    @Argument(help: "The manifests: a folder or a file (default: the configuration's source).")
    var path: String?
}
