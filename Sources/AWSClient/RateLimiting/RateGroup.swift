import ECSWire

/// Operations that share one token bucket in each account and Region, with the size of the bucket and the rate at
/// which it fills.
struct RateGroup: Hashable, Sendable {
    let service: AWSService
    let name: String
    /// Calls at once.
    let burst: Double
    /// Calls a second for good.
    let perSecond: Double

    /// An operation that no group names is in its service's group of all the others.
    init(of operation: String, in service: AWSService) {
        self = Self.named[service]?[operation] ?? Self.others[service] ?? Self.cautious(service)
    }

    private init(_ service: AWSService, _ name: String, burst: Double, perSecond: Double) {
        self.service = service
        self.name = name
        self.burst = burst
        self.perSecond = perSecond
    }

    /// [Request throttling for the Amazon ECS
    /// API](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html); task sets count as
    /// services here, as the page does not name them. [Step Functions
    /// quotas](https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html) and [EventBridge Scheduler
    /// quotas](https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html), which have no burst: the
    /// rates of the smallest Regions.
    private static let table = [
        row(.ecs, "task definition modify", 20, 1, ECS.RegisterTaskDefinition.name, ECS.DeregisterTaskDefinition.name),
        row(
            .ecs, "task definition read", 50, 20, ECS.DescribeTaskDefinition.name, ECS.ListTaskDefinitions.name,
            ECS.ListTaskDefinitionFamilies.name),
        row(.ecs, "task definition deletion", 5, 1, ECS.DeleteTaskDefinitions.name),
        row(.ecs, "cluster modify", 20, 1, ECS.CreateCluster.name, ECS.UpdateCluster.name, ECS.DeleteCluster.name),
        row(.ecs, "cluster read", 50, 20, ECS.DescribeClusters.name, ECS.ListClusters.name),
        row(.ecs, "cluster resource modify", 100, 40, ECS.RunTask.name, ECS.StartTask.name, ECS.StopTask.name),
        row(.ecs, "cluster resource read", 100, 20, ECS.ListTasks.name, ECS.DescribeTasks.name),
        row(
            .ecs, "service modify", 50, 5, ECS.CreateService.name, ECS.UpdateService.name, ECS.DeleteService.name,
            ECS.CreateTaskSet.name, ECS.UpdateTaskSet.name, ECS.DeleteTaskSet.name),
        row(
            .ecs, "service read", 100, 20, ECS.ListServices.name, ECS.DescribeServices.name,
            ECS.DescribeTaskSets.name),
        row(
            .ecs, "service deployment", 50, 20, ECS.ListServiceDeployments.name, ECS.DescribeServiceDeployments.name),
        row(.ecs, "service revision", 50, 20, ECS.DescribeServiceRevisions.name),
        row(.ecs, "tag modify", 20, 10, ECS.TagResource.name, ECS.UntagResource.name),
        row(.ecs, "tag read", 50, 20, ECS.ListTagsForResource.name),
        row(.scheduler, "ListSchedules", 50, 50, "ListSchedules"),
        row(.scheduler, "GetSchedule", 250, 250, "GetSchedule"),
        row(.stepFunctions, "ListStateMachines", 100, 5, "ListStateMachines"),
        row(.stepFunctions, "DescribeStateMachine", 200, 20, "DescribeStateMachine"),
        row(.stepFunctions, "ListExecutions", 100, 2, "ListExecutions"),
        row(.stepFunctions, "DescribeStateMachineForExecution", 200, 1, "DescribeStateMachineForExecution"),
        row(.stepFunctions, "ListStateMachineAliases", 100, 1, "ListStateMachineAliases"),
        row(.stepFunctions, "DescribeStateMachineAlias", 200, 1, "DescribeStateMachineAlias"),
    ]

    /// Ours, on the low side, as AWS documents no rate of theirs. That of [AWS
    /// STS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html) is AWS's own.
    private static let others: [AWSService: RateGroup] = [
        .eventBridge: RateGroup(.eventBridge, "all", burst: 20, perSecond: 20),
        .pipes: RateGroup(.pipes, "all", burst: 10, perSecond: 10),
        .codeDeploy: RateGroup(.codeDeploy, "all", burst: 10, perSecond: 5),
        .sts: RateGroup(.sts, "all", burst: 600, perSecond: 600),
    ]

    /// Ours: what the least of the groups that are known has.
    private static func cautious(_ service: AWSService) -> RateGroup {
        RateGroup(service, "others", burst: 5, perSecond: 1)
    }

    private static let named: [AWSService: [String: RateGroup]] = table.reduce(into: [:]) { named, row in
        for operation in row.operations { named[row.group.service, default: [:]][operation] = row.group }
    }

    private static func row(
        _ service: AWSService, _ name: String, _ burst: Double, _ perSecond: Double, _ operations: String...
    ) -> (group: RateGroup, operations: [String]) {
        (RateGroup(service, name, burst: burst, perSecond: perSecond), operations)
    }
}
