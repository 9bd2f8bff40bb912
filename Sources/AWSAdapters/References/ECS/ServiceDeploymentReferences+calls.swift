import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model

// The calls, each with what its refusals mean.
extension ServiceDeploymentReferences {
    /// The deployments in flight; and of a service that may go back to an earlier one, the newest that succeeded.
    func deployments(
        of service: DescribedService
    ) async throws(ReferenceFailure) -> (inFlight: [String], lastGood: Use?) {
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
        return (inFlight, try lastGood.map { brief throws(ReferenceFailure) in try Use(lastGood: brief, of: name) })
    }

    func describe(_ arns: [String]) async throws(ReferenceFailure) -> [Use] {
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
        return try deployments.map { deployment throws(ReferenceFailure) in
            try Use(deployment)
        }
    }

    func taskDefinitions(of arns: [String]) async throws(ReferenceFailure) -> [String: TaskDefinitionName] {
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
