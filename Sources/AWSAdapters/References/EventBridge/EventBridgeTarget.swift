/// The kind of target of a rule, a schedule or a pipe.
enum EventBridgeTarget: Equatable {
    /// ECS, which runs a task according to the target's ECS parameters.
    case task
    /// An operation of ECS with its own parameters: a universal target of a schedule.
    case operation(ECSOperation)
    /// Anything else. It may pass on its input, including the ARN of a task definition; no service can be ruled out:
    /// state machines and functions do, queues have readers, buses have rules.
    case messenger

    /// Nil if it is not an ARN, and therefore unknown.
    ///
    /// - Parameter arn: that of a cluster, or for a universal target `arn:aws:scheduler:::aws-sdk:ecs:runTask`
    ///   ([Using universal targets](https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html)).
    init?(_ arn: String) {
        let parts = arn.lowercased().split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[2].isEmpty else { return nil }
        let operation = "aws-sdk:ecs:"
        if parts[2] == "ecs" {
            self = .task
        } else if parts[2] == "scheduler", parts[5].hasPrefix(operation) {
            self = .operation(ECSOperation(parts[5].dropFirst(operation.count)))
        } else {
            self = .messenger
        }
    }
}
