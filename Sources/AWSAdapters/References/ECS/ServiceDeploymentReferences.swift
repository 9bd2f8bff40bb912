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
/// Service revisions from before October 25, 2024 cannot be described: what one uses is opaque in the same way.
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

    /// Every status of a deployment that has not ended, as of September 2026. One with a newer status is not seen here:
    /// a list of all statuses would have 90 days of deployments. What it runs refers to its revision.
    private static let unfinished = [
        "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS",
    ]

    private static let succeeded = "SUCCESSFUL"

    /// For how many seconds deployments are listed: a day less than documented, as it is undocumented when the days
    /// begin.
    private static let listedFor: TimeInterval = 89 * 86400

    let client: ECSClient
    let settled: SettledServiceCache
    let time: TimeSource
    let readAt: Date

    /// What was read of some services.
    struct Reading {
        var references: [Reference] = []
        /// The services that cannot be found.
        var gone: [DescribedService] = []
        /// The ARNs of those with a deployment in flight.
        var busy: Set<String> = []
    }

    /// A service with its listed deployments.
    private struct Listed {
        let service: DescribedService
        let inFlight: [String]
        let lastGood: DeploymentRevisions?
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

    /// Reads what services deploy. If a deployment is gone before it is described, its service's are listed again.
    func read(_ services: [DescribedService]) async throws(ReferenceFailure) -> Reading {
        var reading = Reading()
        var waiting = services.filter {
            $0.mayHaveServiceDeployments && !($0.hasCompletedRollout && settled.contains($0))
        }
        for attempt in 1...mostMisses {
            try await time.pause(afterMisses: attempt - 1)
            let lists = try await concurrentMap(waiting) { service throws(ReferenceFailure) in
                try await list(service)
            }
            reading.gone += zip(waiting, lists).filter { $1 == nil }.map(\.0)
            let listed = lists.compactMap { $0 }
            let inFlight = try await describe(listed.flatMap(\.inFlight))
            let found = listed.filter { $0.inFlight.allSatisfy { inFlight[$0] != nil } }
            reading.references += try await references(of: found, inFlight)
            reading.busy.formUnion(found.filter { !$0.inFlight.isEmpty }.compactMap(\.service.serviceArn))
            if found.count == listed.count { return reading }
            waiting = listed.filter { list in !list.inFlight.allSatisfy { inFlight[$0] != nil } }.map(\.service)
        }
        throw ReferenceFailure(
            "a deployment of \(waiting.first?.serviceArn ?? "") is listed, but cannot be found: run it again"
        )
    }

    private func references(
        of listed: [Listed], _ inFlight: [String: DeploymentRevisions]
    ) async throws(ReferenceFailure) -> [Reference] {
        let uses = listed.map { list in
            (
                service: list.service,
                deployments: list.inFlight.compactMap { inFlight[$0] } + [list.lastGood].compactMap { $0 }
            )
        }
        let arns = Set(uses.flatMap { $0.deployments.flatMap(\.revisions) }).sorted()
        let definitions = try await concurrentMap(arns.batches(of: 20)) { arns throws(ReferenceFailure) in
            try await taskDefinitions(of: arns)
        }.reduce(into: [:]) { $0.merge($1) { $1 } }
        let firstListed = readAt.addingTimeInterval(-Self.listedFor)
        return uses.flatMap { service, deployments in
            deployments.flatMap { references(of: $0, service, definitions) }
        }
            + listed.filter { $0.lastGood == nil && $0.service.mayHaveSucceeded(before: firstListed) }.flatMap {
                opaque($0.service, .forgotten("the deployment to roll back to"), since: nil)
            }
    }

    private func references(
        of use: DeploymentRevisions, _ service: DescribedService, _ definitions: [String: TaskDefinitionName]
    ) -> [Reference] {
        // The source and the rollback target are often the same.
        let named = Set(use.revisions.compactMap { definitions[$0] }).map { target in
            Reference(.serviceDeployment, use.deployment, uses: target, since: use.since, readAt: readAt)
        }
        guard let missing = use.revisions.first(where: { definitions[$0] == nil }) else { return named }
        return named + opaque(service, .notFound("service revision \(missing)".expression), since: use.since)
    }

    /// What a service may use of which AWS does not tell: any revision of its families.
    private func opaque(_ service: DescribedService, _ opacity: Opacity, since: Date?) -> [Reference] {
        let families: [Family?] = service.families.sorted()
        return (families.isEmpty ? [nil] : families).map { family in
            Reference(
                .serviceDeployment, service.serviceArn ?? "", uses: .opaque(family, opacity), since: since,
                readAt: readAt)
        }
    }
}

extension ServiceDeploymentReferences {
    /// The deployments in flight; and, for a service that may roll back, the newest successful one. Nil if the service
    /// cannot be found.
    private func list(_ service: DescribedService) async throws(ReferenceFailure) -> Listed? {
        let name = service.serviceArn ?? ""
        let input = ECS.ListServiceDeployments.Input {
            ($0.cluster, $0.service) = (service.clusterArn, name)
            $0.status = Self.unfinished + (service.hasCompletedRollout ? [] : [Self.succeeded])
        }
        let listed: [ECS.ServiceDeploymentBrief]
        do {
            listed = try await client.all(of: ECS.ListServiceDeployments.self, input)
        } catch let error where error.isGone {
            return nil
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
        return Listed(
            service: service, inFlight: inFlight,
            lastGood: try lastGood.map { brief throws(ReferenceFailure) in
                try DeploymentRevisions(lastGood: brief, of: name)
            })
    }

    /// As far as they exist, by ARN.
    private func describe(_ arns: [String]) async throws(ReferenceFailure) -> [String: DeploymentRevisions] {
        let batches = try await concurrentMap(arns.batches(of: 20)) { arns throws(ReferenceFailure) in
            let response: DescribedServiceDeployments
            do throws(AWSError) {
                response = try await client.call(
                    ECS.DescribeServiceDeployments.self, .init { $0.serviceDeploymentArns = arns },
                    reading: DescribedServiceDeployments.self)
            } catch {
                if error.isGone { return [DeploymentRevisions]() }
                throw ReferenceFailure("the service deployments could not be described", error)
            }
            try response.failures.requireOnlyMissing(of: "service deployments")
            return try (response.serviceDeployments ?? []).map { deployment throws(ReferenceFailure) in
                try DeploymentRevisions(deployment)
            }
        }
        return Dictionary(batches.flatMap { $0 }.map { ($0.deployment, $0) }) { $1 }
    }

    /// As far as they exist, by the ARN of the service revision.
    private func taskDefinitions(of arns: [String]) async throws(ReferenceFailure) -> [String: TaskDefinitionName] {
        let response: DescribedServiceRevisions
        do {
            response = try await client.call(
                ECS.DescribeServiceRevisions.self, .init { $0.serviceRevisionArns = arns },
                reading: DescribedServiceRevisions.self)
        } catch let error where error.isGone {
            return [:]
        } catch {
            throw ReferenceFailure("the service revisions could not be described", error)
        }
        try response.failures.requireOnlyMissing(of: "service revisions")
        var definitions: [String: TaskDefinitionName] = [:]
        for revision in response.serviceRevisions ?? [] {
            let name = revision.serviceRevisionArn ?? ""
            definitions[name] = try TaskDefinitionName(read: revision.taskDefinition, of: "service revision \(name)")
        }
        return definitions
    }
}
