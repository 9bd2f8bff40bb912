import AWSWire
import ECSWire
import Model

extension Operation {
    /// Lists a service's deployments, newest first, 20 a page by default. Services with another deployment controller
    /// than ECS have none.
    static func listServiceDeployments(
        _ input: ECS.ListServiceDeployments.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListServiceDeployments.Output {
        try EnumValue.check(input.status, "status", serviceDeploymentStatuses)
        let cluster = try store.cluster(input.cluster)
        let service = try store.requiredService(input.service, in: cluster)
        let (from, to) = (input.createdAt?.after?.milliseconds ?? 0, input.createdAt?.before?.milliseconds ?? .max)
        let list = PageToken.listID(
            ECS.ListServiceDeployments.name, in: store.scope, service.shape.serviceArn,
            input.status?.joined(separator: ","),
            "\(from)", "\(to)")
        let size = try Page<Int>.size(input.maxResults, default: 20)
        let before = try PageToken.read(input.nextToken, list: list, parts: 1).map { token throws(ECSError) in
            guard let id = Int64(token.key[0]) else { throw PageToken.invalid }
            return id
        }
        let page = Page(
            try store.deployments(
                of: service, statuses: input.status ?? [], from: from, to: to, before: before ?? .max,
                limit: size + 1),
            size: size)
        return ECS.ListServiceDeployments.Output {
            $0.serviceDeployments = page.items.map(\.shape.brief)
            $0.nextToken = page.next(list: list) { ["\($0.id)"] }
        }
    }

    private static let serviceDeploymentStatuses = [
        "PENDING", "SUCCESSFUL", "STOPPED", "STOP_REQUESTED", "IN_PROGRESS", "ROLLBACK_REQUESTED",
        "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED",
    ]

    /// Returns up to 20 service deployments in the requested order; missing ones are in the failures.
    static func describeServiceDeployments(
        _ input: ECS.DescribeServiceDeployments.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeServiceDeployments.Output {
        let (found, failures) = try described(
            input.serviceDeploymentArns, "serviceDeploymentArns", "service-deployment", store
        ) { name, service throws(ECSError) in try store.deployment(name, of: service)?.shape }
        return ECS.DescribeServiceDeployments.Output { ($0.serviceDeployments, $0.failures) = (found, failures) }
    }

    /// Returns up to 20 service revisions in the requested order; missing ones are in the failures.
    static func describeServiceRevisions(
        _ input: ECS.DescribeServiceRevisions.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeServiceRevisions.Output {
        let (found, failures) = try described(
            input.serviceRevisionArns, "serviceRevisionArns", "service-revision", store
        ) { name, service throws(ECSError) in try store.serviceRevision(name, of: service) }
        return ECS.DescribeServiceRevisions.Output { ($0.serviceRevisions, $0.failures) = (found, failures) }
    }

    private static func described<Shape>(
        _ arns: [String]?, _ member: String, _ type: String, _ store: Store,
        _ find: (String, StoredService) throws(ECSError) -> Shape?
    ) throws(ECSError) -> (found: [Shape], failures: [ECS.Failure]) {
        let arns = arns ?? []
        guard !arns.isEmpty else { throw .invalid("\(member) cannot be empty.") }
        guard arns.count <= 20 else { throw .invalid("\(member) cannot have more than 20 entries.") }
        var (found, failures): ([Shape], [ECS.Failure]) = ([], [])
        for arn in arns {
            if let (name, service) = try store.serviceChild(arn, type: type), let shape = try find(name, service) {
                found.append(shape)
            } else {
                failures.append(ECS.Failure { ($0.arn, $0.reason) = (arn, "MISSING") })
            }
        }
        return (found, failures)
    }
}

extension ECS.ServiceDeployment {
    /// The shape in lists.
    fileprivate var brief: ECS.ServiceDeploymentBrief {
        ECS.ServiceDeploymentBrief {
            ($0.serviceDeploymentArn, $0.serviceArn, $0.clusterArn) = (serviceDeploymentArn, serviceArn, clusterArn)
            ($0.createdAt, $0.startedAt, $0.finishedAt) = (createdAt, startedAt, finishedAt)
            $0.targetServiceRevisionArn = targetServiceRevision?.arn
            ($0.status, $0.statusReason) = (status, statusReason)
        }
    }
}
