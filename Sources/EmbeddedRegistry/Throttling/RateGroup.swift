import ECSWire

/// Operations that share one token bucket in each account and Region.
///
/// [Request throttling](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html). The
/// page does not name the task sets' operations; here they count as their services' do.
enum RateGroup: CaseIterable, Hashable, Sendable {
    case taskDefinitionModify, taskDefinitionRead, taskDefinitionDeletion
    case clusterModify, clusterRead, clusterResourceModify, clusterResourceRead
    case serviceModify, serviceRead, serviceDeployment, serviceRevision
    case tagModify, tagRead, settingRead

    /// The group that an operation of the registry belongs to; nil for any other.
    init?(operation name: String) {
        guard let group = Self.byOperation[name] else { return nil }
        self = group
    }

    /// How many calls at once, and how many a second for good.
    var rate: TokenBucket.Rate {
        switch self {
        case .taskDefinitionModify, .clusterModify: .init(burst: 20, perSecond: 1)
        case .taskDefinitionDeletion: .init(burst: 5, perSecond: 1)
        case .taskDefinitionRead, .clusterRead, .serviceDeployment, .serviceRevision, .tagRead, .settingRead:
            .init(burst: 50, perSecond: 20)
        case .clusterResourceModify: .init(burst: 100, perSecond: 40)
        case .clusterResourceRead, .serviceRead: .init(burst: 100, perSecond: 20)
        case .serviceModify: .init(burst: 50, perSecond: 5)
        case .tagModify: .init(burst: 20, perSecond: 10)
        }
    }

    private var operations: [any ECSOperation.Type] {
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
