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

    /// One list, 100 a page.
    package func revisions(
        of family: Family, _ status: RevisionStatus
    ) async throws(RegistryFailure) -> RevisionSet {
        try await list(family, status).result.families[family] ?? []
    }

    /// [DescribeTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html)
    package func describe(_ id: RevisionID) async throws(RegistryFailure) -> RevisionDescription? {
        let input = ECS.DescribeTaskDefinition.Input { $0.taskDefinition = id.description }
        do {
            let definition = try await client.call(
                ECS.DescribeTaskDefinition.self, input, reading: DescriptionView.self
            ).taskDefinition
            guard let text = definition.status, let status = RevisionStatus(rawValue: text) else {
                throw RegistryFailure(
                    "\(id): the registry returned an unknown status: '\(definition.status ?? "")'")
            }
            return RevisionDescription(
                status, registeredAt: definition.registeredAt?.date,
                deregisteredAt: definition.deregisteredAt?.date)
        } catch let error as AWSError where error.isMissingRevision {
            return nil
        } catch {
            throw RegistryFailure("\(id) could not be described: \(error)")
        }
    }

    /// [DeregisterTaskDefinition](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html)
    package func deregister(
        _ id: RevisionID, in scope: RegistryScope?, sentWithin limit: Duration
    ) async throws(RegistryFailure) {
        let name = scope.map { TaskDefinitionARN(id, in: $0).description } ?? id.description
        let input = ECS.DeregisterTaskDefinition.Input { $0.taskDefinition = name }
        do {
            let client = client.once(
                sentWithin: min(limit, Self.deregistrationLimit), timeout: Self.deregistrationLimit)
            _ = try await client.call(ECS.DeregisterTaskDefinition.self, input, reading: DescriptionView.self)
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

/// The members of a DescribeTaskDefinition response that are read.
private struct DescriptionView: Decodable {
    let taskDefinition: Definition

    struct Definition: Decodable {
        let status: String?
        let registeredAt: Timestamp?
        let deregisteredAt: Timestamp?
    }
}

/// Listed revisions by family.
private struct Listing {
    private var scope: RegistryScope?
    private var families: [Family: RevisionSet] = [:]
    private var beginning: String?

    /// - Parameter family: the only one that counts; nil for all. Other families that a server lists for it are
    ///   ignored.
    mutating func add(_ text: String, of family: Family?) throws(RegistryFailure) {
        let id = try read(text)
        guard family == nil || family == id.family else { return }
        families[id.family, default: []].insert(id.revision)
    }

    /// All ARNs of a registry have the same prefix, so that only the first of a hundred thousand is parsed completely.
    private mutating func read(_ text: String) throws(RegistryFailure) -> RevisionID {
        if let beginning, text.utf8.starts(with: beginning.utf8),
            let id = RevisionID(Substring(text.utf8.dropFirst(beginning.utf8.count)))
        {
            return id
        }
        guard let arn = TaskDefinitionARN(text) else {
            throw RegistryFailure("the registry listed '\(text)', which is not a task definition ARN")
        }
        try record(arn.scope)
        beginning = TaskDefinitionARN.prefix(in: arn.scope)
        return arn.id
    }

    /// Adds another list, of other families.
    mutating func add(_ other: Listing) throws(RegistryFailure) {
        if let scope = other.scope { try record(scope) }
        families.merge(other.families) { $0.union($1) }
    }

    private mutating func record(_ other: RegistryScope) throws(RegistryFailure) {
        if let scope, scope != other {
            throw RegistryFailure("the registry listed revisions of two registries: \(scope), \(other)")
        }
        scope = other
    }

    var result: ActiveRevisions { ActiveRevisions(scope: scope, families: families) }
}

extension AWSError {
    /// Whether the same call, or another of the same kind, may succeed.
    fileprivate var retryability: RegistryFailure.Retryability {
        switch cause {
        case .deadlineExceeded: .deadlineExpired
        case .timedOut, .transport: .transient
        case .service(let error, _) where RetryPolicy().reason(forStatus: error.status, error) != nil: .transient
        case .service(let error, _) where error.isDenial: .affectsAllCalls
        case .service, .malformedResponse, .unexpectedResponse, .unwritableInput, .cancelled: .permanent
        case .credentials: .affectsAllCalls
        }
    }

    /// Whether the call's outcome is unknown: after a refusal nothing has changed, after a server error it may have.
    fileprivate var isUnanswered: Bool {
        switch cause {
        case .timedOut, .malformedResponse, .unexpectedResponse, .cancelled: true
        case .transport(let error): error.mayHaveArrived
        case .service(let error, _): error.status >= 500
        case .deadlineExceeded, .unwritableInput, .credentials: false
        }
    }

    /// Whether the error means that the revision does not exist. After any other error that is unknown.
    fileprivate var isMissingRevision: Bool {
        serviceError?.code == ECSErrorCode.client.rawValue
            && serviceError?.message == "Unable to describe task definition."
    }
}
