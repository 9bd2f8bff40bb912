import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The references of service deployments in flight: their targets, sources and rollback targets; and, for a service
/// whose newest deployment has not succeeded, those of the last one that did.
///
/// ECS rolls back to the last deployment that succeeded. After a failed one, that may no longer be deployed, and is
/// then not among the sources of the next one. If the newest deployment succeeded, it is the one to roll back to, and
/// the service itself refers to its revision: earlier ones need not be read.
///
/// The lists reach back 90 days. If none of them is successful and the service is or may be older, its last successful
/// one may have been earlier: the revision to roll back to is unknown, and opaque within the families that the service
/// and its deployments name. Not seen: a change from another family before those 90 days.
///
/// Service revisions from before October 25, 2024 cannot be described: while one is a rollback target, the source is
/// not covered.
///
/// [Service deployments](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html),
/// [how far back they are shown](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/view-service-deployment.html),
/// [the circuit breaker](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html)
struct ServiceDeploymentReferences {
    static let description = SourceDescription(
        name: .serviceDeployments,
        finds:
            "service deployments in progress: target, sources and rollback target; if a service's newest "
            + "deployment has not succeeded, also its last successful one, as far back as the 90 days that AWS "
            + "lists",
        calls: [
            SourceCall(.ecs, "ListServiceDeployments", 100), SourceCall(.ecs, "DescribeServiceDeployments", 20),
            SourceCall(.ecs, "DescribeServiceRevisions", 20),
        ])

    /// Every status of a deployment that has not ended.
    private static let unfinished = [
        "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS",
    ]

    private static let succeeded = "SUCCESSFUL"

    /// For how many seconds deployments are listed: a day less than documented, as it is undocumented when the days
    /// begin.
    private static let listedFor: TimeInterval = 89 * 86400

    let client: ECSClient
    let settled: SettledServiceCache
    let readAt: Date

    /// Reads again if a service deployment disappears between its list and its description.
    func read(_ services: [DescribedService]) async throws(ReferenceFailure) -> [Reference] {
        try await rereadWhileMissing { () throws(ReferenceFailure) in try await readOnce(services) }
    }

    /// A deployment and the service revisions that it may start using.
    private struct DeploymentRevisions {
        let deployment: String
        let since: Date?
        let revisions: [String]

        init(_ deployment: DescribedServiceDeployment) throws(ReferenceFailure) {
            self.deployment = deployment.serviceDeploymentArn ?? ""
            since = deployment.createdAt?.date
            revisions = try deployment.revisions()
        }

        /// The last successful one: a service rolls back only to its target.
        init(lastGood brief: ECS.ServiceDeploymentBrief, of service: String) throws(ReferenceFailure) {
            guard let arn = brief.serviceDeploymentArn, let revision = brief.targetServiceRevisionArn else {
                throw ReferenceFailure(
                    "a deployment of \(service) was listed without its ARN or its target service revision")
            }
            deployment = arn
            since = brief.createdAt?.date
            revisions = [revision]
        }
    }

    private func readOnce(_ services: [DescribedService]) async throws(ReferenceFailure) -> [Reference] {
        let services = services.filter(\.mayHaveServiceDeployments)
        let unsettled = services.filter { !$0.hasCompletedRollout || !settled.contains($0) }
        let lists = try await concurrentMap(unsettled) { service throws(ReferenceFailure) in
            try await deployments(of: service)
        }
        let busy = Set(zip(unsettled, lists).filter { !$1.inFlight.isEmpty }.map(\.0.serviceArn))
        settled.replace(with: services.filter { !busy.contains($0.serviceArn) })
        let inFlight = try await concurrentMap(lists.flatMap(\.inFlight).batches(of: 20)) {
            arns throws(ReferenceFailure) in try await describe(arns)
        }
        var references = try await references(of: inFlight.flatMap { $0 } + lists.compactMap(\.lastGood))
        let listed = readAt.addingTimeInterval(-Self.listedFor)
        for (service, list) in zip(unsettled, lists)
        where list.lastGood == nil && service.mayHaveSucceeded(before: listed) {
            references += try self.references(beforeListsOf: service)
        }
        return references
    }

