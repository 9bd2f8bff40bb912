import ArgumentParser
import Foundation
import Model
import Planning
import Reconciler
import Reporting
import SwiftExtensions

/// `roster plan`.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what would change, what is withheld and why, and what drifts.")

    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions
    @Option(help: ArgumentHelp("Also write the plan, as JSON, for 'apply --plan'.", valueName: "file"))
    var out: String?
    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 if there is something to change.")
    var detailedExitCode = false

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: manifests.path)
            let planned = try await invocation.run { assembly in
                let planned = try await invocation.plan(assembly)
                if let slow = planned.slowEvidence { Terminal.log("note: \(slow.message)") }
                return planned
            }
            let document = try PlanDocument(planned.plan, refusals: planned.refusals, calls: planned.calls).jsonText()
            // First, so that a reader who stops early, or a full disk behind standard output, does not cost the file.
            let failure = out.flatMap { save(document, $0) }
            do {
                try format.print(text: { $0.render(planned.plan, refusals: planned.refusals) }, json: { document })
            } catch {
                throw Failure(lines: (failure?.lines ?? []) + Failure(error).lines)
            }
            if let failure { throw failure }
            guard planned.plan.coverage.isComplete else { throw ExitCode.error }
            if detailedExitCode, !planned.plan.removals.isEmpty { throw ExitCode.difference }
        }
    }
}

extension PlanCommand {
    private func save(_ document: String, _ file: String) -> Failure? {
        do {
            try OutputFile.write(document, to: file)
            return nil
        } catch {
            return Failure("cannot write the plan to \(error)")
        }
    }
}
