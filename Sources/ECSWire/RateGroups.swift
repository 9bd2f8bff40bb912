/// Operations of ECS that share one token bucket in each account and Region.
///
/// [Request throttling](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html). The page
/// does not name the operations of task sets; here they count as operations of services.
package enum RateGroup: CaseIterable, Hashable, Sendable {
    case taskDefinitionModify, taskDefinitionRead, taskDefinitionDeletion
    case clusterModify, clusterRead, clusterResourceModify, clusterResourceRead
    case serviceModify, serviceRead, serviceDeployment, serviceRevision
    case tagModify, tagRead, settingRead

    /// The group of an operation; nil for an operation that ECSWire does not have.
    package init?(operation name: String) {
        guard let group = Self.byOperation[name] else { return nil }
        self = group
    }

    /// The size of the bucket, and the tokens that it gains each second.
    package var quota: (burst: Int, perSecond: Int) {
        switch self {
        case .taskDefinitionModify, .clusterModify: (20, 1)
        case .taskDefinitionDeletion: (5, 1)
        case .taskDefinitionRead, .clusterRead, .serviceDeployment, .serviceRevision, .tagRead, .settingRead: (50, 20)
        case .clusterResourceModify: (100, 40)
        case .clusterResourceRead, .serviceRead: (100, 20)
        case .serviceModify: (50, 5)
        case .tagModify: (20, 10)
        }
    }

    /// The group's operations.
    package var operations: [any ECSOperation.Type] {
        switch self {
        case .taskDefinitionModify: [ECS.RegisterTaskDefinition.self, ECS.DeregisterTaskDefinition.self]
        case .taskDefinitionRead:
            [ECS.DescribeTaskDefinition.self, ECS.ListTaskDefinitions.self, ECS.ListTaskDefinitionFamilies.self]
        case .taskDefinitionDeletion: [ECS.DeleteTaskDefinitions.self]
        case .clusterModify:
            [
                ECS.CreateCluster.self, ECS.DeleteCluster.self, ECS.UpdateCluster.self,
                ECS.UpdateClusterSettings.self, ECS.PutClusterCapacityProviders.self,
            ]
        case .clusterRead: [ECS.DescribeClusters.self, ECS.ListClusters.self]
        case .clusterResourceModify: [ECS.RunTask.self, ECS.StartTask.self, ECS.StopTask.self]
        case .clusterResourceRead: [ECS.ListTasks.self, ECS.DescribeTasks.self]
        case .serviceModify:
            [
                ECS.CreateService.self, ECS.UpdateService.self, ECS.DeleteService.self, ECS.CreateTaskSet.self,
                ECS.UpdateTaskSet.self, ECS.UpdateServicePrimaryTaskSet.self, ECS.DeleteTaskSet.self,
            ]
        case .serviceRead: [ECS.ListServices.self, ECS.DescribeServices.self, ECS.DescribeTaskSets.self]
        case .serviceDeployment: [ECS.ListServiceDeployments.self, ECS.DescribeServiceDeployments.self]
        case .serviceRevision: [ECS.DescribeServiceRevisions.self]
        case .tagModify: [ECS.TagResource.self, ECS.UntagResource.self]
        case .tagRead: [ECS.ListTagsForResource.self]
        case .settingRead: [ECS.ListAccountSettings.self]
        }
    }

    private static let byOperation = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { group in group.operations.map { ($0.name, group) } })
}
