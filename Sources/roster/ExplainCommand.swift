import ArgumentParser
import Planning
import Reconciler
import TaskDefinitions

/// `roster explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Shows what uses one revision, and which rule decides its fate.")

    @Argument(
        help: ArgumentHelp("The revision, such as web:41.", valueName: "family:revision"),
        transform: { text in
            guard let id = RevisionID(text) else {
                throw ValidationError("a revision is written FAMILY:REVISION, such as web:41")
            }
            return id
        })
    var id: RevisionID
    @OptionGroup var manifests: ManifestArgument
    @OptionGroup var options: RegistryOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let session = try Session(options, path: manifests.path)
            let (explanation, calls) = try await session.run { assembly in
                (try await assembly.reconciler.explain(id), assembly.reconciler.calls)
            }
            switch format.format {
            case .text: try Terminal.print(TextRenderer(Terminal.palette).render(explanation))
            case .json: try Terminal.print(ExplanationDocument(explanation, calls: calls).jsonText())
            }
            guard explanation.isWhole else { throw ExitCode.error }
        }
    }
}
