import ArgumentParser
import Foundation
import Planning
import Reconciler
import Reporting

/// `roster drift`.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Reports every difference between manifests and registry; exits with 2 if there is any.")

    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: manifests.path)
            let planned = try await invocation.run { try await invocation.plan($0) }
            try format.print(
                text: { $0.renderDrift(planned.plan) },
                json: { try DriftReportDocument(planned.plan, calls: planned.calls).jsonText() })
            guard planned.plan.coverage.isComplete else { throw ExitCode.error }
            if !planned.plan.drift.isEmpty { throw ExitCode.difference }
        }
    }
}
