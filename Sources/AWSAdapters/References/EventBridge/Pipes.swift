import AWSClient
import Foundation
import Model
import Planning

/// The pipes of EventBridge, whatever their state, that run tasks, pass the ARN of a task definition to their target or
/// enrichment, or name a version of a state machine.
///
/// Cost: the pages of ListPipes, a call for each new or changed pipe, and one for each version.
struct Pipes: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .pipes,
        finds:
            "targets and enrichments of pipes, including stopped ones, with their input, and what the state "
            + "machine versions that they name run",
        calls: [SourceCall(.pipes, "ListPipes", 100), SourceCall(.pipes, "DescribePipe", 1), StateMachineVersions.call])

    private let client: PipesClient
    private let versions: StateMachineVersions
    private let cache = DescriptionCache()

    init(session: AWSSession) throws(EndpointError) {
        client = try PipesClient(session)
        versions = try StateMachineVersions(session: session)
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let pipes = try await cache.read(at: now) { () throws(ReferenceFailure) in
            do throws(AWSError) {
                return try await client.pipes()
            } catch {
                throw ReferenceFailure("the pipes could not be listed", error)
            }
        } describe: { pipe throws(ReferenceFailure) in
            try await describe(pipe)
        }
        return try await versions.references(.pipe, to: pipes, at: now)
    }

    var nextCalls: [String: Int] { get async { ["pipes:DescribePipe": await cache.unsettled] } }

    private func describe(_ summary: PipeSummary) async throws(ReferenceFailure) -> ResourceReferences? {
        let pipe: PipeDescription
        do throws(AWSError) {
            pipe = try await client.pipe(summary.name)
        } catch {
            let failure = ReferenceFailure(
                "the pipe \(summary.arn) could not be read", error, missing: ["NotFoundException"])
            guard failure.isMissing else { throw failure }
            return nil
        }
        // A path into the event, `$.detail.definition`, is resolved at run time.
        let target = try ReferenceTarget(
            pipe.ecs, of: pipe.target, owner: "the pipe \(summary.arn)", orExpression: { $0.hasPrefix("$") })
        let uses =
            (target.map { [NamedDefinition.taskDefinition($0)] } ?? [])
            + NamedDefinition.all(in: [pipe.target, pipe.enrichment] + pipe.inputs, of: summary.arn)
        return ResourceReferences(modified: pipe.modified, items: uses.map { .init(name: summary.arn, target: $0) })
    }
}

extension PipeSummary: ListedResource {}
