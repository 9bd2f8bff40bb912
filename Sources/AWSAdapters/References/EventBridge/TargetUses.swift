import AWSWire
import Model
import Planning

/// What a target of EventBridge uses, a rule's, a schedule's or a pipe's: what it starts itself, and what anything in
/// its document names. Pure.
struct TargetUses {
    /// The target's ARN.
    let arn: String
    /// In its ECS parameters; nil if there are none.
    let taskDefinition: String?
    /// Its input as a universal target; nil for rules and pipes, and if there is none.
    var input: String?
    /// Whether it may start something as it is. What is disabled may be enabled again, but if it names nothing that can
    /// be started, somebody has to change it first.
    let isEnabled: Bool
    /// All that its description says.
    let document: JSONValue
    /// The ARN of the rule, the schedule or the pipe.
    let owner: String

    /// Each once: what it starts, then what it names otherwise.
    var definitions: [NamedDefinition] {
        (started.map(NamedDefinition.taskDefinition)
            + NamedDefinition.all(in: searched, of: RegistryScope(ofARN: owner))).uniqued
    }

    /// The document, without the input of an operation that starts nothing with what it names: it may be the one that
    /// deregisters it.
    private var searched: JSONValue {
        guard kind == .operation(.harmless), let input else { return document }
        return document.without(input)
    }

    private var kind: EventBridgeTarget? { EventBridgeTarget(arn) }

    private var started: [ReferenceTarget] {
        switch kind {
        case nil: [.opaque(nil, .notAName(arn.expression))]
        case .operation(let operation): UniversalTarget(operation, input: input, isEnabled: isEnabled).targets
        case .messenger: taskDefinition.map { [ReferenceTarget($0)] } ?? []
        case .task:
            if let taskDefinition {
                [ReferenceTarget(taskDefinition)]
            } else {
                isEnabled ? [.opaque(nil, .unnamed("an ECS target"))] : []
            }
        }
    }
}

extension ReferenceTarget {
    /// What a text names as a task definition: a name, or a path into an event, `$.detail.definition`, that is resolved
    /// at run time.
    init(_ text: String) {
        if let name = TaskDefinitionName(text) {
            self = .named(name)
        } else if text.hasPrefix("$") {
            self = .opaque(nil, .computed(text.expression))
        } else {
            self = .opaque(TaskDefinitionExpression.family(of: text[...]), .notAName(text.expression))
        }
    }
}

extension JSONValue {
    /// A copy in which a text is null, wherever it is the whole value of a member.
    fileprivate func without(_ text: String) -> JSONValue {
        switch self {
        case .null, .bool, .number, .string: self
        case .list(let items): .list(items.map { $0.without(text) })
        case .object(let members):
            .object(
                members.map { member in
                    member.value == .string(text)
                        ? Member(key: member.key, value: .null)
                        : Member(key: member.key, value: member.value.without(text))
                })
        }
    }
}
