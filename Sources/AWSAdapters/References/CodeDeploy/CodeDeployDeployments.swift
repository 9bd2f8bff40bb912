import AWSClient
import AWSWire
import Foundation
import Manifests
import Model
import Planning
import Reconciler
import SwiftExtensions

/// What CodeDeploy may deploy to ECS or roll back to: of each deployment group the last successful deployment, the last
/// attempted one and the target revision; of the account every deployment that has not ended; of each of these
/// deployments the revision before it, and the deployment that rolls it back.
///
/// It starts from the groups, not from the list of all deployments, which grows with the account's age and does not say
/// what a group would roll back to. The deployments under way are listed once for the account, not once for each group.
/// A group without a successful deployment refers to its last attempt; one without any deployment has nothing to roll
/// back to, and refers to nothing.
///
/// The descriptions omit the AppSpecs, which are read one by one, by their digests, once in a process. An AppSpec in S3
/// or GitHub is not read: what it names is opaque, as is what one names that cannot be parsed.
///
/// Cost: the pages of ListApplications and ListDeployments, a batch for each 100 applications; for each application
/// on ECS the pages of its groups and a batch for each 100; a batch for each 25 deployments and a call for each AppSpec
/// that were not read before.
struct CodeDeployDeployments: ReferenceSourceAdapter {
    static let description = SourceDescription(
        name: .codeDeploy,
        finds:
            "for every deployment group on ECS, the last successful deployment, the latest one and those in "
            + "progress: what their AppSpecs deploy, and what they would roll back to",
        calls: [
            SourceCall(.codeDeploy, "ListDeployments", CodeDeployLists.pageSize),
            SourceCall(.codeDeploy, "ListApplications", CodeDeployLists.pageSize),
            SourceCall(.codeDeploy, "BatchGetApplications", CodeDeployLists.applicationBatch),
            SourceCall(.codeDeploy, "ListDeploymentGroups", CodeDeployLists.pageSize),
            SourceCall(.codeDeploy, "BatchGetDeploymentGroups", CodeDeployLists.groupBatch),
            SourceCall(.codeDeploy, "BatchGetDeployments", CodeDeployLists.deploymentBatch),
            SourceCall(.codeDeploy, "GetApplicationRevision", 1),
        ])

