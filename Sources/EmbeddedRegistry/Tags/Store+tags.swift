import ECSWire
import Model

/// A resource that can have tags.
enum TaggedResource: Sendable {
    /// A revision of any status.
    case revision(StoredRevision)
    /// An ACTIVE cluster.
    case cluster(StoredCluster)
    case service(StoredService)
    case task(StoredTask)
    /// A task set, by its ID, and its service.
    case taskSet(String, StoredService)
}

extension Store {
    /// The resource with this ARN, in the long format.
    ///
    /// - Parameter missing: the exception if there is no such resource. It depends on the operation; the message is
    ///   this registry's own.
    func taggedResource(_ arn: String?, missing: ECSErrorCode) throws(ECSError) -> TaggedResource {
        guard let arn, arn.utf8.starts(with: scope.arn("").utf8) else {
            throw .invalid("The resource ARN '\(arn ?? "")' is not one of ECS in \(scope).")
        }
        let parts = arn.dropFirst(scope.arn("").count)
            .split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        let found: TaggedResource?
        switch (parts[0], parts.count) {
        case ("task-definition", 2): found = try taggedRevision(arn)
        case ("cluster", 2): found = .cluster(try taggedCluster(parts[1]))
        case ("service", 3): found = try service(parts[2], in: taggedCluster(parts[1])).map(TaggedResource.service)
        case ("task", 3): found = try task(parts[2], in: taggedCluster(parts[1])).map(TaggedResource.task)
        case ("task-set", 4): found = try taggedTaskSet(arn)
        case ("service", 2), ("task", 2): throw .invalid("Long arn format must be used for tagging operations")
        default: throw .invalid("The resource ARN '\(arn)' names nothing that can be tagged here.")
        }
        guard let found else { throw ECSError(missing, "The specified resource does not exist: \(arn)") }
        return found
    }

    private func taggedRevision(_ arn: String) throws(ECSError) -> TaggedResource? {
        guard case .pinned(let id) = DefinitionReference(arn, in: scope) else { return nil }
        return try revision(id).map(TaggedResource.revision)
    }

    private func taggedCluster(_ name: String) throws(ECSError) -> StoredCluster {
        guard let cluster = try cluster(named: name) else { throw Self.clusterNotFound }
        guard cluster.isActive else {
            throw .invalid("The specified cluster is inactive. Specify an active cluster and try again.")
        }
        return cluster
    }

    private func taggedTaskSet(_ arn: String) throws(ECSError) -> TaggedResource? {
        guard let service = try serviceChild(arn, type: "task-set")?.service,
            let id = service.shape.taskSets?.first(where: { $0.taskSetArn == arn })?.id
        else { return nil }
        return .taskSet(id, service)
    }

    /// The current tags.
    func tags(of resource: TaggedResource) throws(ECSError) -> [ECS.Tag] {
        switch resource {
        case .revision(let revision): try revision.decodedTags()
        case .cluster(let cluster): cluster.shape.tags ?? []
        case .service(let service): service.shape.tags ?? []
        case .task(let task): task.stored.tags ?? []
        case .taskSet(let id, let service): service.shape.taskSets?.first { $0.id == id }?.tags ?? []
        }
    }

    /// Replaces all tags.
    func setTags(_ tags: [ECS.Tag], of resource: TaggedResource) throws(ECSError) {
        switch resource {
        case .revision(let revision):
            try update(revision, tags: JSONBody.encode(tags))
        case .cluster(var cluster):
            cluster.shape.tags = tags
            try update(cluster)
        case .service(var service):
            service.shape.tags = tags
            try update(service)
        case .task(var task):
            task.stored.tags = tags
            try update(task)
        case .taskSet(let id, var service):
            guard let index = service.shape.taskSets?.firstIndex(where: { $0.id == id }) else { return }
            service.shape.taskSets?[index].tags = tags
            try update(service)
        }
    }
}
