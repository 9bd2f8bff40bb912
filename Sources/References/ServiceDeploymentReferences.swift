import AWSClient
import ECSWire
import Foundation
import Manifests
import Planning
import Reconciler
import TaskDefinitions

/// What service deployments in flight refer to: where they go, what they go from, and where they roll back to.
///
/// Those that are over need not be read. ECS rolls back to the last deployment that succeeded, and only while a later
/// one is in flight; until that later one has succeeded, the revision to roll back to is still deployed, and so it is
/// among the sources of the one in flight. A deployment that begins after the reading starts from what the service runs
/// now, which the service itself refers to.
///
/// A service revision of before October 25, 2024 cannot be described: while one is to be rolled back to, the source is
/// not covered.
///
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
struct ServiceDeploymentReferences {
    static let description = SourceDescription(
        name: .serviceDeployments,
        finds: "the service deployments in flight of the services that were read: target, sources and roll-back target",
        calls: [
            .init("ecs:ListServiceDeployments", 100), .init("ecs:DescribeServiceDeployments", 20),
            .init("ecs:DescribeServiceRevisions", 20),
        ])

    /// Every status that is not the end of a deployment.
    private static let unfinished = [
        "PENDING", "IN_PROGRESS", "STOP_REQUESTED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS",
    ]

    let client: ECSClient
    let quiet: QuietServices
    let readAt: Date

    /// A service may be forgotten between the list of its deployments and their description; then all is read again.
    func read(
        _ services: [DescribedService], attempts: Int = 3
    ) async throws(ReferenceFailure) -> [Reference] {
        do {
            return try await readOnce(services)
        } catch let error where error.isMissing && attempts > 1 {
            return try await read(services, attempts: attempts - 1)
        }
    }

    private func readOnce(_ services: [DescribedService]) async throws(ReferenceFailure) -> [Reference] {
        let services = services.filter(\.mayHaveServiceDeployments)
        let asked = services.filter { !quiet.contains($0) }
        let lists = try await concurrently(asked) { service throws(ReferenceFailure) in try await inFlight(of: service)
        }
        let busy = Set(zip(asked, lists).filter { !$1.isEmpty }.map(\.0.serviceArn))
        quiet.replace(with: services.filter { !busy.contains($0.serviceArn) })

        return try await references(of: lists.flatMap { $0 })
    }

    private func references(of deployments: [String]) async throws(ReferenceFailure) -> [Reference] {
        let described = try await concurrently(deployments.batches(of: 20)) { arns throws(ReferenceFailure) in
            try await describe(arns)
        }.flatMap { $0 }
        var revisions: [[String]] = []
        for deployment in described { revisions.append(try deployment.revisions()) }
        let batches = Set(revisions.flatMap { $0 }).sorted().batches(of: 20)
        let definitions = try await concurrently(batches) { arns throws(ReferenceFailure) in
            try await taskDefinitions(of: arns)
        }.reduce(into: [:]) { $0.merge($1) { $1 } }
        return zip(described, revisions).flatMap { deployment, revisions in
            // Source and roll-back target are often the same.
            Set(revisions.compactMap { definitions[$0] }).map { target in
                Reference(
                    .serviceDeployment, deployment.serviceDeploymentArn ?? "", uses: target,
                    since: deployment.createdAt?.date, readAt: readAt)
            }
        }
    }

    private func inFlight(of service: DescribedService) async throws(ReferenceFailure) -> [String] {
        let name = service.serviceArn ?? ""
        let input = ECS.ListServiceDeployments.Input {
            ($0.cluster, $0.service, $0.status) = (service.clusterArn, name, Self.unfinished)
        }
        let deployments: [ECS.ServiceDeploymentBrief]
        do {
            deployments = try await client.all(of: ECS.ListServiceDeployments.self, input)
        } catch {
            throw ReferenceFailure("the deployments of \(name) could not be listed", error)
        }
        return try deployments.map { deployment throws(ReferenceFailure) in
            guard let arn = deployment.serviceDeploymentArn else {
                throw ReferenceFailure("a deployment of \(name) was listed without its ARN")
            }
            return arn
        }
    }

    private func describe(_ arns: [String]) async throws(ReferenceFailure) -> [DescribedServiceDeployment] {
        let answer: DescribedServiceDeployments
        do {
            answer = try await client.call(
                ECS.DescribeServiceDeployments.self, .init { $0.serviceDeploymentArns = arns },
                reading: DescribedServiceDeployments.self)
        } catch {
            throw ReferenceFailure("the service deployments could not be described: \(error)")
        }
        let deployments = answer.serviceDeployments ?? []
        try answer.failures.requireNone(of: "service deployments")
        try arns.requireAll(of: "service deployments", among: deployments.map(\.serviceDeploymentArn))
        return deployments
    }

    private func taskDefinitions(of arns: [String]) async throws(ReferenceFailure) -> [String: TaskDefinitionName] {
        let answer: DescribedServiceRevisions
        do {
            answer = try await client.call(
                ECS.DescribeServiceRevisions.self, .init { $0.serviceRevisionArns = arns },
                reading: DescribedServiceRevisions.self)
        } catch {
            throw ReferenceFailure("the service revisions could not be described: \(error)")
        }
        let revisions = answer.serviceRevisions ?? []
        try answer.failures.requireNone(of: "service revisions")
        try arns.requireAll(of: "service revisions", among: revisions.map(\.serviceRevisionArn))
        var definitions: [String: TaskDefinitionName] = [:]
        for revision in revisions {
            let name = revision.serviceRevisionArn ?? ""
            definitions[name] = try TaskDefinitionName(read: revision.taskDefinition, of: "service revision \(name)")
        }
        return definitions
    }
}
