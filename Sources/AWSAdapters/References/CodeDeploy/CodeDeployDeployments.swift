import AWSClient
import Foundation
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
/// or GitHub is not read: what it names is opaque. One that is read but cannot be parsed is a failure.
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

    init(session: AWSSession) throws(EndpointError) { client = try CodeDeployClient(session) }

    func read(at now: Date) async throws(ReferenceFailure) -> [Reference] {
        let underWay = try await deploymentsUnderWay()
        let groups = try await rereadWhileMissing { () throws(ReferenceFailure) in try await readGroups() }
        let deployments = try await deployments(underWay + groups.flatMap(\.lastDeployments))
        let uses = groups.flatMap(CandidateRevision.all) + (try candidates(of: deployments))
        let appSpecs = try await readAppSpecs(of: uses)
        ended.replace(with: Dictionary(deployments.filter(\.hasEnded).map { ($0.id, $0) }) { first, _ in first })
        self.appSpecs.replace(with: appSpecs)
        return references(of: uses, appSpecs, at: now)
    }

    /// The deployments under way, with the revisions before them: a list, a batch for each 25, and a call for each
    /// AppSpec that was not read before.
    func readUnderWay(at now: Date) async throws(ReferenceFailure) -> [Reference]? {
        let uses = try candidates(of: try await deployments(try await deploymentsUnderWay()))
        let appSpecs = try await readAppSpecs(of: uses)
        self.appSpecs.add(appSpecs)
        return references(of: uses, appSpecs, at: now)
    }

    var nextCalls: [String: Int] { get async { ["codedeploy:GetApplicationRevision": 0] } }

    private func candidates(of deployments: [CodeDeployDeployment]) throws(ReferenceFailure) -> [CandidateRevision] {
        try deployments.filter { mayDeployToECS($0.platform) }.map { deployment throws(ReferenceFailure) in
            guard deployment.revision != nil else {
                throw ReferenceFailure("deployment \(deployment.id) was described without its revision")
            }
            return CandidateRevision.all(of: deployment)
        }.flatMap { $0 }
    }

    private func references(
        of uses: [CandidateRevision], _ appSpecs: [CandidateRevision.Source: AppSpec], at now: Date
    ) -> [Reference] {
        let references = uses.flatMap { use in
            (appSpecs[use.source]?.targets ?? []).map { target in
                Reference(.codeDeploy, use.name, uses: target, since: use.since, readAt: now)
            }
        }
        return Set(references).sorted { ($0.name, "\($0.target)") < ($1.name, "\($1.target)") }
    }

    private func mayDeployToECS(_ platform: String?) -> Bool { platform != "Server" && platform != "Lambda" }

    private func readGroups() async throws(ReferenceFailure) -> [CodeDeployGroup] {
        let applications = try await applications().filter { mayDeployToECS($0.platform) }
        return try await concurrentMap(applications) { application throws(ReferenceFailure) in
            try await groups(of: application.name)
        }.flatMap { $0 }
    }

    /// The deployments with these IDs, and those that roll them back.
    private func deployments(_ ids: [String]) async throws(ReferenceFailure) -> [CodeDeployDeployment] {
        var found: [String: CodeDeployDeployment] = [:]
        var waiting = Set(ids)
        while !waiting.isEmpty {
            for id in waiting { found[id] = ended[id] }
            for deployment in try await describe(waiting.filter { found[$0] == nil }.sorted()) {
                found[deployment.id] = deployment
            }
            waiting = Set(waiting.compactMap { found[$0]?.rollback }).filter { found[$0] == nil }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    private func readAppSpecs(
        of uses: [CandidateRevision]
    ) async throws(ReferenceFailure) -> [CandidateRevision.Source: AppSpec] {
        let users = Dictionary(uses.map { ($0.source, $0.name) }, uniquingKeysWith: min)
            .sorted { $0.value < $1.value }
        let read = try await concurrentMap(users) { source, user throws(ReferenceFailure) in
            try await appSpec(source, of: user)
        }
        return Dictionary(uniqueKeysWithValues: zip(users.map(\.key), read))
    }

    private func appSpec(_ source: CandidateRevision.Source, of user: String) async throws(ReferenceFailure) -> AppSpec
    {
        if let known = appSpecs[source] { return known }
        guard let text = source.revision.text else { return AppSpec(unreadable: source.revision.location) }
        let content = if let content = text.content, !content.isEmpty { content } else { try await content(of: source) }
        do {
            return try AppSpec(content)
        } catch {
            throw ReferenceFailure(
                "the AppSpec of \(user) cannot be read: \(error.description); this resolves once "
                    + "its deployment group deploys one that can be read")
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

    /// All applications, described.
    private func applications() async throws(ReferenceFailure) -> [CodeDeployApplication] {
        let names = try await call("the applications could not be listed") { () throws(AWSError) in
            try await client.applications()
        }
        return try await concurrentMap(names.batches(of: Self.applicationBatch)) { names throws(ReferenceFailure) in
            let applications = try await call("the applications could not be described") { () throws(AWSError) in
                try await client.applications(named: names)
            }
            try names.requireEach(among: applications.map(\.name), "application")
            return applications
        }.flatMap { $0 }
    }

    /// All groups of an application, described.
    private func groups(of application: String) async throws(ReferenceFailure) -> [CodeDeployGroup] {
        let names = try await call("the deployment groups of \(application) could not be listed") {
            () throws(AWSError) in try await client.groups(of: application)
        }
        var groups: [CodeDeployGroup] = []
        for batch in names.batches(of: Self.groupBatch) {
            let described = try await call("the deployment groups of \(application) could not be described") {
                () throws(AWSError) in try await client.groups(named: batch, of: application)
            }
            try batch.requireEach(among: described.map(\.name), "deployment group of \(application)")
            groups += described
        }
        return groups
    }

    /// Describes the deployments with these IDs.
    private func describe(_ ids: [String]) async throws(ReferenceFailure) -> [CodeDeployDeployment] {
        try await concurrentMap(ids.batches(of: Self.deploymentBatch)) { ids throws(ReferenceFailure) in
            let described = try await call("the deployments could not be described") { () throws(AWSError) in
                try await client.deployments(ids)
            }
            try ids.requireEach(among: described.map(\.id), "deployment")
            return described
        }.flatMap { $0 }
    }

    /// The text of an AppSpec, which the descriptions omit.
    private func content(of source: CandidateRevision.Source) async throws(ReferenceFailure) -> String {
        let problem = "an AppSpec of \(source.application) could not be read"
        let revision = try await call(problem) { () throws(AWSError) in
            try await client.revision(source.revision, of: source.application)
        }
        guard let content = revision.text?.content else {
            throw ReferenceFailure(
                "\(problem): the revision \(source.revision.text?.sha256 ?? "") came without its content")
        }
        return content
    }
}

extension [String] {
    /// Requires a description of each: a missing one was deleted or left out.
    fileprivate func requireEach(among described: [String], _ what: String) throws(ReferenceFailure) {
        guard let missing = Set(self).subtracting(described).min() else { return }
        throw ReferenceFailure("\(what) \(missing) is listed, but was not described", isMissing: true)
    }
}
