import ECSWire

/// The input of a list of ECS.
package protocol PagedInput {
    /// The token of the page before; nil for the first page.
    var nextToken: String? { get set }
    /// How many items a page may have.
    var maxResults: Int? { get set }
}

extension ECS.ListTaskDefinitions.Input: PagedInput {}
extension ECS.ListTaskDefinitions.Output: ListPage {
    package static var operation: String { ECS.ListTaskDefinitions.name }
    package static var items: KeyPath<Self, [String]?> { \.taskDefinitionArns }
}

extension ECS.ListClusters.Input: PagedInput {}
extension ECS.ListClusters.Output: ListPage {
    package static var operation: String { ECS.ListClusters.name }
    package static var items: KeyPath<Self, [String]?> { \.clusterArns }
}

extension ECS.ListServices.Input: PagedInput {}
extension ECS.ListServices.Output: ListPage {
    package static var operation: String { ECS.ListServices.name }
    package static var items: KeyPath<Self, [String]?> { \.serviceArns }
}

extension ECS.ListTasks.Input: PagedInput {}
extension ECS.ListTasks.Output: ListPage {
    package static var operation: String { ECS.ListTasks.name }
    package static var items: KeyPath<Self, [String]?> { \.taskArns }
}

extension ECS.ListServiceDeployments.Input: PagedInput {}
extension ECS.ListServiceDeployments.Output: ListPage {
    package static var operation: String { ECS.ListServiceDeployments.name }
    package static var items: KeyPath<Self, [ECS.ServiceDeploymentBrief]?> { \.serviceDeployments }
}

extension ECSClient {
    /// The longest page that ECS gives; without it, some lists have 10 items a page.
    private static var longestPage: Int { 100 }

    /// A list, one page at a time; its pages are as long as ECS allows, unless the input sets their length.
    package func pages<Op: ECSOperation>(
        of operation: Op.Type, _ input: Op.Input = Op.Input()
    ) -> Pages<Op.Output.Item> where Op.Input: PagedInput, Op.Output: ListPage {
        service.pages(of: Op.Output.self) { token throws(AWSError) in
            var request = input
            request.maxResults = request.maxResults ?? Self.longestPage
            request.nextToken = token ?? request.nextToken
            return try await service.json(Op.name, request, reading: Op.Output.self)
        }
    }

    /// The complete list, in the order of its pages; one call for each 100 items.
    /// - Throws: as ``Pages/next()``; an incomplete list is never returned.
    package func all<Op: ECSOperation>(
        of operation: Op.Type, _ input: Op.Input = Op.Input()
    ) async throws(AWSError) -> [Op.Output.Item] where Op.Input: PagedInput, Op.Output: ListPage {
        try await pages(of: operation, input).all()
    }
}
