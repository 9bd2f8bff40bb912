import AWSClient
import AWSWire
import ECSWire
import Foundation
import Model
import Planning
import Reconciler
import SwiftExtensions

/// The registry of task definitions behind the ECS API: Amazon ECS, the embedded registry, or moto.
package struct ECSTaskDefinitionRegistry: TaskDefinitionRegistry {
    private let client: ECSClient
    /// How long a deregistration may take to be sent, and how long its response may take.
    private static let deregistrationLimit: Duration = .seconds(5)

    /// Makes a registry over a client.
    package init(_ client: ECSClient) { self.client = client }

    /// One list of all, 100 a page; or a list for each family, concurrently.
    ///
    /// [ListTaskDefinitions](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html)
    package func activeRevisions(
        of families: Set<Family>?
    ) async throws(RegistryFailure) -> ActiveRevisions {
        guard let families else { return try await list(nil, .active).result }
        let lists = try await concurrentMap(families.sorted()) { family throws(RegistryFailure) in
            try await list(family, .active)
        }
        var all = Listing()
        for listing in lists { try all.add(listing) }
        return all.result
    }

    /// The first page of a list of 100 a page, or as many as it takes.
    package func newestRevisions(
        of family: Family, atLeast count: Int
    ) async throws(RegistryFailure) -> NewestRevisions {
        var newest = NewestFirst(of: family, wanted: count)
        var pages = client.pages(
            of: ECS.ListTaskDefinitions.self,
            .init { ($0.familyPrefix, $0.status, $0.sort) = (family.name, RevisionStatus.active.rawValue, "DESC") })
        do {
            while let page = try await pages.next() {
                try newest.add(page)
                if newest.isSettled, !pages.isAtEnd { return newest.result(isComplete: false) }
            }
            return newest.result(isComplete: true)
        } catch let failure as RegistryFailure {
            throw failure
        } catch {
            throw RegistryFailure("the newest revisions of \(family) could not be listed: \(error)")
        }
    }

    /// One list, 100 a page.
    package func revisions(
        of family: Family, _ status: RevisionStatus
    ) async throws(RegistryFailure) -> RevisionSet {
        try await list(family, status).result.families[family] ?? []
    }

    /// With its tags, which need no permission of their own.
    ///
    /// [DescribeTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html)
    package func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription? {
        let input = ECS.DescribeTaskDefinition.Input {
            $0.taskDefinition = id.description
            $0.include = ["TAGS"]
        }
        do {
            let view = try await client.call(
                ECS.DescribeTaskDefinition.self, input, reading: DescriptionView.self)
            let definition = view.taskDefinition
            guard let text = definition.status, let status = RevisionStatus(rawValue: text) else {
                throw RegistryFailure(
                    "\(id): the registry returned an unknown status: '\(definition.status ?? "")'")
            }
            return RevisionDescription(
                status, registeredAt: definition.registeredAt?.date,
                deregisteredAt: definition.deregisteredAt?.date,
                by: Registrar(registeredBy: definition.registeredBy, tags: (view.tags ?? []).compactMap(\.key)))
        } catch let error as AWSError where error.isMissingRevision {
            return nil
        } catch {
            throw RegistryFailure("\(id) could not be described: \(error)")
        }
    }

    /// [DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)
    package func deregister(
        _ id: RevisionID, in scope: RegistryScope?, sentWithin limit: Duration
    ) async throws(RegistryFailure) -> DeregistrationResponse {
        let name = scope.map { TaskDefinitionARN(id, in: $0).description } ?? id.description
        let input = ECS.DeregisterTaskDefinition.Input { $0.taskDefinition = name }
        do {
            let client = client.once(
                sentWithin: min(limit, Self.deregistrationLimit), timeout: Self.deregistrationLimit)
            let definition = try await client.call(
                ECS.DeregisterTaskDefinition.self, input, reading: DescriptionView.self
            ).taskDefinition
            return definition.response(to: id, in: scope)
        } catch {
            throw RegistryFailure(
                "\(id) could not be deregistered: \(error)", error.retryability, isUnanswered: error.isUnanswered)
        }
    }

    private func list(_ family: Family?, _ status: RevisionStatus) async throws(RegistryFailure) -> Listing {
        var listing = Listing()
        let input = ECS.ListTaskDefinitions.Input {
            // Despite its name, the parameter is the complete family name.
            $0.familyPrefix = family?.name
            $0.status = status.rawValue
        }
        var pages = client.pages(of: ECS.ListTaskDefinitions.self, input)
        do {
            while let page = try await pages.next() {
                for text in page { try listing.add(text, of: family) }
            }
            return listing
        } catch let failure as RegistryFailure {
            throw failure
        } catch {
            throw RegistryFailure("the \(status.rawValue) task definitions could not be listed: \(error)")
        }
    }
}

/// The members of a description, or of the response to a deregistration, that are read.
private struct DescriptionView: Decodable {
    let taskDefinition: Definition
    let tags: [Tag]?

    struct Tag: Decodable {
        let key: String?
    }

    struct Definition: Decodable {
        let taskDefinitionArn: String?
        let status: String?
        /// Not in AWS's model: seen in responses to DeregisterTaskDefinition.
        let previousStatus: String?
        let registeredAt: Timestamp?
        let deregisteredAt: Timestamp?
        let registeredBy: String?

        /// What it says about the deregistration of a revision. It counts only if it names that revision.
        func response(to id: RevisionID, in scope: RegistryScope?) -> DeregistrationResponse {
            guard let arn = taskDefinitionArn.flatMap(TaskDefinitionARN.init), arn.id == id,
                scope == nil || scope == arn.scope,
                let status = status.flatMap(RevisionStatus.init), status != .active
            else { return .unclear }
            return previousStatus == nil || previousStatus == RevisionStatus.active.rawValue
                ? .deregistered : .alreadyDeregistered
        }
    }
}

extension AWSError {
    /// Whether the same call, or another of the same kind, may succeed.
    fileprivate var retryability: RegistryFailure.Retryability {
        switch cause {
        case .deadlineExceeded, .rateLimited: .notSent
        case .timedOut, .transport: .transient
        case .service(let error, _) where error.isDenial: .affectsAllCalls
        // The next reading renews the credentials.
        case .service(let error, _) where error.isExpired: .transient
        case .service(let error, _):
            Self.retryability(RetryPolicy().reason(forStatus: error.status, error))
        // Such as a load balancer's, without an error of the service.
        case .unexpectedResponse(let status): Self.retryability(RetryPolicy().reason(forStatus: status, nil))
        case .malformedResponse, .unwritableInput, .cancelled: .permanent
        case .credentials: .affectsAllCalls
        }
    }

    private static func retryability(_ reason: RetryPolicy.Reason?) -> RegistryFailure.Retryability {
        switch reason {
        case .throttled: .throttled
        case .transient, .timedOut: .transient
        case nil: .permanent
        }
    }

    /// Whether the call's outcome is unknown: after a refusal nothing has changed, after a server error it may have.
    fileprivate var isUnanswered: Bool {
        switch cause {
        case .timedOut, .malformedResponse, .cancelled: true
        case .unexpectedResponse(let status): status != 429
        case .transport(let error): error.mayHaveArrived
        case .service(let error, _): error.status >= 500
        case .deadlineExceeded, .rateLimited, .unwritableInput, .credentials: false
        }
    }

    /// Whether the error means that the revision does not exist. After any other error that is unknown.
    fileprivate var isMissingRevision: Bool {
        serviceError?.code == ECSErrorCode.client.rawValue
            && serviceError?.message == "Unable to describe task definition."
    }
}
