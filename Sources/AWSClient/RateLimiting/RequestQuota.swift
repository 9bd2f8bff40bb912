import ECSWire

/// The request quota of operations that share one token bucket in each account and Region.
struct RequestQuota: Hashable, Sendable {
    let service: AWSService
    /// Distinguishes the quotas of a service.
    let name: String
    /// The most calls at once.
    let burst: Double
    /// Sustained calls a second.
    let perSecond: Double

    /// The quota of an operation. One that no table names has the quota for all other operations of its service.
    init(of operation: String, in service: AWSService) {
        if service == .ecs, let group = RateGroup(operation: operation) {
            self.init(group)
        } else {
            self = Self.byOperation[service]?[operation] ?? Self.wholeService[service] ?? Self.cautious(service)
        }
    }

    /// ECS's own, by ``RateGroup``.
    private init(_ group: RateGroup) {
        self.init(
            .ecs, "\(group)", burst: Double(group.quota.burst), perSecond: Double(group.quota.perSecond))
    }

    init(_ service: AWSService, _ name: String, burst: Double, perSecond: Double) {
        self.service = service
        self.name = name
        self.burst = burst
        self.perSecond = perSecond
    }

    /// [Step Functions quotas](https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html) and
    /// [EventBridge Scheduler quotas](https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html);
    /// the latter document no burst. The rates are those of the smallest Regions.
    private static let table = [
        RequestQuota(.scheduler, "ListSchedules", burst: 50, perSecond: 50),
        RequestQuota(.scheduler, "GetSchedule", burst: 250, perSecond: 250),
        RequestQuota(.stepFunctions, "ListStateMachines", burst: 100, perSecond: 5),
        RequestQuota(.stepFunctions, "DescribeStateMachine", burst: 200, perSecond: 20),
        RequestQuota(.stepFunctions, "ListExecutions", burst: 100, perSecond: 2),
        RequestQuota(.stepFunctions, "DescribeStateMachineForExecution", burst: 200, perSecond: 1),
        RequestQuota(.stepFunctions, "ListStateMachineAliases", burst: 100, perSecond: 1),
        RequestQuota(.stepFunctions, "DescribeStateMachineAlias", burst: 200, perSecond: 1),
    ]

    /// Roster's own, on the low side, as AWS documents no rates for these services. Only that of
    /// [AWS STS](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html) is documented.
    private static let wholeService: [AWSService: RequestQuota] = [
        .eventBridge: RequestQuota(.eventBridge, "all", burst: 20, perSecond: 20),
        .pipes: RequestQuota(.pipes, "all", burst: 10, perSecond: 10),
        .codeDeploy: RequestQuota(.codeDeploy, "all", burst: 10, perSecond: 5),
        .sts: RequestQuota(.sts, "all", burst: 600, perSecond: 600),
    ]

    /// Roster's own: the smallest of the documented quotas.
    private static func cautious(_ service: AWSService) -> RequestQuota {
        RequestQuota(service, "others", burst: 5, perSecond: 1)
    }

    private static let byOperation: [AWSService: [String: RequestQuota]] = table.reduce(into: [:]) {
        byOperation, quota in
        byOperation[quota.service, default: [:]][quota.name] = quota
    }
}