    /// What a service may roll back to if its last successful deployment is no longer listed: any revision of its
    /// families.
    private func references(beforeListsOf service: DescribedService) throws(ReferenceFailure) -> [Reference] {
        let name = service.serviceArn ?? ""
        let named = [service.taskDefinition] + (service.deployments ?? []).map(\.taskDefinition)
        let families = try named.map { text throws(ReferenceFailure) in
            try TaskDefinitionName(read: text, of: "service \(name)").family
        }
        return Set(families).sorted().map { family in
            Reference(
                .serviceDeployment, name,
                uses: .opaque(family, expression: "a rollback to a deployment that succeeded over 90 days ago"),
                readAt: readAt)
        }
    }

    private func references(of uses: [DeploymentRevisions]) async throws(ReferenceFailure) -> [Reference] {
        let batches = Set(uses.flatMap(\.revisions)).sorted().batches(of: 20)
        let definitions = try await concurrentMap(batches) { arns throws(ReferenceFailure) in
            try await taskDefinitions(of: arns)
        }.reduce(into: [:]) { $0.merge($1) { $1 } }
        return uses.flatMap { use in
            // The source and the rollback target are often the same.
            Set(use.revisions.compactMap { definitions[$0] }).map { target in
                Reference(.serviceDeployment, use.deployment, uses: target, since: use.since, readAt: readAt)
            }
        }
    }
}

extension ServiceDeploymentReferences {
    /// The deployments in flight; and, for a service that may roll back, the newest successful one.
    private func deployments(
        of service: DescribedService
    ) async throws(ReferenceFailure) -> (inFlight: [String], lastGood: DeploymentRevisions?) {
        let name = service.serviceArn ?? ""
        let input = ECS.ListServiceDeployments.Input {
            ($0.cluster, $0.service) = (service.clusterArn, name)
            $0.status = Self.unfinished + (service.hasCompletedRollout ? [] : [Self.succeeded])
        }
        let listed: [ECS.ServiceDeploymentBrief]
        do {
            listed = try await client.all(of: ECS.ListServiceDeployments.self, input)
        } catch {
            throw ReferenceFailure("the deployments of \(name) could not be listed", error)
        }
        let inFlight = try listed.filter { $0.status != Self.succeeded }.map { deployment throws(ReferenceFailure) in
            guard let arn = deployment.serviceDeploymentArn else {
                throw ReferenceFailure("a deployment of \(name) was listed without its ARN")
            }
            return arn
        }
        // The list has no promised order.
        let lastGood = listed.filter { $0.status == Self.succeeded }
            .max { ($0.createdAt?.date ?? .distantPast) < ($1.createdAt?.date ?? .distantPast) }
        return (
            inFlight,
            try lastGood.map { brief throws(ReferenceFailure) in try DeploymentRevisions(lastGood: brief, of: name) }
        )
    }

    private func describe(_ arns: [String]) async throws(ReferenceFailure) -> [DeploymentRevisions] {
        let response: DescribedServiceDeployments
        do {
            response = try await client.call(
                ECS.DescribeServiceDeployments.self, .init { $0.serviceDeploymentArns = arns },
                reading: DescribedServiceDeployments.self)
        } catch {
            throw ReferenceFailure("the service deployments could not be described: \(error)")
        }
        let deployments = response.serviceDeployments ?? []
        try response.failures.requireNone(of: "service deployments")
        try arns.requireAll(of: "service deployments", among: deployments.map(\.serviceDeploymentArn))
        return try deployments.map { deployment throws(ReferenceFailure) in
            try DeploymentRevisions(deployment)
        }
    }

    private func taskDefinitions(of arns: [String]) async throws(ReferenceFailure) -> [String: TaskDefinitionName] {
        let response: DescribedServiceRevisions
        do {
            response = try await client.call(
                ECS.DescribeServiceRevisions.self, .init { $0.serviceRevisionArns = arns },
                reading: DescribedServiceRevisions.self)
        } catch {
            throw ReferenceFailure("the service revisions could not be described: \(error)")
        }
        let revisions = response.serviceRevisions ?? []
        try response.failures.requireNone(of: "service revisions")
        try arns.requireAll(of: "service revisions", among: revisions.map(\.serviceRevisionArn))
        var definitions: [String: TaskDefinitionName] = [:]
        for revision in revisions {
            let name = revision.serviceRevisionArn ?? ""
            definitions[name] = try TaskDefinitionName(read: revision.taskDefinition, of: "service revision \(name)")
        }
        return definitions
    }
}
