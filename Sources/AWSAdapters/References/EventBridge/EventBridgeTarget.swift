import AWSClient
import Model
import Planning

/// The kind of target of a rule, a schedule or a pipe.
enum EventBridgeTarget: Equatable {
    /// ECS, which runs a task according to the target's ECS parameters.
    case task
    /// An operation of ECS (`runtask`, in lower case) with its own parameters: a universal target of a schedule.
    case operation(String)
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
            self = .operation(String(parts[5].dropFirst(operation.count)))
        } else {
            self = .messenger
        }
    }
}

/// What a rule, a schedule or a pipe names: a task definition, or a version of a state machine.
enum NamedDefinition: Sendable {
    case taskDefinition(ReferenceTarget)
    case stateMachineVersion(StateMachineVersion)

    /// The definitions named in texts: in the target and its input.
    /// - Parameter owner: the ARN of the resource with the texts.
    static func all(in texts: [String?], of owner: String) -> [NamedDefinition] {
        let own = RegistryScope(ofARN: owner)
        return texts.compactMap { $0 }.flatMap { text in
            (TaskDefinitionMention.all(in: text) + TaskDefinitionMention.shortNames(in: text)).map(taskDefinition)
                + StateMachineVersion.all(in: text, of: own).map(stateMachineVersion)
        }
    }
}

extension NamedDefinition {
    /// Whether it repeats one of these, which ECS parameters name.
    func isKnown(among targets: [ReferenceTarget]) -> Bool {
        guard case .taskDefinition(let target) = self else { return false }
        return targets.contains(target)
    }
}

extension ReferenceTarget {
    /// The task definition in a target's ECS parameters; nil if there are none and none are needed.
    ///
    /// - Parameters:
    ///   - owner: the resource with the target, for messages.
    ///   - decides: whether a text that is not a name is an expression that is evaluated at run time.
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
