import ECSWire
import TaskDefinitions

/// Judges a definition: returns when it meets the rule, throws ECS's exception when it fails it.
typealias RegistrationRule = @Sendable (ECS.RegisterTaskDefinition.Input) throws(ECSError) -> Void

/// What RegisterTaskDefinition refuses, in ECS's order: the first rule that fails is the answer.
enum RegistrationRules {
    /// The texts of whatever is not ECS's own, as far as known, name the member and what is allowed.
    static let inOrder: [RegistrationRule] = [
        TaskSizeRules.syntax,
        NameRules.family,
        ContainerRules.list,
        ContainerRules.names,
        ContainerRules.essential,
        DependencyRules.all,
        ChoiceRules.all,
        NetworkRules.fargate,
        TaskSizeRules.fargate,
        MemoryRules.containers,
        MemoryRules.sum,
        PortRules.all,
        LogRules.all,
        StorageRules.volumes,
        StorageRules.ephemeral,
        TagRules.registration,
    ]

    /// Applies every rule.
    static func check(_ input: ECS.RegisterTaskDefinition.Input) throws(ECSError) {
        for rule in inOrder { try rule(input) }
    }
}

extension ECS.RegisterTaskDefinition.Input {
    /// The containers, none when the member is absent.
    var containers: [ECS.ContainerDefinition] { containerDefinitions ?? [] }
    /// Whether the definition asks for Fargate.
    var requiresFargate: Bool { requiresCompatibilities?.contains("FARGATE") ?? false }
}

extension ECSError {
    /// A refusal without an exception of its own.
    static func refused(_ message: String) -> ECSError { ECSError(.client, message) }
    /// A parameter that is not valid.
    static func invalid(_ message: String) -> ECSError { ECSError(.invalidParameter, message) }
}
