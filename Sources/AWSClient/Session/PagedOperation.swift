import ECSWire

/// An operation that answers in pages.
package protocol PagedOperation: ECSOperation where Input: PagedInput, Output: PagedOutput {
    /// What a page lists.
    associatedtype Item: Sendable
    /// The page's items.
    static var items: KeyPath<Output, [Item]?> { get }
}

/// A request for one page.
package protocol PagedInput {
    /// That of the page before; nil for the first page.
    var nextToken: String? { get set }
    /// The items of one page.
    var maxResults: Int? { get set }
}

/// One page.
package protocol PagedOutput {
    /// Nil on the last page.
    var nextToken: String? { get }
}

extension ECS.ListTaskDefinitions.Input: PagedInput {}
extension ECS.ListTaskDefinitions.Output: PagedOutput {}
extension ECS.ListTaskDefinitions: PagedOperation {
    /// ARNs of revisions.
    package static var items: KeyPath<Output, [String]?> { \.taskDefinitionArns }
}

extension ECS.ListTaskDefinitionFamilies.Input: PagedInput {}
extension ECS.ListTaskDefinitionFamilies.Output: PagedOutput {}
extension ECS.ListTaskDefinitionFamilies: PagedOperation {
    /// Names of families.
    package static var items: KeyPath<Output, [String]?> { \.families }
}

extension ECS.ListClusters.Input: PagedInput {}
extension ECS.ListClusters.Output: PagedOutput {}
extension ECS.ListClusters: PagedOperation {
    /// ARNs of clusters.
    package static var items: KeyPath<Output, [String]?> { \.clusterArns }
}

extension ECS.ListServices.Input: PagedInput {}
extension ECS.ListServices.Output: PagedOutput {}
extension ECS.ListServices: PagedOperation {
    /// ARNs of services.
    package static var items: KeyPath<Output, [String]?> { \.serviceArns }
}

extension ECS.ListTasks.Input: PagedInput {}
extension ECS.ListTasks.Output: PagedOutput {}
extension ECS.ListTasks: PagedOperation {
    /// ARNs of tasks.
    package static var items: KeyPath<Output, [String]?> { \.taskArns }
}

extension ECS.ListServiceDeployments.Input: PagedInput {}
extension ECS.ListServiceDeployments.Output: PagedOutput {}
extension ECS.ListServiceDeployments: PagedOperation {
    /// Service deployments, in brief.
    package static var items: KeyPath<Output, [ECS.ServiceDeploymentBrief]?> { \.serviceDeployments }
}
