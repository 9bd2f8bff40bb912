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
            SourceCall(.codeDeploy, "ListDeployments", pageSize),
            SourceCall(.codeDeploy, "ListApplications", pageSize),
            SourceCall(.codeDeploy, "BatchGetApplications", applicationBatch),
            SourceCall(.codeDeploy, "ListDeploymentGroups", pageSize),
            SourceCall(.codeDeploy, "BatchGetDeploymentGroups", groupBatch),
            SourceCall(.codeDeploy, "BatchGetDeployments", deploymentBatch),
            SourceCall(.codeDeploy, "GetApplicationRevision", 1),
        ])

    /// The size of CodeDeploy's pages, which is fixed.
    private static let pageSize = 100
    private static let applicationBatch = 100
    private static let groupBatch = 100
    private static let deploymentBatch = 25

    private let client: CodeDeployClient
    private let ended = ImmutableCache<String, CodeDeployDeployment>()
    private let appSpecs = ImmutableCache<CandidateRevision.Source, AppSpec>()

    private let time: TimeSource

    init(_ session: AWSSession, _ configuration: Configuration) throws(EndpointError) {
        client = try CodeDeployClient(session)
        time = session.time
    }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        var known: [String: [CodeDeployGroup]] = [:]
        var gone: Set<String> = []
        for attempt in 1...mostMisses {
            try await time.pause(beforeAttempt: attempt)
            let groups = try await groups(known: known)
            let last = groups.values.flatMap { $0.flatMap(\.lastDeployments) }
            let reading = try await read(try await deploymentsUnderWay() + last, groups)
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
            try await time.pause(beforeAttempt: attempt)
            let reading = try await read(try await deploymentsUnderWay(), [:])
            gone = reading.gone
            appSpecs.add(reading.appSpecs.filter { !$0.value.mayChange })
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
        deployments.filter { mayDeployToECS($0.platform) }.flatMap(CandidateRevision.all)
    }

    private func references(of reading: Reading, at now: Date) -> [Reference] {
        let uses = reading.groups.flatMap(CandidateRevision.all) + candidates(of: reading.deployments)
        let references = uses.flatMap { use in
            (reading.appSpecs[use.source]?.targets ?? []).map { target in
                Reference(.codeDeploy, use.name, uses: target, since: use.since, readAt: now)
            }
        }
        let known = Set(reading.deployments.map(\.id))
        let unknown = reading.deployments.filter { mayDeployToECS($0.platform) }.flatMap { deployment in
            let lost = deployment.rollback.flatMap {
                known.contains($0) ? nil : Opacity.notFound("deployment \($0.expression)")
            }
            let bare: Opacity? =
                deployment.revision == nil ? .unreadable("its revision", why: "the response is without it") : nil
            return [lost, bare].compactMap { $0 }.map { opacity in
                Reference(
                    .codeDeploy, CandidateRevision.name(of: deployment), uses: .opaque(nil, opacity),
                    since: deployment.created?.date, readAt: now)
            }
        }
        return Set(references + unknown).sorted { ($0.name, "\($0.target)") < ($1.name, "\($1.target)") }
    }

    private func mayDeployToECS(_ platform: String?) -> Bool { platform != "Server" && platform != "Lambda" }

    /// The groups of every application on ECS, by its name. Those that are known are not read again.
    private func groups(
        known: [String: [CodeDeployGroup]]
    ) async throws(ReferenceFailure) -> [String: [CodeDeployGroup]] {
        try await readListed("application", time, known: known, by: { $0 }) { () throws(ReferenceFailure) in
            try await applications()
        } read: { names throws(ReferenceFailure) in
            let batches = try await concurrentMap(names.batches(of: Self.applicationBatch)) {
                names throws(ReferenceFailure) in try await describe(applications: names)
            }
            let applications = batches.flatMap { $0 }
            let groups = try await concurrentMap(applications) { application throws(ReferenceFailure) in
                mayDeployToECS(application.platform) ? try await self.groups(of: application.name) : []
            }
            return Dictionary(
                zip(applications, groups).compactMap { application, groups in groups.map { (application.name, $0) } }
            ) { $1 }
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
            for deployment in try await describe(waiting.filter { found[$0] == nil }.sorted()) {
                found[deployment.id] = deployment
            }
            // One that rolls another back is not on any list: it is told of with the other.
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
        let read = try await describeEach(
            sources, othersWereRead: false, denied: { AppSpec(unavailable: .denied($1.description)) }
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
                ?? AppSpec(unavailable: .unreadable("its AppSpec", why: AppSpec.isAbsent))
        } catch let error where error.isMissing {
            return nil
        } catch let error where error.serviceError?.code == "RevisionDoesNotExistException" {
            return AppSpec(unavailable: .notFound("its AppSpec"))
        } catch {
            throw ReferenceFailure("an AppSpec of \(source.application) could not be read", error)
        }
    }
}

extension CodeDeployDeployments {
    private func call<Value>(
        _ problem: String, _ call: () async throws(AWSError) -> Value
    ) async throws(ReferenceFailure) -> Value {
        do {
            return try await call()
        } catch {
            throw ReferenceFailure(problem, error, missing: ["ApplicationDoesNotExistException"])
        }
    }

    /// The IDs of all deployments that have not ended.
    private func deploymentsUnderWay() async throws(ReferenceFailure) -> [String] {
        try await call("the deployments under way could not be listed") { () throws(AWSError) in
            try await client.deploymentsUnderWay()
        }
    }

    /// The names of all applications.
    private func applications() async throws(ReferenceFailure) -> [String] {
        try await call("the applications could not be listed") { () throws(AWSError) in
            try await client.applications()
        }
    }

    /// Describes applications, as far as they exist. If one that does not fails the whole batch, each half is tried.
    private func describe(applications names: [String]) async throws(ReferenceFailure) -> [CodeDeployApplication] {
        do {
            return try await client.applications(named: names)
        } catch let error where error.isMissing {
            guard names.count > 1 else { return [] }
            let half = names.count / 2
            return try await describe(applications: Array(names[..<half]))
                + describe(applications: Array(names[half...]))
        } catch {
            throw ReferenceFailure("the applications could not be described", error)
        }
    }

    /// All groups of an application, described; nil if it cannot be found.
    private func groups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup]? {
        do throws(ReferenceFailure) {
            return try await existingGroups(of: application)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// - Throws: as missing, if the application cannot be found.
    private func existingGroups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup] {
        let found = try await readListed("deployment group of \(application)", time, by: { $0 }) {
            () throws(ReferenceFailure) in
            try await call("the deployment groups of \(application) could not be listed") { () throws(AWSError) in
                try await client.groups(of: application)
            }
        } read: { names throws(ReferenceFailure) in
            var groups: [String: CodeDeployGroup] = [:]
            for batch in names.batches(of: Self.groupBatch) {
                let described = try await call("the deployment groups of \(application) could not be described") {
                    () throws(AWSError) in try await client.groups(named: batch, of: application)
                }
                for group in described { groups[group.name] = group }
            }
            return groups
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// Describes the deployments with these IDs, as far as they exist.
    private func describe(_ ids: [String]) async throws(ReferenceFailure) -> [CodeDeployDeployment] {
        try await concurrentMap(ids.batches(of: Self.deploymentBatch)) { ids throws(ReferenceFailure) in
            try await call("the deployments could not be described") { () throws(AWSError) in
                try await client.deployments(ids)
            }
        }.flatMap { $0 }
    }
}

extension AWSError {
    /// Whether the application does not exist.
    fileprivate var isMissing: Bool { serviceError?.code == "ApplicationDoesNotExistException" }
}
