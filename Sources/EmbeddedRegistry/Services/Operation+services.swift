import ECSWire
import Foundation
import Model

extension Operation {
    /// Creates a service, whose tasks then start step by step. Without `desiredCount`, which ECS requires for REPLICA,
    /// there are no tasks: ECS's message for that case is not documented.
    static func createService(
        _ input: ECS.CreateService.Input, _ store: Store
    ) throws(ECSError) -> ECS.CreateService.Output {
        let cluster = try store.cluster(input.cluster)
        let name = try ServiceRules.checked(name: input.serviceName)
        try ServiceRules.check(input)
        let request = try requestBytes(input)
        if let existing = try store.service(name, in: cluster), existing.shape.status != "INACTIVE" {
            return ECS.CreateService.Output(try idempotentResult(input.clientToken, request, existing))
        }
        let isWithoutRevision =
            input.deploymentController?.type == ServiceController.external.rawValue && input.taskDefinition == nil
        let revision =
            isWithoutRevision ? nil : try store.usableRevision(input.taskDefinition, errorIfInactive: .client)
        let compute = try ComputeOption(launchType: input.launchType, strategy: input.capacityProviderStrategy)
        let shape = ServiceShape.make(
            input, name: name, cluster: cluster.name, revision: revision, compute: compute, in: store.scope,
            at: store.now)
        var service = try store.insertService(shape, in: cluster, token: input.clientToken, request: request)
        if shape.controller == .ecs { try store.beginDeployment(of: &service, input.deploymentSettings) }
        return ECS.CreateService.Output(try store.reconcile(service, in: cluster).shape)
    }

    /// The existing service, if the same request with the same token created it.
    private static func idempotentResult(
        _ token: String?, _ request: Data, _ existing: StoredService
    ) throws(ECSError) -> ECS.Service {
        guard existing.shape.isActive else {
            throw .invalid("Unable to Start a service that is still Draining.")
        }
        guard let token, token == existing.clientToken, request == existing.request else {
            throw .invalid("Creation of service was not idempotent.")
        }
        return existing.shape
    }

    private static func requestBytes(_ input: ECS.CreateService.Input) throws(ECSError) -> Data {
        var request = input
        request.clientToken = nil
        return try JSONBody.encode(request)
    }

    /// Updates a service. One that runs an INACTIVE revision can be scaled, but no service can switch to an INACTIVE
    /// revision.
    static func updateService(
        _ input: ECS.UpdateService.Input, _ store: Store
    ) throws(ECSError) -> ECS.UpdateService.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.activeService(input.service, in: cluster)
        try ServiceRules.check(input, of: service.shape)
        var revisionARN: String?
        if input.taskDefinition != nil {
            revisionARN = try store.usableRevision(input.taskDefinition, errorIfInactive: .client).arn
        }
        let update = ServiceUpdate.apply(input, revisionARN: revisionARN, to: service.shape)
        service.shape = update.service
        if let deploymentSettings = update.newDeployment { try store.beginDeployment(of: &service, deploymentSettings) }
        let settled = try store.reconcile(service, in: cluster).shape
        return ECS.UpdateService.Output { $0.service = settled.withTags(false) }
    }

    /// Deletes a service: DRAINING until its tasks have stopped, then INACTIVE. A service that is already being deleted
    /// is returned unchanged.
    static func deleteService(
        _ input: ECS.DeleteService.Input, _ store: Store
    ) throws(ECSError) -> ECS.DeleteService.Output {
        let cluster = try store.cluster(input.cluster)
        var service = try store.requiredService(input.service, in: cluster)
        guard service.shape.isActive else {
            return ECS.DeleteService.Output { [service] in $0.service = service.shape.withTags(false) }
        }
        let isScaledDown = service.shape.targetCount == 0
        guard isScaledDown || input.force == true else {
            throw .invalid("The service cannot be stopped while it is scaled above 0.")
        }
        if var current = try store.currentDeployment(of: service) {
            current.shape.finish("STOPPED", at: store.now, because: "The service was deleted.")
            try store.update(current)
        }
        (service.shape.status, service.shape.desiredCount) = ("DRAINING", 0)
        service.shape.currentServiceDeployment = nil
        let draining = service.shape
        let settled = try store.reconcile(service, in: cluster).shape
        // ECS returns DRAINING even if there is nothing to stop.
        return ECS.DeleteService.Output {
            $0.service = (settled.status == "DRAINING" ? settled : draining).withTags(false)
        }
    }

    /// Lists services by name, 10 a page by default.
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
        // No service here has its resources managed by ECS.
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

    /// Returns services in the requested order; missing ones are in the failures.
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

extension ECS.CreateService.Output {
    fileprivate init(_ service: ECS.Service) {
        self.init()
        self.service = service
    }
}

extension ECS.Service {
    /// The shape in a response: with tags only if the request includes them.
    func withTags(_ included: Bool) -> ECS.Service {
        var service = self
        if !included { service.tags = nil }
        return service
    }
}
