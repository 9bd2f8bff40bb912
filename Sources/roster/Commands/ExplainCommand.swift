import ArgumentParser
import Planning
import Reconciler
import Reporting

/// `roster explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Shows what uses a revision, and which rule decides what happens to it.")

    @Argument(
        help: ArgumentHelp("The revision, such as web:41, or its full ARN.", valueName: "family:revision"),
        transform: NamedRevision.init)
    var revision: NamedRevision
    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let invocation = try Invocation(options, path: manifests.path)
            let (explanation, calls) = try await invocation.run { assembly in
                (try await invocation.explain(revision, assembly), assembly.reconciler.calls)
            }
            try format.print(
                text: { $0.render(explanation) },
                json: { try ExplanationDocument(explanation, calls: calls).jsonText() })
            guard explanation.isComplete else { throw ExitCode.error }
        }
    }
}
