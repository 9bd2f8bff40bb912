import ECSWire
import Model

extension Operation {
    /// In order of name, 10 a page unless told.
    static func listServices(
        _ input: ECS.ListServices.Input, _ store: Store
    ) throws(ECSError) -> ECS.ListServices.Output {
        let cluster = try store.cluster(input.cluster)
        try ComputeOption.check(input.launchType)
        try EnumValue.check(input.schedulingStrategy, "schedulingStrategy", ["REPLICA", "DAEMON"])
        try EnumValue.check(input.resourceManagementType, "resourceManagementType", ["CUSTOMER", "ECS"])
        let list = PageToken.listID(
            ECS.ListServices.name, in: store.scope, cluster.name, input.launchType, input.schedulingStrategy,
            input.resourceManagementType)
        let size = try Page<String>.size(input.maxResults, default: 10)
        let after = try PageToken.read(input.nextToken, list: list, parts: 1)?.key[0] ?? ""
        // The registry manages no service's resources.
        let names =
            input.resourceManagementType == "ECS"
            ? []
            : try store.services(
                in: cluster, launchType: input.launchType, schedulingStrategy: input.schedulingStrategy,
                after: after, limit: size + 1)
        let page = Page(names, size: size)
        return ECS.ListServices.Output {
            $0.serviceArns = page.items.map { store.scope.arn("service/\(cluster.name)/\($0)") }
            $0.nextToken = page.next(list: list) { [$0] }
        }
    }

    /// In the order asked for; what is not there is among the failures.
    static func describeServices(
        _ input: ECS.DescribeServices.Input, _ store: Store
    ) throws(ECSError) -> ECS.DescribeServices.Output {
        let includesTags = try EnumValue.includesTags(input.include)
        let cluster = try store.cluster(input.cluster)
        let references = input.services ?? []
        guard !references.isEmpty else { throw .invalid("Services cannot be empty.") }
        guard references.count <= 10 else { throw .invalid("Services cannot have more than 10 entries.") }
        var output = ECS.DescribeServices.Output { ($0.services, $0.failures) = ([], []) }
        for reference in references {
            let name = ResourceName(reference, type: "service", in: store.scope)?.name(within: cluster)
            if let name, let service = try store.service(name, in: cluster) {
                output.services?.append(service.shape.withTags(includesTags))
            } else {
                output.failures?.append(.missing(reference, "service/\(cluster.name)/", store.scope))
            }
        }
        return output
    }
}

extension ECS.Service {
    /// The service as it is answered with: tags only where they are asked for.
    func withTags(_ included: Bool) -> ECS.Service {
        var service = self
        if !included { service.tags = nil }
        return service
    }
}

extension ECS.Failure {
    /// An ARN as it was given, or the one that the name would have.
    static func missing(_ reference: String, _ resource: String, _ scope: RegistryScope) -> ECS.Failure {
        ECS.Failure {
            $0.arn = reference.hasPrefix("arn:") ? reference : scope.arn(resource + reference)
            $0.reason = "MISSING"
        }
    }
}
