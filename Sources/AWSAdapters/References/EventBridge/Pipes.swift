import AWSClient
import Foundation
import Manifests
import Model
import Planning

/// The pipes of EventBridge, whatever their state, that run tasks, or name a task definition or a version of a state
/// machine anywhere in their description.
///
/// Cost: the pages of ListPipes, a call for each new or changed pipe, and one for each version.
struct Pipes: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .pipes,
        finds:
            "pipes, including stopped ones: what they run, every ARN in their description, and what the state "
            + "machine versions that they name run",
        calls: [SourceCall(.pipes, "ListPipes", 100), SourceCall(.pipes, "DescribePipe", 1), StateMachineVersions.call])

    private let client: PipesClient
    private let versions: StateMachineVersions
    private let cache: DescriptionCache

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try PipesClient(session)
        versions = try StateMachineVersions(session: session)
        cache = DescriptionCache(
            of: "pipe", waiving: configuration.opaqueWaivers.filter { $0.source == .pipes }, session.time)
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
        let target = TargetUses(
            arn: pipe.target, taskDefinition: pipe.taskDefinition, isEnabled: pipe.isEnabled, document: pipe.document,
            owner: summary.arn)
        return ResourceReferences(
            modified: pipe.modified, items: target.definitions.map { .init(name: summary.arn, target: $0) })
    }
}

extension PipeSummary: ListedResource {}
