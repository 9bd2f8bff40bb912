import AWSClient
import Foundation
import Manifests
import Planning

/// The pipes of EventBridge that end in tasks, or hand their target or their enrichment the ARN of a task definition,
/// whatever their state.
///
/// Cost: the pages of ListPipes, and a call for each pipe that is not known as it is.
struct Pipes: ReferenceSource {
    static let description = SourceDescription(
        name: .pipes, finds: "targets and enrichments of pipes, stopped ones too, and what they are handed",
        calls: [SourceCall("pipes:ListPipes", 100), SourceCall("pipes:DescribePipe", 1)])

    private let client: PipesClient
    private let remembered = Remembered()

    init(session: AWSSession) throws(EndpointError) {
        client = try PipesClient(session)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        try await remembered.read(at: now) { () throws(ReferenceFailure) in
            do throws(AWSError) {
                return try await client.pipes()
            } catch {
                throw ReferenceFailure("the pipes could not be listed", error)
            }
        } describe: { pipe throws(ReferenceFailure) in
            try await describe(pipe, at: now)
        }
    }

    private func describe(_ summary: PipeSummary, at now: Date) async throws(ReferenceFailure) -> Described? {
        let pipe: PipeDescription
        do throws(AWSError) {
            pipe = try await client.pipe(summary.name)
        } catch {
            let failure = ReferenceFailure(
                "the pipe \(summary.arn) could not be read", error, missing: ["NotFoundException"])
            guard failure.isMissing else { throw failure }
            return nil
        }
        // A path into the event, `$.detail.definition`, is followed when the event comes.
        let target = try ReferenceTarget(
            pipe.ecs, of: pipe.target, owner: "the pipe \(summary.arn)", orExpression: { $0.hasPrefix("$") })
        let targets = (target.map { [$0] } ?? []) + pipe.inputs.flatMap { TaskDefinitionMention.all(in: $0) }
        let references = targets.map { target in
            Reference(.pipe, summary.arn, uses: target, since: pipe.modified, readAt: now)
        }
        return Described(modified: pipe.modified, references: references)
    }
}

extension PipeSummary: Listed {}
