import AWSClient
import Model
import Planning

/// What the target of a rule, a schedule or a pipe calls.
enum EventBridgeTarget: Equatable {
    /// ECS, which runs a task as the target's parameters for ECS say.
    case task
    /// An operation of ECS by its own parameters (`runtask`, in lower case): a universal target of a schedule.
    case operation(String)
    /// Anything else. It may hand on what it is handed, the ARN of a task definition with it, and nobody can say of a
    /// service that it does not: a state machine and a function do, a queue has its readers, a bus its rules.
    case messenger

    /// Nil when it is not an ARN, so that nothing is known.
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
            self = .operation(String(parts[5].dropFirst(operation.count)))
        } else {
            self = .messenger
        }
    }
}

/// What a rule, a schedule or a pipe uses: a task definition, or what a version of a state machine may run.
enum NamedDefinition: Sendable {
    case taskDefinition(ReferenceTarget)
    case stateMachineVersion(StateMachineVersion)

    /// What is named in texts: what is called, and what that is handed.
    /// - Parameter owner: the ARN of what has them.
    static func all(in texts: [String?], of owner: String) -> [NamedDefinition] {
        let own = RegistryScope(ofARN: owner)
        return texts.compactMap { $0 }.flatMap { text in
            (TaskDefinitionMention.all(in: text) + TaskDefinitionMention.shortNames(in: text)).map(taskDefinition)
                + StateMachineVersion.all(in: text, of: own).map(stateMachineVersion)
        }
    }
}

extension NamedDefinition {
    /// Whether it says no more than parameters of ECS that name these.
    func isKnown(among targets: [ReferenceTarget]) -> Bool {
        guard case .taskDefinition(let target) = self else { return false }
        return targets.contains(target)
    }
}

extension ReferenceTarget {
    /// What a target's parameters for ECS name; nil where there are none and none are needed.
    ///
    /// - Parameters:
    ///   - owner: what has the target, for a failure's sentence.
    ///   - decides: whether a text that is no name is an expression, which is filled in when it runs.
    init?(
        _ parameters: EventECSParameters?, of target: String, owner: String,
        orExpression decides: (String) -> Bool = { _ in false }
    ) throws(ReferenceFailure) {
        guard let text = parameters?.taskDefinition else {
            switch EventBridgeTarget(target) {
            case .messenger, .operation: return nil
            case .task: throw ReferenceFailure("\(owner) runs an ECS task without naming its task definition")
            case nil: throw ReferenceFailure("\(owner) has a target that cannot be read: '\(target.expression)'")
            }
        }
        if let name = TaskDefinitionName(text) {
            self = .named(name)
        } else if decides(text) {
            self = .opaque(nil, expression: text.expression)
        } else {
            throw ReferenceFailure("\(owner) names a task definition that cannot be read: '\(text.expression)'")
        }
    }
}