    private let client: CodeDeployClient
    private let lists: CodeDeployLists
    private let ended = ImmutableCache<String, CodeDeployDeployment>()
    private let appSpecs = ImmutableCache<CandidateRevision.Source, AppSpec>()
    private let time: TimeSource

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try CodeDeployClient(session)
        lists = CodeDeployLists(client: client, time: session.time)
        time = session.time
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        var known: [String: [CodeDeployGroup]] = [:]
        var gone: Set<String> = []
        for attempt in 1...mostMisses {
            try await time.pause(afterMisses: attempt - 1)
            let groups = try await lists.groups(known: known)
            let last = groups.values.flatMap { $0.flatMap(\.lastDeployments) }
            let reading = try await read(try await lists.deploymentsUnderWay() + last, groups)
            if reading.gone.isEmpty {
                let ended = reading.deployments.filter { $0.hasEnded }.map { ($0.id, $0) }
                self.ended.replace(with: Dictionary(ended) { first, _ in first })
                appSpecs.replace(with: reading.appSpecs.filter { !$0.value.mayChange })
                return references(of: reading, at: now)
            }
            gone = reading.gone
            keep(reading)
            // What is gone was deleted with its application: that alone is listed again.
            known = groups.filter { application, groups in
                !reading.gone.contains(application) && reading.gone.isDisjoint(with: groups.flatMap(\.lastDeployments))
            }
        }
        throw ReferenceFailure("\(gone.min() ?? "") is listed, but cannot be found: run it again")
    }

    /// The deployments under way, with the revisions before them: a list, a batch for each 25, and a call for each
    /// AppSpec that was not read before.
    func readUnderWay(at now: Date) async throws(ReferenceFailure) -> [Reference]? {
        var gone: Set<String> = []
        for attempt in 1...mostMisses {
            try await time.pause(afterMisses: attempt - 1)
            let reading = try await read(try await lists.deploymentsUnderWay(), [:])
            gone = reading.gone
            keep(reading)
            if gone.isEmpty { return references(of: reading, at: now) }
        }
        throw ReferenceFailure("\(gone.min() ?? "") is listed, but cannot be found: run it again")
    }

    /// Keeps what was read, so that it need not be read again when something else is gone.
    private func keep(_ reading: Reading) {
        ended.add(Dictionary(reading.deployments.filter { $0.hasEnded }.map { ($0.id, $0) }) { first, _ in first })
        appSpecs.add(reading.appSpecs.filter { !$0.value.mayChange })
    }

    /// Some deployments and groups with their AppSpecs.
    private struct Reading {
        var groups: [CodeDeployGroup]
        var deployments: [CodeDeployDeployment]
        var appSpecs: [CandidateRevision.Source: AppSpec] = [:]
        /// The applications and deployments that cannot be found.
        var gone: Set<String>
    }

    private func read(
        _ ids: [String], _ groups: [String: [CodeDeployGroup]]
    ) async throws(ReferenceFailure) -> Reading {
        let (deployments, missing) = try await deployments(ids)
        var reading = Reading(groups: groups.values.flatMap { $0 }, deployments: deployments, gone: missing)
        guard missing.isEmpty else { return reading }
        let uses = reading.groups.flatMap(CandidateRevision.all) + candidates(of: deployments)
        for (source, appSpec) in try await readAppSpecs(of: uses) {
            if let appSpec { reading.appSpecs[source] = appSpec } else { reading.gone.insert(source.application) }
        }
        return reading
    }

    var nextCalls: [String: Int] { get async { ["codedeploy:GetApplicationRevision": 0] } }

    private func candidates(of deployments: [CodeDeployDeployment]) -> [CandidateRevision] {
        deployments.filter { $0.mayDeployToECS }.flatMap(CandidateRevision.all)
    }

    private func references(of reading: Reading, at now: Date) -> [Reference] {
        let uses = reading.groups.flatMap(CandidateRevision.all) + candidates(of: reading.deployments)
        let references = uses.flatMap { use in
            (reading.appSpecs[use.source]?.targets ?? []).map { target in
                Reference(.codeDeploy, use.name, uses: target, since: use.since, readAt: now)
            }
        }
        let unknown = unknown(among: reading.deployments, at: now)
        return Set(references + unknown).sorted { ($0.name, "\($0.target)") < ($1.name, "\($1.target)") }
    }

    /// The deployments that were described without what they deploy, or whose rollback cannot be found.
    private func unknown(among deployments: [CodeDeployDeployment], at now: Date) -> [Reference] {
        let known = Set(deployments.map(\.id))
        return deployments.filter { $0.mayDeployToECS }.flatMap { deployment in
            let lost = deployment.rollback.flatMap {
                known.contains($0) ? nil : Opacity.notFound("deployment \($0.expression)")
            }
            let absent = deployment.revision == nil ? Opacity.absent("its revision") : nil
            return [lost, absent].compactMap { $0 }.map { opacity in
                Reference(
                    .codeDeploy, CandidateRevision.name(of: deployment), uses: .opaque(nil, opacity),
                    since: deployment.created?.date, readAt: now)
            }
        }
    }

    /// The deployments with these IDs, and those that roll them back; and the IDs that cannot be found.
    private func deployments(
        _ ids: [String]
    ) async throws(ReferenceFailure) -> (deployments: [CodeDeployDeployment], missing: Set<String>) {
        var found: [String: CodeDeployDeployment] = [:]
        let listed = Set(ids)
        var waiting = listed
        var missing: Set<String> = []
        while !waiting.isEmpty {
            for id in waiting { found[id] = ended[id] }
            for deployment in try await lists.deployments(waiting.filter { found[$0] == nil }.sorted()) {
                found[deployment.id] = deployment
            }
            // One that rolls another back is not on any list: it is reported with the other.
            missing.formUnion(waiting.filter { found[$0] == nil && listed.contains($0) })
            waiting = Set(waiting.compactMap { found[$0]?.rollback }).filter { found[$0] == nil }
        }
        return (found.values.sorted { $0.id < $1.id }, missing)
    }

    /// Nil for one whose application cannot be found.
    private func readAppSpecs(
        of uses: [CandidateRevision]
    ) async throws(ReferenceFailure) -> [(CandidateRevision.Source, AppSpec?)] {
        let sources = Set(uses.map(\.source)).sorted { $0.application < $1.application }
        // The deployments could be described: it is these that may not be read, and they are waived as their groups
        // are.
        let read = try await describeEach(
            sources, othersWereRead: true, refused: { AppSpec(unavailable: $1) }
        ) { source throws(ReferenceFailure) in try await appSpec(source) }
        return Array(zip(sources, read))
    }

    private func appSpec(_ source: CandidateRevision.Source) async throws(ReferenceFailure) -> AppSpec? {
        if let known = appSpecs[source] { return known }
        guard let text = source.revision.text else {
            return AppSpec(unavailable: .elsewhere(source.revision.location.expression))
        }
        if let content = text.content, !content.isEmpty { return AppSpec(content) }
        // Descriptions omit it.
        do {
            let revision = try await client.revision(source.revision, of: source.application)
            return revision.text?.content.map(AppSpec.init)
                ?? AppSpec(unavailable: .absent("its AppSpec"))
        } catch let error where error.isOfMissingApplication {
            return nil
        } catch let error where error.serviceError?.code == "RevisionDoesNotExistException" {
            return AppSpec(unavailable: .notFound("its AppSpec"))
        } catch {
            throw ReferenceFailure("an AppSpec of \(source.application) could not be read", error)
        }
    }
}
